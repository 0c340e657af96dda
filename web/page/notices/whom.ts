import { type ChatState, calls, type SaidMessage } from '@chateau/client';

/** So many characters of a message stand in a notice. */
const SHOWN = 200;

/** Whether somebody is to be told of a message, if they do not look. */
export function isFor(
  { content, seq }: Pick<SaidMessage, 'content' | 'seq'>,
  { groupchat, notify, read_seq }: Pick<ChatState, 'groupchat' | 'notify' | 'read_seq'>,
  me: { readonly username: string },
): boolean {
  // Read on another device before this one has heard of it.
  if (notify === 'none' || seq <= read_seq) return false;
  return !groupchat || notify === 'all' || calls(content, me.username);
}

/** The beginning of a message as plain text in one paragraph. */
export function beginningOf(content: string): string {
  const text = content
    .slice(0, SHOWN * 4)
    .replace(/\s+/g, ' ')
    .trim();
  const units = Array.from(text);
  return units.length > SHOWN ? `${units.slice(0, SHOWN - 1).join('')}…` : text;
}
