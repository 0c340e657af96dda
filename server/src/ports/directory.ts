import type { Role } from './accounts.ts';

/** What the directory says of a person. */
export interface DirectoryPerson {
  /** Tells the entry from all others for as long as it exists; never its DN. */
  readonly subject: string;
  /** What a name here is made from. */
  readonly login: string;
  /** The name in full; may be empty. */
  readonly displayName: string;
  readonly role: Role;
  /** The keys of the chats that the person's groups lead to. */
  readonly chats: readonly string[];
  /** Shut in the directory, whatever the password. */
  readonly isDisabled: boolean;
}

/** One login on its way: a connection to the directory of its own. */
export interface Visit {
  /** Which entry the login names. Nobody's, where it names none, or more than one. */
  readonly subject: string | undefined;
  /**
   * The person, if the directory takes the password of that entry and has not shut it. Where there is no entry, it is
   * asked about one that does not exist, so that the answer comes after the same work.
   */
  accepts(password: string): Promise<DirectoryPerson | undefined>;
}

/**
 * Who people are, according to the organisation.
 *
 * - MUST NOT accept an empty password, whatever the directory says to it.
 * - MUST NOT send a password over a connection that is not encrypted, unless the settings say so aloud, nor
 *   to a server that a referral names.
 * - MUST put the login into a filter as text: no character of it may have a meaning there.
 * - MUST answer within its time limit, waiting for a turn included, and MUST bound its connections.
 * - MUST reject with `DirectoryUnavailable` when the directory cannot be asked, says nothing or says
 *   nonsense, and with nothing else.
 * - MUST NOT let a password or a DN into a message or a log.
 */
export interface Directory {
  /** Looks the login up, and ends the visit when `use` is through. */
  visit<T>(login: string, use: (visit: Visit) => Promise<T>): Promise<T>;
  /**
   * Those of these people who are still there and still fit the filter, by subject. Rejects too when the answer looks
   * like trouble in the directory rather than people leaving.
   */
  look(subjects: readonly string[]): Promise<Map<string, DirectoryPerson>>;
  /** Lets go of connections; what is under way is rejected. */
  close(): void;
}

/** The directory cannot be asked right now. `message` is for the operator. */
export class DirectoryUnavailable extends Error {
  override readonly name = 'DirectoryUnavailable';
}
