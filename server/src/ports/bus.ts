import type { Chat, EndReason, Entry, Joined, PersonId, PersonName, Placed } from './store.ts';

/** What has happened and is durable. Each node turns it into frames for the people who are on it. */
export type Event =
  | {
      kind: 'group_opened';
      chat: Chat;
      sender: PersonName;
      members: readonly PersonName[];
      origin: Origin;
    }
  | {
      kind: 'direct_opened';
      chat: Chat['id'];
      sender: PersonName;
      recipient: PersonName;
      origin: Origin;
    }
  | { kind: 'message'; said: Said; entry: Entry; audience: Audience; origin: Origin }
  /** A group has another name. */
  | { kind: 'renamed'; entry: Placed; sender: PersonName }
  | { kind: 'joined'; entry: Joined; person: PersonName }
  | { kind: 'left'; entry: Placed; person: PersonName }
  /** Sockets of the person must be closed: those that came in by the token, or all of them. */
  | { kind: 'ended'; person: PersonId; token?: string; reason: EndReason | 'name_claimed' };

/** Which of the two classic pushes the request asked for. */
export type Said = 'GroupMessageRecv' | 'MessageRecv';

/** The connection that asked: it has its answer and gets no push. */
export type Origin = number;

/** Where a message goes. A direct one reads differently on each side, so both are named. */
export type Audience = { group: Chat } | { sender: PersonName; recipient: PersonName };

/**
 * Carries events to every node, this one included.
 *
 * - `publish` MUST be called only for what the store has made durable.
 * - Events of one publisher about one chat MUST be delivered in the order in which they were published.
 * - An event MAY be lost; it MUST NOT be delivered twice to one node. The log is the truth: a client
 *   that misses a `seq` asks for it.
 * - `publish` MUST NOT throw, MUST NOT wait for another node, and MUST NOT deliver before it returns:
 *   whoever asked has the answer first.
 */
export interface Bus {
  publish(event: Event): void;
  subscribe(deliver: (event: Event) => void): void;
}
