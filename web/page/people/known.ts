import type { ChatState, Snapshot } from '@chateau/client';

/** Whose name that is, as far as is known here. */
export function idOf(snapshot: Snapshot, username: string): string | undefined {
  const isNamed = (one: { readonly username: string } | undefined) => one?.username === username;
  if (isNamed(snapshot.me)) return snapshot.me?.id;
  for (const { peer, members } of Object.values(snapshot.chats)) {
    const found = isNamed(peer) ? peer : Object.values(members).find(isNamed);
    if (found) return found.id;
  }
  return Object.entries(snapshot.online).find(([, name]) => name === username)?.[0];
}

/** Names as they are typed in one field: spaces or commas between them. */
export function namesIn(text: string): string[] {
  return [...new Set(text.split(/[\s,،]+/).filter((name) => name !== ''))];
}

/**
 * What a conversation's colour is chosen by: of one that has just begun, the list has not told yet whose it is. Only
 * then is the snapshot asked for, which would be looked at again with each change.
 */
export function faceOf(
  { chat, chatname, groupchat, peer }: ChatState,
  snapshot: () => Snapshot,
): string {
  if (groupchat) return chat;
  return peer?.id ?? idOf(snapshot(), chatname) ?? chat;
}
