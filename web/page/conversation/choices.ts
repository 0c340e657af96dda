import type { ChatState } from '@chateau/client';
import { chateau } from '../state/chateau.svelte.ts';
import { COMMANDS } from './commands.ts';
import type { Beginning } from './completion.ts';

export interface Choice {
  /** What stands in the message then. */
  readonly text: string;
  readonly label: string;
  readonly hint?: string;
}

const MOST = 8;

/** What can be meant by what was begun, the likeliest first. */
export async function choicesFor({ sign, query }: Beginning, chat: ChatState): Promise<Choice[]> {
  switch (sign) {
    case '@':
      return people(chat, query);
    case '#':
      return groups(query);
    case ':':
      return emoji(query);
    case '/':
      return Object.entries(COMMANDS)
        .filter(([name]) => name.startsWith(query))
        .map(([name, { usage }]) => ({ text: `/${name}`, label: `/${name}`, hint: usage }));
    default:
      return sign satisfies never;
  }
}

/** Those who have spoken here lately, those in the room, and those who are here. */
async function people(chat: ChatState, query: string): Promise<Choice[]> {
  const wanted = query.toLowerCase();
  const spoken = chat.messages.toReversed().map(({ sender }) => sender);
  const members = Object.values(chat.members).map(({ username }) => username);
  const known = chat.groupchat ? [] : [chat.chatname];
  const found = new Set([...spoken, ...known, ...members].filter((name) => fits(name, wanted)));
  found.delete(chateau.me?.username ?? '');
  if (found.size < MOST && wanted !== '') {
    for await (const name of chateau.client.online({ prefix: query, limit: MOST })) {
      found.add(name);
      if (found.size >= MOST) break;
    }
  }
  // Who is called just like that is meant rather than somebody whose name goes on.
  const isExact = (name: string) => name.toLowerCase() === wanted;
  const sorted = [...found].toSorted((a, b) => Number(isExact(b)) - Number(isExact(a)));
  const names = sorted.slice(0, MOST).map((name) => ({ text: `@${name}`, label: name }));
  const leads = chat.role === 'owner' || chat.role === 'moderator';
  return leads && 'all'.startsWith(wanted) ? [...names, { text: '@all', label: 'all' }] : names;
}

async function groups(query: string): Promise<Choice[]> {
  const wanted = query.toLowerCase();
  return Object.values(chateau.snapshot.chats)
    .filter(({ groupchat, chatname }) => groupchat && fits(chatname, wanted))
    .slice(0, MOST)
    .map(({ chatname }) => ({ text: `#${chatname}`, label: chatname }));
}

async function emoji(query: string): Promise<Choice[]> {
  const [{ default: all }, { findEmoji }] = await Promise.all([
    import('virtual:emoji'),
    import('../emoji/find.ts'),
  ]);
  return findEmoji(all, query, MOST).map(({ emoji: text, name }) => {
    return { text, label: `${text} ${name}` };
  });
}

function fits(name: string, wanted: string): boolean {
  return name.toLowerCase().startsWith(wanted);
}
