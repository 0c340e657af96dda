import type { Pending } from '../session/outbox.ts';
import type { AnswerOf, AnyPush, Entry, ListedChat, Message, Welcome } from '../wire.ts';

/** What a client works out itself; the rest of what happens are frames as they come. */
type OwnEvent =
  /** All that was known does not hold any more. */
  | { readonly type: 'Reset' }
  /** A page of the list of chats; `start`: what a new one is to be told from, if not from its end. */
  | {
      readonly type: 'Listed';
      readonly chats: readonly (ListedChat & { readonly start: number | undefined })[];
    }
  /** Entries in the order of their chat's log: each once, none left out. */
  | {
      readonly type: 'Entries';
      readonly chat: string;
      readonly entries: readonly Entry[];
      readonly chatname?: string | undefined;
      readonly groupchat?: boolean | undefined;
    }
  /** There is nothing more to see up to this `seq`. */
  | { readonly type: 'CaughtUp'; readonly chat: string; readonly last_seq: number }
  /** The log of this chat is another one than before. */
  | { readonly type: 'ChatReset'; readonly chat: string; readonly last_seq: number }
  /** Earlier messages, as they were at some `seq`; `since`: the entries after it that were folded already. */
  | {
      readonly type: 'Page';
      readonly chat: string;
      /** What was asked for: the messages before this `seq`. */
      readonly before: number;
      readonly messages: readonly Message[];
      readonly more: boolean;
      readonly since: readonly Entry[];
    }
  /** So many messages are to stay when more come. */
  | { readonly type: 'Keep'; readonly chat: string; readonly keep: number }
  | { readonly type: 'Outbox'; readonly pending: readonly Pending[] };

export type StateEvent =
  | OwnEvent
  | AnyPush
  | Welcome
  | AnswerOf<'MemberListRequest' | 'PresenceRequest'>;
