import type { Rank, Seen } from './groups.ts';
import type { ChatId, Earlier, Keyed, PersonId, PersonName } from './store.ts';

/** One step of a chat's log, as it is to be read now: content is the present one. */
export type Entry =
  | (Said & {
      readonly kind: 'message';
      /** Not there once it was deleted; then there are no `editedAt` and no reactions either. */
      readonly content?: string;
      readonly replyTo?: number;
      readonly editedAt?: number;
      readonly reactions: readonly Reacted[];
    })
  // What an edit says is what its message says now: earlier forms are kept nowhere.
  | (Said & { readonly kind: 'edit'; readonly target: number; readonly content?: string })
  | (Said & { readonly kind: 'delete'; readonly target: number })
  | (Said & {
      readonly kind: 'reaction';
      readonly target: number;
      readonly reaction: string;
      readonly on: boolean;
    })
  | (Said & { readonly kind: 'members' } & MembersChange)
  | (Said & { readonly kind: 'change' } & GroupChange);

interface Said {
  readonly seq: number;
  readonly at: number;
  readonly sender: PersonName;
}

/** Who came, went, or may do something else than before. */
export interface MembersChange {
  readonly joined: readonly PersonName[];
  readonly left: readonly PersonName[];
  readonly roles?: readonly (PersonName & { readonly role: Rank })[];
  /** `until` 0: may write again. */
  readonly muted?: readonly (PersonName & { readonly until: number })[];
}

export interface GroupChange {
  readonly name?: string;
  readonly topic?: string;
  readonly policy?: 'invite' | 'open';
}

export interface Reacted {
  readonly reaction: string;
  readonly count: number;
  /** Whether the reader is among them. */
  readonly mine: boolean;
  /** Those who reacted so first, in that order: at most ten of them. */
  readonly people: readonly PersonName[];
}

export interface NewDirect {
  /** Who asks for it. */
  readonly person: PersonId;
  readonly other: PersonId;
  readonly at: number;
  readonly keyed?: Keyed;
}

export interface NewMessage {
  readonly to: { readonly chat: ChatId } | { readonly direct: PersonId };
  readonly sender: PersonId;
  readonly content: string;
  readonly at: number;
  readonly replyTo?: number | undefined;
  readonly mentions?: Mentions | undefined;
  readonly keyed?: Keyed | undefined;
}

/** Who is called by a message. Of the names, those that members of the chat have at that moment count. */
export interface Mentions {
  /** Canonical. */
  readonly names: readonly string[];
  readonly everybody: boolean;
}

export interface Appended {
  readonly chat: ChatId;
  readonly seq: number;
  readonly at: number;
  /** No message was in the chat before, whatever else was. */
  readonly isFirst?: true | undefined;
}

/**
 * Why a message was not stored, nor anything else done. `gone`: the sender is not in the chat, or there is no such
 * chat or person, or it is the sender. `muted`: may not write there now. `blocked`: one of the two has blocked the
 * other. `ended`: the other one was a guest whose last token is over, or has had everything erased. `target`: the
 * sender sees no message there that it could reply to, or a deleted one.
 */
export type Denied = 'gone' | 'muted' | 'blocked' | 'ended' | 'target';

/** A change of a message that is there. */
export interface Amendment {
  readonly chat: ChatId;
  readonly target: number;
  readonly by: PersonId;
  readonly at: number;
  readonly change:
    | { readonly kind: 'edit'; readonly content: string; readonly mentions?: Mentions }
    | { readonly kind: 'delete' }
    | {
        readonly kind: 'reaction';
        readonly reaction: string;
        readonly on: boolean;
        /** Different ones of one message. */
        readonly most: number;
      };
  /** What was decided on; where it is so no more, nothing happens. */
  readonly seen: Seen;
  readonly keyed?: Keyed;
}

/**
 * `unchanged`: the reaction was so already. `changed`: look again and decide anew. `target`: no message that they see,
 * or one that was deleted; or they may not write there now (`Denied`), which keeps nobody from deleting. `full`: as
 * many different reactions as there may be.
 */
export type Amended = Appended | Earlier | 'unchanged' | 'changed' | 'target' | 'full';

/**
 * `after`: entries of every kind, the oldest first. The others: messages, as many as fit before a `seq`, or half of
 * them before it and half from it on; what one half leaves free, the other takes.
 */
export type Span =
  | { readonly after: number }
  | { readonly before: number }
  | { readonly around: number }
  /** Around the first message from that time on; where there is none, the latest. */
  | { readonly at: number };

export interface Page {
  readonly entries: readonly Entry[];
  /** Whether there are more that way; for `around`, either way. */
  readonly more: boolean;
  readonly lastSeq: number;
}

/**
 * The logs. What a person who is in a chat may see of it is what was said while they were in it, now or before, from
 * the entry by which they joined to the last one before they left; of a group that is open at present, all.
 *
 * - `append` and `amend` MUST give the chat's next `seq` (1, 2, 3 … with no gap) in the commit, and MUST check in it
 *   that the sender is in the chat.
 * - Deleted content MUST be gone from the medium's tables, not only from answers, with all its earlier forms, and so
 *   MUST whom it called. An edit calls whom its content calls, and nobody else.
 * - Reads MUST find the chat through the reader: what is not theirs is `undefined`, as what is not there.
 * - A page MUST end before its entries pass `bytes` as JSON, but MUST have at least one entry where there is one.
 */
export interface Logs {
  /** The one conversation of two people, made if there is none. The order of the two does not matter. */
  openDirect(pair: NewDirect): Promise<{ chat: ChatId; created: boolean } | Earlier>;
  /** `direct` finds or makes the conversation with that person. */
  append(message: NewMessage): Promise<Appended | Earlier | Denied>;
  amend(amendment: Amendment): Promise<Amended>;

  findDirect(one: PersonId, other: PersonId): Promise<ChatId | undefined>;
  /** One message, for who wants to change it. */
  findMessage(
    reader: PersonId,
    chat: ChatId,
    seq: number,
  ): Promise<{ sender: PersonId; isDeleted: boolean } | undefined>;
  /** With what the chat is called for the reader. `reset`: the position is beyond the end of this log. */
  history(question: {
    reader: PersonId;
    chat: ChatId;
    span: Span;
    limit: number;
    bytes: number;
  }): Promise<(Page & { readonly name: string }) | 'reset' | undefined>;
  /**
   * What came after, in several chats at once: of each at most `limit` entries, in the order of the question, as far as
   * `bytes` reach. The first one is always there; one entry may go beyond `bytes`.
   */
  catchUp(question: {
    reader: PersonId;
    after: readonly { chat: ChatId; seq: number }[];
    limit: number;
    bytes: number;
  }): Promise<readonly { chat: ChatId; page: Page | 'reset' | undefined }[]>;
}
