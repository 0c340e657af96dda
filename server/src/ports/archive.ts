import type { Stepped } from './groups.ts';
import type { Ended } from './identities.ts';
import type { ChatId, PersonId } from './store.ts';

/** A thing that the store has of a person, in the words of the wire: it is handed out as it is. */
export type ArchiveLine =
  | { readonly what: 'person'; readonly id: PersonId; readonly username: string }
  | {
      readonly what: 'device';
      readonly device: string;
      readonly created_at: number;
      readonly seen_at: number;
    }
  | {
      readonly what: 'chat';
      readonly chat: ChatId;
      readonly chatname: string;
      readonly groupchat: boolean;
    }
  | {
      readonly what: 'message';
      readonly chat: ChatId;
      readonly seq: number;
      readonly at: number;
      readonly content: string;
      readonly reply_to?: number;
    }
  | {
      readonly what: 'reaction';
      readonly chat: ChatId;
      readonly target: number;
      readonly reaction: string;
    }
  | { readonly what: 'block'; readonly id: PersonId; readonly username: string }
  /** One that they made. */
  | {
      readonly what: 'report';
      readonly report: string;
      readonly at: number;
      readonly id: PersonId;
      readonly reason: string;
    };

/**
 * What the store has of a person, to take along or to be erased.
 *
 * - `exported` has the messages of chats that the person has left, too, and none that were deleted. A page ends before
 *   its lines pass `bytes` as JSON, but has at least one line where there is one; where that would take too long to
 *   find, it MAY be empty, and there is more.
 * - `erase` MUST leave every log without a gap: the person's messages become tombstones, their edits say nothing more,
 *   and of their reactions it is only said that an empty one is off. Groups are left (`steps`); account, tokens, blocks
 *   both ways, marks, keys and the name are gone. The identity stays as one whose name is empty, and nobody gets it
 *   again, whoever the directory lets in by the same entry neither. Reports stay: they are the moderators'. It MAY take
 *   several calls, each of bounded length; done is done, once more or of nobody.
 */
export interface Archive {
  /** From the position on, at first 0, in an order of the store's own; `position`: to go on from. */
  exported(
    person: PersonId,
    position: number,
    page: { limit: number; bytes: number },
  ): Promise<{ lines: ArchiveLine[]; position: number; more: boolean }>;
  /** To be erased by the server that runs, or the next one: asked for until it is done. Of nobody: no failure. */
  askErasure(person: PersonId, at: number): Promise<void>;
  erasuresAsked(): Promise<PersonId[]>;
  erase(
    person: PersonId,
    at: number,
  ): Promise<{ ended: Ended[]; steps: Stepped[]; isDone: boolean }>;
}
