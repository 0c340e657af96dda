import type { ChatState } from '@chateau/client';

/** So many messages of each conversation are kept. */
const KEPT = 50;

/** A conversation as it is kept: its end, and nothing that holds only for the moment. */
export function cut(chat: ChatState): ChatState {
  const messages = chat.messages.slice(-KEPT);
  const isCut = messages.length < chat.messages.length;
  const from = isCut ? (messages[0]?.seq ?? chat.last_seq + 1) - 1 : chat.from;
  const peer = chat.peer && { peer: { ...chat.peer, online: false } };
  return { ...chat, ...peer, messages, from, members: {}, typing: {} };
}
