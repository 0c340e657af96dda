import type { Holder } from './accounts.ts';
import type { Chat, ChatId, NameClaim, PersonId, PersonName, Taken } from './store.ts';

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

/** What somebody takes along from one connection to the next. */
export interface Belongings {
  readonly groups: readonly Chat[];
  /** The others of their direct conversations. */
  readonly directs: readonly { readonly chat: ChatId; readonly peer: PersonName }[];
  /** Whom a block keeps from them, either way. */
  readonly blocked: readonly PersonId[];
  /** Whether they may be picked for strangers; `undefined`: they never said. */
  readonly available?: boolean;
}

/** Who is known here, by which tokens, under which names. */
export interface Identities {
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
  /** What is known of tokens that ended until then is of no use any more: whoever asks has heard of them. */
  forgetEnded(until: number): Promise<void>;

  /** The names of these people are free again; the people stay. Nobody's, twice, unknown: no failure. */
  releaseNames(people: readonly PersonId[]): Promise<void>;

  /** With what they have, and what the device is called: one question is enough for somebody who comes back. */
  findToken(
    tokenHash: string,
    now: number,
  ): Promise<{ holder: Holder; device: string; belongings: Belongings } | undefined>;
  belongings(person: PersonId): Promise<Belongings>;
  devicesOf(person: PersonId, now: number): Promise<Device[]>;
  /**
   * Tokens that have ended after the position, whoever ended them: a program beside this one, or
   * another node. Without a position: nothing, and the position to begin with.
   */
  endedAfter(position: number | undefined): Promise<{ ended: Ended[]; position: number }>;
  /** Guests whose names were kept for them when the server stopped. */
  keptGuests(): Promise<PersonName[]>;
  /** Somebody who can be written to though they are not here: an account that is open. By canonical name. */
  findAccount(canon: string): Promise<PersonName | undefined>;
}
