import type { Accounts } from './accounts.ts';
import type { Archive } from './archive.ts';
import type { Groups } from './groups.ts';
import type { Identities } from './identities.ts';
import type { Logs } from './logs.ts';
import type { Marks } from './marks.ts';
import type { Safety } from './safety.ts';
import type { Searches } from './search.ts';

/** Opaque, at most 32 characters, never used again for somebody or something else. */
export type PersonId = string;
export type ChatId = string;

export interface PersonName {
  readonly id: PersonId;
  readonly name: string;
}

export interface Chat {
  readonly id: ChatId;
  readonly name: string;
}

/** A name with the keys that it is compared by: nobody else may have `canon`, nor any of `looks`. */
export interface NameClaim {
  readonly name: string;
  readonly canon: string;
  readonly looks: readonly string[];
}

/** A request that is to take effect once, however often it is sent. */
export interface Keyed {
  readonly key: string;
  /** Tells the request as it was sent from another one with the same key. */
  readonly digest: string;
  /** Its answer. Added is what was made: an entry's `chat`, `seq` and `at`, a group's `chat`, a report's `report`. */
  readonly answer: object;
}

/** What an earlier request with the same key was, and its whole answer: nothing was done now. */
export interface Earlier {
  readonly digest: string;
  readonly answer: object;
}

/** Outcomes that are no failures, so that callers decide on them. */
export type Taken = 'taken';

/**
 * The durable truth: people, names, chats, and one log a chat. Each noun has a page of its own; here is what holds for
 * all of them.
 *
 * Writes
 * - MUST resolve only when the effect survives `kill -9` and loss of power; MUST have no effect at all
 *   when they reject, except that a rejection with `StorageUnavailable` may leave the outcome unknown.
 * - MUST take effect in the order in which they were called, each as one whole.
 * - MUST NOT make the caller wait for a disk before they return their promise.
 * - MUST reject with `StorageUnavailable` when the medium refuses (full, failing), and with nothing else.
 *   After a failed fsync every later write MUST be rejected too: the medium cannot be trusted again.
 * - With a `keyed` whose key the person has used before, MUST do nothing and give what was answered then. A key is
 *   used by whatever succeeds, `unchanged` too; a refusal uses none.
 *
 * Reads see every write that has resolved before they are called, and MUST NOT wait for commits.
 */
export interface Store
  extends Identities,
    Accounts,
    Logs,
    Groups,
    Marks,
    Searches,
    Safety,
    Archive {
  /** Names this history; another epoch means that what a client remembers is of another one. */
  readonly epoch: string;

  findKeyed(person: PersonId, key: string): Promise<Earlier | undefined>;
  /** Resolves when a write reaches the medium right now. */
  probe(): Promise<void>;
  /** Finishes the writes that were called, then lets go of the medium. */
  close(): Promise<void>;
}

/** What an operator does by hand, beside a running server too. */
export type Desk = Pick<
  Store,
  | 'addAccount'
  | 'findLocalAccount'
  | 'accounts'
  | 'setPassword'
  | 'disable'
  | 'enable'
  | 'addInvitation'
  | 'exported'
  | 'askErasure'
  | 'reports'
  | 'closeReport'
  | 'close'
>;

/** The medium refused. The outcome of the write is unknown: send it again with the same `key`. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}
