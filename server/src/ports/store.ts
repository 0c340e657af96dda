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

/** What lets a device come back without a password. */
export interface NewToken {
  /** SHA-256 of the token, in hexadecimal: the token itself is stored nowhere. */
  readonly hash: string;
  /** What its owner calls the device; may be empty. */
  readonly device: string;
  readonly at: number;
  readonly expiresAt: number;
}

export interface NewGuest {
  readonly name: NameClaim;
  /** Whether the name outlives the connection for a while, a restart of the server included. */
  readonly keepsName: boolean;
  readonly token: NewToken;
}

export type Role = 'member' | 'moderator' | 'admin';

/** What makes a person more than a guest: a password, here or in the directory, and a name that stays. */
export interface Account {
  readonly source: 'local' | 'directory';
  readonly role: Role;
  /** The name in full, for people to read; may be empty. */
  readonly displayName: string;
}

/** Whom a token stands for. */
export interface Holder extends PersonName {
  /** Guests have none. */
  readonly account?: Account;
}

export interface LocalAccount extends PersonName {
  readonly role: Role;
  readonly passwordHash: string;
  readonly isDisabled: boolean;
}

/** A row of the list that an operator sees. */
export interface AccountRow extends PersonName, Account {
  readonly createdAt: number;
  /** Who has shut the account, if it is shut. */
  readonly disabledBy?: 'operator' | 'directory';
  /** When a device of theirs was last seen; 0: not since its token ended, or never. */
  readonly seenAt: number;
}

export interface NewLocalAccount {
  readonly name: NameClaim;
  /** A PHC string. */
  readonly passwordHash: string;
  readonly role: Role;
  readonly at: number;
  /** Without one, no device is let in yet. */
  readonly token?: NewToken;
  /** SHA-256 of an invitation, which is used up with it. */
  readonly invitationHash?: string;
}

/** An entry of the directory, as it is to be known here. */
export interface DirectoryAccount {
  /** Tells the entry from all others for as long as it exists; never its DN. */
  readonly subject: string;
  /** What the directory calls the person: another one than last time asks for another name here. */
  readonly login: string;
  readonly displayName: string;
  readonly role: Role;
}

/** Somebody whom the directory has let in. */
export interface DirectoryArrival extends DirectoryAccount {
  /** The first one that no other account has is taken, from a guest or a group too, whatever looks like it. */
  readonly names: readonly NameClaim[];
  /** What a group that held the name is called from then on: the first one that is free. */
  readonly groupNames: readonly NameClaim[];
  readonly token: NewToken;
}

export interface DirectoryEntered extends PersonName {
  readonly account: Account;
  /** A guest who had the name and has none now. */
  readonly evicted?: PersonId;
  /** A group that had the name, as it is called now. */
  readonly renamed?: Placed;
}

/** A change of a chat that its log has an entry of. */
export interface Placed {
  readonly chat: Chat;
  readonly seq: number;
  readonly at: number;
}

/** Whom a group took in. */
export interface Joined extends Placed {
  /** The first 201 of its members. */
  readonly members: readonly PersonName[];
  readonly memberCount: number;
}

export interface Device {
  readonly tokenHash: string;
  readonly label: string;
  readonly createdAt: number;
  readonly seenAt: number;
}

/** Why tokens have ended before their time. */
export type EndReason = 'logged_out' | 'revoked' | 'disabled';

/** A token that has ended: sockets that came in by it must be closed. */
export interface Ended {
  readonly person: PersonId;
  readonly tokenHash: string;
  readonly reason: EndReason;
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
   * Gives a token a later expiry and, to a guest, a name: their own again, or another one in its place.
   * Claiming the name that one holds oneself succeeds. `expired`: the person's token has ended meanwhile.
   */
  resume(claim: {
    person: PersonId;
    /** Accounts have theirs for good, and name none. */
    name?: NameClaim;
    keepsName: boolean;
    tokenHash: string;
    /** Without one, the token keeps the label that it has. */
    device?: string;
    at: number;
    expiresAt: number;
  }): Promise<'resumed' | 'expired' | Taken>;
  /** Moves the end of tokens that are in use; those that have ended stay so. */
  extendTokens(
    tokens: readonly { hash: string; seenAt: number; expiresAt: number }[],
  ): Promise<void>;
  /** Ends these tokens of the person, or all but `except`; those that were there. */
  endTokens(which: {
    person: PersonId;
    hashes?: readonly string[];
    except?: string;
    reason: EndReason;
    at: number;
  }): Promise<Ended[]>;

