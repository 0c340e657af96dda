import type { ChatId, Earlier, Keyed, PersonId, PersonName } from './store.ts';

/** What somebody has told the moderators, with what it is about as it was then. */
export interface Report {
  readonly id: string;
  readonly at: number;
  readonly reporter: PersonName;
  readonly about: PersonName;
  readonly reason: string;
  readonly chat?: ChatId;
  readonly seq?: number;
  /** The message as it was when it was reported. */
  readonly content?: string;
  readonly isClosed: boolean;
}

/** Blocks, reports, and who may be picked for strangers. */
export interface Safety {
  /**
   * `isApart`: whether a block stands between the two now, whoever made it. `unknown`: nobody has that id, or,
   * with `ifMet`, the two have never been in a chat together: ids can be counted up, and a list of those whom
   * one has blocked tells their names.
   */
  block(block: {
    person: PersonId;
    other: PersonId;
    on: boolean;
    ifMet?: boolean;
    at: number;
    keyed?: Keyed;
  }): Promise<{ isApart: boolean } | 'unknown' | Earlier>;
  /** Of a message that the reporter sees and that is still one, or of a person; `undefined`: there is no such thing. */
  report(report: {
    reporter: PersonId;
    about: { chat: ChatId; seq: number } | { person: PersonId };
    reason: string;
    at: number;
    keyed?: Keyed;
  }): Promise<{ report: string } | Earlier | undefined>;
  setAvailable(person: PersonId, isAvailable: boolean): Promise<void>;

  blockedBy(person: PersonId): Promise<PersonName[]>;
  /** The oldest first; whether closed or not. */
  reports(after: string | undefined, limit: number): Promise<Report[]>;
  /** Whether it was open. */
  closeReport(id: string): Promise<boolean>;
}
