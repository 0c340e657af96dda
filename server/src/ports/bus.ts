import type { Stepped } from './groups.ts';
import type { EndReason } from './identities.ts';
import type { Notify } from './marks.ts';
import type { Chat, ChatId, PersonId, PersonName } from './store.ts';

/** What has happened and, where it lasts, is durable. Each node turns it into frames for the people who are on it. */
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
      chat: ChatId;
      sender: PersonName;
      recipient: PersonName;
      origin: Origin;
    }
  | { kind: 'message'; said: Said; message: Message; audience: Audience; origin: Origin }
  /** A message is another one than before. */
  | { kind: 'amended'; amended: Amended; audience: Audience; origin: Origin }
  /** A group has other members, ranks, name, topic or policy. */
  | { kind: 'stepped'; step: Stepped; sender: PersonName; origin: Origin }
  /** How far somebody has read: their own devices hear of it, the others where it is `shown`. */
  | {
      kind: 'read';
      chat: ChatId;
      reader: PersonName;
      seq: number;
      shown: Audience | undefined;
      origin: Origin;
    }
  | {
      kind: 'typing';
      chat: ChatId;
      writer: PersonName;
      on: boolean;
      audience: Audience;
      origin: Origin;
    }
  /** A chat is another one to one of its people alone. */
  | { kind: 'preferred'; person: PersonId; chat: ChatId; preference: Preference; origin: Origin }
  /** Somebody has come, or gone: told to those who share one of these chats, or follow them. */
  | { kind: 'presence'; person: PersonName; online: boolean; chats: readonly ChatId[] }
  /** Two people are kept apart, or no more. */
  | { kind: 'blocked'; person: PersonId; other: PersonId; on: boolean }
  /** Sockets of the person must be closed: those that came in by the token, or all of them. */
  | { kind: 'ended'; person: PersonId; token?: string; reason: EndReason | 'name_claimed' };

/** Which of the two classic pushes the request asked for. */
export type Said = 'GroupMessageRecv' | 'MessageRecv';

export interface Message {
  readonly chat: ChatId;
  readonly seq: number;
  readonly at: number;
  readonly sender: PersonName;
  readonly content: string;
  readonly replyTo?: number | undefined;
  /** The first message of its chat, whatever entries came before it. */
  readonly isFirst?: true | undefined;
}

export interface Amended {
  readonly chat: ChatId;
  readonly seq: number;
  readonly at: number;
  readonly sender: PersonName;
  readonly target: number;
  readonly change:
    | { readonly kind: 'edit'; readonly content: string }
    | { readonly kind: 'delete' }
    | { readonly kind: 'reaction'; readonly reaction: string; readonly on: boolean };
}

export interface Preference {
  readonly notify?: Notify;
  readonly showsReads?: boolean;
}

/** The connection that asked: it has its answer and gets no push. `undefined`: nobody's request did it. */
export type Origin = number | undefined;

/** Where a chat's events go. A direct conversation reads differently on each side, so both are named. */
export type Audience = { group: Chat } | { sender: PersonName; recipient: PersonName };

/**
 * Carries events to every node, this one included.
 *
 * - `publish` MUST be called only for what the store has made durable, where it is to last.
 * - Events of one publisher about one chat MUST be delivered in the order in which they were published.
 * - An event MAY be lost; it MUST NOT be delivered twice to one node. The log is the truth: a client
 *   that misses a `seq` asks for it.
 * - `publish` MUST NOT throw, MUST NOT wait for another node, and MUST NOT deliver before it returns:
 *   whoever asked has the answer first.
 * - `settled` MUST NOT resolve before what was published until then has been delivered, wherever somebody can be reached.
 */
export interface Bus {
  publish(event: Event): void;
  settled(): Promise<void>;
  subscribe(deliver: (event: Event) => void): void;
}
