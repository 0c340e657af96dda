import { type Chat, ChateauError } from '@chateau/client';
import { talkTo } from '../people/opening.ts';
import { chateau } from '../state/chateau.svelte.ts';
import { show } from '../state/dialogs.svelte.ts';
import { go } from '../state/route.svelte.ts';

/** Somebody of this name in the group; throws where nobody is. */
async function member(chat: Chat, name: string): Promise<string> {
  const wanted = name.replace(/^@/, '').toLowerCase();
  for await (const { username, id } of chat.members()) {
    if (username.toLowerCase() === wanted) return id;
  }
  throw new ChateauError('not_found', 'Nobody in this group has that name.');
}

const names = (text: string) =>
  text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((name) => name.replace(/^@/, ''));

/** What a line that begins with a slash does. */
export const COMMANDS: Readonly<
  Record<string, { readonly usage: string; run(chat: Chat, rest: string): unknown }>
> = {
  me: { usage: '/me waves', run: (chat, rest) => chat.send(`*${rest}*`) },
  shrug: { usage: '/shrug', run: (chat, rest) => chat.send(`${rest} ¯\\\\\\_(ツ)_/¯`.trim()) },
  msg: {
    usage: '/msg name words',
    async run(_, rest) {
      const [name = '', ...words] = rest.split(' ');
      if (words.length === 0) return talkTo(name.replace(/^@/, ''));
      const { chat } = await chateau.client.send(name.replace(/^@/, ''), words.join(' '));
      go({ at: 'chat', chat });
    },
  },
  join: {
    usage: '/join group',
    async run(_, rest) {
      go({ at: 'chat', chat: (await chateau.client.joinGroup(rest.replace(/^#/, ''))).id });
    },
  },
  leave: {
    usage: '/leave',
    async run(chat) {
      await chat.leave();
      go({ at: 'home' }, { replace: true });
    },
  },
  topic: { usage: '/topic words', run: (chat, rest) => chat.change({ topic: rest }) },
  invite: { usage: '/invite names', run: (chat, rest) => chat.invite(...names(rest)) },
  kick: {
    usage: '/kick name',
    run: async (chat, rest) => chat.remove(await member(chat, rest)),
  },
  block: {
    usage: '/block name',
    run: (_, rest) => chateau.client.block({ username: rest.replace(/^@/, '') }),
  },
  help: { usage: '/help', run: () => show({ kind: 'keys' }) },
};

/** What was written: a message, a command with what follows it, or one that there is none of. */
export function readLine(
  text: string,
): { say: string } | { command: string; rest: string } | { unknown: string } {
  if (text.startsWith('//')) return { say: text.slice(1) };
  const [, name, rest = ''] = /^\/([a-z]+)(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  if (name === undefined) return { say: text };
  return Object.hasOwn(COMMANDS, name) ? { command: name, rest: rest.trim() } : { unknown: name };
}
