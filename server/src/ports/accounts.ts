import type { Stepped } from './groups.ts';
import type { Ended, NewToken } from './identities.ts';
import type { Chat, NameClaim, PersonId, PersonName, Taken } from './store.ts';

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
  readonly renamed?: Stepped;
}

/** Passwords of this server's own, and the people that the directory vouches for. */
export interface Accounts {
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
  placeInDirectoryChats(person: PersonId, keys: readonly string[], at: number): Promise<Stepped[]>;

  /** By canonical name. */
  findLocalAccount(canon: string): Promise<LocalAccount | undefined>;
  /** By id, from 1 on; pass the last one's id to read on. */
  accounts(after: PersonId | undefined, limit: number): Promise<AccountRow[]>;
  /** Those of the directory that are open: whom it has to vouch for. In pages, like `accounts`. */
  directoryAccounts(
    after: PersonId | undefined,
    limit: number,
  ): Promise<(DirectoryAccount & { id: PersonId })[]>;
}
