import type { Denied } from '../../ports/logs.ts';
import type { PersonId } from '../../ports/store.ts';
import { type MemoryChat, peerIn } from './chats.ts';
import type { MemoryHouse } from './house.ts';

/** What keeps somebody who sits there from writing now. */
export function denial(
  house: MemoryHouse,
  chat: MemoryChat,
  sender: PersonId,
  at: number,
): Denied | undefined {
  if ((chat.mutes.get(sender) ?? 0) > at) return 'muted';
  const peer = peerIn(chat, sender);
  return peer === undefined ? undefined : denialOf(house, sender, peer, at);
}

/** The same for two who may have no conversation yet. */
export function denialOf(
  house: MemoryHouse,
  sender: PersonId,
  peer: PersonId,
  at: number,
): Denied | undefined {
  if (house.blocks.areApart(sender, peer)) return 'blocked';
  return hasEnded(house, peer, at) ? 'ended' : undefined;
}

/** An account may always come back, a guest only by a token. */
export function hasEnded({ people, tokens }: MemoryHouse, id: PersonId, now: number): boolean {
  const person = people.present(id);
  return !person?.account && tokens.devices(id, now).length === 0;
}
