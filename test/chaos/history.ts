/**
 * What a message says: the writer's name and the writer's own count, as in `ada 17`, which is all
 * that the checker needs to know of it; and dots, so that some of them take many pages of the
 * database.
 */
export function write(writer: string, count: number, dots: number): string {
  return `${writer} ${count} ${'.'.repeat(dots)}${dots}`;
}

/** `ada 17` again; a content that has been tampered with stays as it is, and matches nothing. */
export function read(content: string): string {
  const [, message, dots, length] = /^(\w+ \d+) (\.*)(\d+)$/.exec(content) ?? [];
  return message !== undefined && dots?.length === Number(length) ? message : content;
}

/** One entry of a chat, as a reader of the log or a member of the chat has it. */
export interface Heard {
  readonly chat: string;
  readonly seq: number;
  readonly sender: string;
  /** As `read` gives it. */
  readonly content: string;
}

/** Where an answer said that a message is. */
export interface Place {
  readonly chat: string;
  readonly seq: number;
}

/** What everybody did and was told, message by message. No two are the same. */
export class History {
  readonly attempted = new Set<string>();
  readonly acked = new Map<string, Place>();
  /** Refused, and the code that said so. */
  readonly refused = new Map<string, string>();
  /** What each connection of each person was shown, in the order in which it came. */
  readonly shown: Heard[][] = [];

  newReader(): Heard[] {
    const reader: Heard[] = [];
    this.shown.push(reader);
    return reader;
  }
}