  /** `uninvited`: the invitation is unknown, used or over. */
  addAccount(account: NewLocalAccount): Promise<PersonId | Taken | 'uninvited'>;
  /**
   * One more device of a local account, by a password that `passwordHash` was found to match. Meanwhile
   * the account may have been shut (`disabled`) or got another password (`changed`).
   */
  addToken(
    person: PersonId,
    token: NewToken,
    passwordHash: string,
  ): Promise<'added' | 'disabled' | 'changed'>;
  /**
   * And ends every token but `except`; those that were there. Of a local account only. With `was`, the hash that the
   * old password was compared with, nothing happens where it is another one by now (`changed`).
   */
  setPassword(change: {
    person: PersonId;
    passwordHash: string;
    was?: string;
    except?: string;
    at: number;
  }): Promise<Ended[] | 'changed'>;
  /**
   * Shuts an account and ends its tokens; those that were there. What an operator has shut, the directory
   * does not take over.
   */
  disable(person: PersonId, by: 'operator' | 'directory', at: number): Promise<Ended[]>;
  enable(person: PersonId): Promise<void>;
  addInvitation(hash: string, expiresAt: number): Promise<void>;

  /**
   * The person behind an entry of the directory, made if there is none, with another device. What the
   * directory had shut is open again; what an operator has shut is not.
   */
  enterFromDirectory(arrival: DirectoryArrival): Promise<DirectoryEntered | 'disabled'>;
  /** Role and display name, as the directory has them now. */
  describeAccount(person: PersonId, account: { role: Role; displayName: string }): Promise<void>;
  /**
   * The group that the directory fills, made if there is none, with the first name that is free. `key`
   * tells it from others for good.
   */
  openDirectoryChat(key: string, names: readonly NameClaim[], at: number): Promise<Chat>;
  /** Makes these, of all groups that the directory fills, the ones that the person is in. */
  placeInDirectoryChats(
    person: PersonId,
    keys: readonly string[],
    at: number,
  ): Promise<{ joined: Joined[]; left: Placed[] }>;
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
  findToken(tokenHash: string, now: number): Promise<Holder | undefined>;
  devicesOf(person: PersonId, now: number): Promise<Device[]>;
  /** By canonical name. */
  findLocalAccount(canon: string): Promise<LocalAccount | undefined>;
  /** By id, from 1 on; pass the last one's id to read on. */
  accounts(after: PersonId | undefined, limit: number): Promise<AccountRow[]>;
  /** Those of the directory that are open: whom it has to vouch for. In pages, like `accounts`. */
  directoryAccounts(
    after: PersonId | undefined,
    limit: number,
  ): Promise<(DirectoryAccount & { id: PersonId })[]>;
  /**
   * Tokens that have ended after the position, whoever ended them: a program beside this one, or
   * another node. Without a position: nothing, and the position to begin with.
   */
  endedAfter(position: number | undefined): Promise<{ ended: Ended[]; position: number }>;
  findKeyed(sender: PersonId, key: string): Promise<Earlier | undefined>;
  findDirect(one: PersonId, other: PersonId): Promise<ChatId | undefined>;
  groupsOf(person: PersonId): Promise<Chat[]>;
  /** Guests whose names were kept for them when the server stopped. */
  keptGuests(): Promise<PersonName[]>;

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
  | 'close'
>;

/** The medium refused. The outcome of the write is unknown: send it again with the same `key`. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}
