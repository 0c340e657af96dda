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

export interface NewGuest {
  readonly name: NameClaim;
  /** Whether the name outlives the connection for a while, a restart of the server included. */
  readonly keepsName: boolean;
  /** SHA-256 of the token, in hexadecimal: the token itself is stored nowhere. */
  readonly tokenHash: string;
  readonly device: string;
  readonly at: number;
  readonly expiresAt: number;
}

export interface NewGroup {
  readonly name: NameClaim;
  readonly members: readonly PersonId[];
  readonly at: number;
}

/** One message of a chat's log. */
export interface Entry {
  readonly chat: ChatId;
  readonly seq: number;
  readonly at: number;
  readonly sender: PersonName;
  readonly content: string;
}

/** What a request with a `key` has done, and what its answer said beyond the place in the log. */
export interface Keyed {
  readonly key: string;
  /** Tells the request as it was sent from another one with the same key. */
  readonly digest: string;
  /** The `chatname` of the answer. */
  readonly label: string;
}

export interface NewMessage {
  readonly to: { readonly chat: ChatId } | { readonly direct: PersonId };
  readonly sender: PersonId;
  readonly content: string;
  readonly at: number;
  readonly keyed?: Keyed;
}

export interface Appended {
  readonly chat: ChatId;
  readonly seq: number;
  readonly at: number;
}

/** What an earlier request with the same key had done: nothing was stored now. */
export interface Earlier extends Appended, Omit<Keyed, 'key'> {}

/** Outcomes that are no failures, so that callers decide on them. */
export type Taken = 'taken';

/**
 * The durable truth: people, names, chats, memberships, and one log a chat.
 *
 * Writes
 * - MUST resolve only when the effect survives `kill -9` and loss of power; MUST have no effect at all
 *   when they reject, except that a rejection with `StorageUnavailable` may leave the outcome unknown.
 * - MUST take effect in the order in which they were called, each as one whole.
 * - MUST NOT make the caller wait for a disk before they return their promise.
 * - MUST reject with `StorageUnavailable` when the medium refuses (full, failing), and with nothing else.
 *   After a failed fsync every later write MUST be rejected too: the medium cannot be trusted again.
 *
 * Reads see every write that has resolved before they are called, and MUST NOT wait for commits.
 */
export interface Store {
  /** Names this history; another epoch means that what a client remembers is of another one. */
  readonly epoch: string;

  // Writes
  addGuest(guest: NewGuest): Promise<PersonId | Taken>;
  /**
   * Gives the holder of a token a name (their own again, or another one in its place) and a later expiry.
   * Claiming the name that one holds oneself succeeds.
   */
  resume(claim: {
    person: PersonId;
    name: NameClaim;
    keepsName: boolean;
    tokenHash: string;
    /** Without one, the token keeps the label that it has. */
    device?: string;
    expiresAt: number;
  }): Promise<'resumed' | Taken>;
  /** The names of these people are free again; the people stay. Nobody's, twice, unknown: no failure. */
  releaseNames(people: readonly PersonId[]): Promise<void>;
  addGroup(group: NewGroup): Promise<ChatId | Taken>;
  /** The one conversation of two people, made if there is none. The order of the two does not matter. */
  openDirect(
    one: PersonId,
    other: PersonId,
    at: number,
  ): Promise<{ chat: ChatId; created: boolean }>;
  /**
   * Gives the chat's next `seq`: 1, 2, 3 … with no gap. `direct` finds or makes the conversation with
   * that person. With a `key` that the sender has used before, nothing is stored.
   */
  append(message: NewMessage): Promise<Appended | Earlier>;
  /** Resolves when a write reaches the medium right now. */
  probe(): Promise<void>;

  // Reads
  findToken(tokenHash: string, now: number): Promise<PersonName | undefined>;
  findKeyed(sender: PersonId, key: string): Promise<Earlier | undefined>;
  findDirect(one: PersonId, other: PersonId): Promise<ChatId | undefined>;
  groupsOf(person: PersonId): Promise<Chat[]>;
  /** Guests whose names were kept for them when the server stopped. */
  keptGuests(): Promise<PersonName[]>;

  /** Finishes the writes that were called, then lets go of the medium. */
  close(): Promise<void>;
}

/** The medium refused. The outcome of the write is unknown: send it again with the same `key`. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}
