import type { ChatState, Message } from '@chateau/client';

/** So many messages of each conversation are kept. */
export const KEPT = 50;

/** A conversation as it is kept. */
export interface KeptChat extends ChatState {
  /** The messages are as they were when the log had come so far. */
  readonly up_to: number;
}

/** Whether the page has as many messages of it as are kept: of a chat that nobody has opened, it has only new ones. */
export function isWhole({ messages, from }: ChatState): boolean {
  return from === 0 || messages.length >= KEPT;
}

/** A conversation with the messages that are kept of it, and without what holds only for the moment. */
export function cut(chat: ChatState, messages: readonly Message[], up_to: number): KeptChat {
  const last = messages.slice(-KEPT);
  const isAll = messages.length < KEPT || (last.length === messages.length && chat.from === 0);
  const from = isAll ? 0 : (last[0]?.seq ?? 1) - 1;
  const peer = chat.peer && { peer: { ...chat.peer, online: false } };
  return { ...chat, ...peer, messages: last, from, members: {}, typing: {}, up_to };
}

/** As it is shown: up to where its messages are known. */
export function shown({ up_to, ...chat }: KeptChat): ChatState {
  if (up_to === 0) return { ...chat, from: chat.last_seq };
  return { ...chat, last_seq: up_to, counted: up_to };
}
