import type { ChatState, Snapshot } from '@chateau/client';

/** What is for the person alone: all that is said between two, and in groups where they are called. */
function waitingIn({ groupchat, notify, unread, mentions }: ChatState): number {
  if (notify === 'none') return 0;
  return groupchat ? mentions : unread;
}

/** How much waits for the person, over all conversations. */
export function waiting({ chats }: Pick<Snapshot, 'chats'>): number {
  return Object.values(chats).reduce((sum, chat) => sum + waitingIn(chat), 0);
}
