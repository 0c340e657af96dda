/** What people may know of chats, kept as one would on paper: the oracle of `model.test.ts`. */

export type Rank = 'owner' | 'moderator' | 'member';
const HEIGHT = { member: 0, moderator: 1, owner: 2 } as const satisfies Record<Rank, number>;

/** A step of a log, with what has become of it since. People are numbers. */
export interface Written {
  readonly seq: number;
  readonly kind: 'message' | 'edit' | 'delete' | 'reaction' | 'members' | 'change';
  readonly by: number;
  readonly target?: number;
  content?: string;
  /** Whom a message calls. */
  calls?: (person: number) => boolean;
  isEdited?: boolean;
  isDeleted?: boolean;
  readonly replyTo?: number;
  readonly reaction?: string;
  readonly on?: boolean;
  readonly reactions?: Map<string, Set<number>>;
  readonly joined?: readonly number[];
  readonly left?: readonly number[];
  readonly policy?: string;
}

interface Seat {
  rank: Rank;
  readonly from: number;
  cursor: number;
}

/** One chat, and everybody's place in it. */
export class Ledger {
  readonly id: string;
  readonly isGroup: boolean;
  readonly log: Written[] = [];
  readonly seats = new Map<number, Seat>();
  readonly muted = new Set<number>();
  isOpen = false;
  readonly #stays: { person: number; from: number; to: number }[] = [];

  constructor(id: string, members: readonly number[], isGroup: boolean) {
    this.id = id;
    this.isGroup = isGroup;
    for (const [at, person] of members.entries()) {
      const rank = isGroup && at === 0 ? 'owner' : 'member';
      this.seats.set(person, { rank, from: 1, cursor: 0 });
    }
  }

  get next(): number {
    return this.log.length + 1;
  }

  get owner(): number | undefined {
    return [...this.seats].find(([, { rank }]) => rank === 'owner')?.[0];
  }

  get members(): number[] {
    return [...this.seats.keys()];
  }

  write(entry: Omit<Written, 'seq'>): Written {
    const written = { seq: this.next, ...entry };
    this.log.push(written);
    return written;
  }

  rank(person: number): Rank | undefined {
    return this.seats.get(person)?.rank;
  }

  leads(person: number): boolean {
    const rank = this.rank(person);
    return rank !== undefined && HEIGHT[rank] >= HEIGHT.moderator;
  }

  outranks(person: number, other: number): boolean {
    const [rank, its] = [this.rank(person), this.rank(other)];
    return rank !== undefined && its !== undefined && HEIGHT[rank] > HEIGHT[its];
  }

  join(person: number, by: number): Written {
    const cursor = this.next - 1;
    this.seats.set(person, { rank: 'member', from: this.next, cursor });
    return this.write({ kind: 'members', by, joined: [person], left: [] });
  }

  leave(person: number, by: number): Written {
    const seat = this.seats.get(person);
    this.seats.delete(person);
    if (seat && seat.from < this.next) {
      this.#stays.push({ person, from: seat.from, to: this.next - 1 });
    }
    if (seat?.rank === 'owner') this.#crown();
    return this.write({ kind: 'members', by, joined: [], left: [person] });
  }

  /** The oldest moderator, then the oldest member; of those who came together, the one with the lower id. */
  #crown(): void {
    const [heir] = [...this.seats].toSorted(
      ([one, a], [other, b]) => HEIGHT[b.rank] - HEIGHT[a.rank] || a.from - b.from || one - other,
    );
    if (heir) heir[1].rank = 'owner';
  }

  sees(person: number, seq: number): boolean {
    const seat = this.seats.get(person);
    if (!seat) return false;
    if (this.isOpen || seq >= seat.from) return true;
    return this.#stays.some((stay) => stay.person === person && stay.from <= seq && seq <= stay.to);
  }

  seen(person: number): Written[] {
    return this.log.filter(({ seq }) => this.sees(person, seq));
  }

  /** A message that somebody may do something with. */
  message(person: number, seq: number): Written | undefined {
    const entry = this.sees(person, seq) ? this.log[seq - 1] : undefined;
    return entry?.kind === 'message' && !entry.isDeleted ? entry : undefined;
  }

  read(person: number, seq: number, back: boolean): number {
    const seat = this.seats.get(person) as Seat;
    const wanted = Math.min(seq, this.log.length);
    seat.cursor = back ? wanted : Math.max(seat.cursor, wanted);
    return seat.cursor;
  }

  /** What the list of chats says. */
  counts(person: number) {
    const { cursor } = this.seats.get(person) as Seat;
    const messages = this.seen(person).filter(({ kind }) => kind === 'message');
    const news = messages.filter(
      ({ seq, by, isDeleted }) => seq > cursor && by !== person && !isDeleted,
    );
    return {
      last_seq: this.log.length,
      read_seq: cursor,
      unread: news.length,
      mentions: news.filter(({ calls }) => calls?.(person)).length,
      last: messages.at(-1)?.seq,
    };
  }
}
