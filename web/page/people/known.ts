import type { Snapshot } from '@chateau/client';

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
