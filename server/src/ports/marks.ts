import type { Policy, Rank } from './groups.ts';
import type { ChatId, Earlier, Keyed, PersonId, PersonName } from './store.ts';

export type Notify = 'all' | 'mentions' | 'none';

/** A chat as one person sees it. */
export interface ChatView {
  readonly chat: ChatId;
  /** Of a group, its name; of two, the other one's. */
  readonly name: string;
  readonly group?: {
    readonly rank: Rank;
    readonly policy: Policy;
    readonly topic: string;
    readonly memberCount: number;
  };
  /** `hasEnded`: nothing can be written to them any more (`Denied`). */
  readonly peer?: PersonName & { readonly hasEnded: boolean };
  readonly notify: Notify;
  readonly showsReads: boolean;
  readonly mutedUntil: number;
  readonly lastSeq: number;
  readonly readSeq: number;
  /** Messages of others that they see after the cursor, the deleted ones left out; at most `COUNTED`. */
  readonly unread: number;
  /** Those of them that call the person, beyond the counted ones too; at most `COUNTED`. */
  readonly mentions: number;
  /** The last message that they see, deleted or not. */
  readonly last?: {
    readonly seq: number;
    readonly at: number;
    readonly sender: PersonName;
    /** The first `SHOWN` characters; of a deleted one, none. */
    readonly content: string;
    readonly isDeleted: boolean;
  };
}

/** Beyond so many nobody counts. */
export const COUNTED = 100;
/** Characters of a last message that a view shows. */
export const SHOWN = 200;

/** How far people have read, and how much of a chat they want to hear. */
export interface Marks {
  /**
   * Moves the cursor, forward only unless `back`, never beyond the last entry. `wasAt`: where it was.
   * `undefined`: not in the chat. Nothing else moves it, one's own messages neither.
   */
  markRead(mark: {
    person: PersonId;
    chat: ChatId;
    seq: number;
    back: boolean;
  }): Promise<{ seq: number; wasAt: number; showsReads: boolean } | undefined>;
  setPreference(preference: {
    person: PersonId;
    chat: ChatId;
    notify?: Notify;
    showsReads?: boolean;
    keyed?: Keyed;
  }): Promise<'set' | 'gone' | Earlier>;
  /** By id of the chat, from the first one after `after`; `now` tells which tokens are over. */
  chatsOf(
    person: PersonId,
    after: ChatId | undefined,
    limit: number,
    now: number,
  ): Promise<ChatView[]>;
}
