import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Entry, Page, Span } from '../../../server/src/ports/logs.ts';
import type { ChatId, PersonId, Store } from '../../../server/src/ports/store.ts';
import { amend, reaction } from './amendments.ts';
import type { Given } from './given.ts';
import { three } from './guests.ts';
import { fits, page } from './history.ts';
import { group, tell } from './logs.ts';
import { attempt } from './steps.ts';

const who = fc.nat({ max: 2 });
const which = fc.nat({ max: 40 });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('say'), who, which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('edit'), who, which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete'), who, which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('react'), who, which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('come and go'), who, which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('open or shut'), who, which }) },
);
type Step = { do: string; who: number; which: number };

const question = fc.record({
  seq: fc.nat({ max: 45 }),
  limit: fc.integer({ min: 1, max: 12 }),
  bytes: fc.constantFrom(1, 500, 2_000, 100_000),
});
type Question = { seq: number; limit: number; bytes: number };

/** Whatever has happened in a group, everybody reads what is theirs, once and in order, however they ask. */
export function readingContract(given: Given, runs: number): void {
  test('any span and any limit give exactly the entries that the reader may see', async () => {
    const { store } = given();
    const people = await three(store);
    let books = 0;
    const story = fc.record({
      steps: fc.array(step, { maxLength: 40 }),
      questions: fc.array(question, { minLength: 1, maxLength: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(story, async ({ steps, questions }) => {
        const chat = await group(store, `book ${++books}`, ...people);
        const book = new Book(store, chat, people);
        for (const step of steps) await book.perform(step);
        for (const question of questions) await book.compare(question);
      }),
      { numRuns: runs },
    );
  }, 60_000);
}

/** A log as one would keep it on paper: what happened, and who was there. */
class Book {
  readonly #store: Store;
  readonly #chat: ChatId;
  readonly #people: readonly PersonId[];
  readonly #kinds: Entry['kind'][] = [];
  /** Who was in the group, by `seq` from 0 on: at first all. */
  readonly #present: boolean[][] = [];
  #isIn = [true, true, true];
  #isOpen = false;

  constructor(store: Store, chat: ChatId, people: readonly PersonId[]) {
    this.#store = store;
    this.#chat = chat;
    this.#people = people;
  }

  async perform({ do: what, who, which }: Step): Promise<void> {
    const [store, chat, person] = [this.#store, this.#chat, this.#people[who] ?? ''];
    const target = which % (this.#kinds.length + 1);
    switch (what) {
      case 'say': {
        if (!this.#isIn[who]) return;
        await tell(store, { chat }, person, { content: 'x'.repeat(which * 10 + 1) });
        return this.#write('message');
      }
      case 'edit':
      case 'delete':
      case 'react': {
        const change = {
          edit: { kind: 'edit', content: 'now' },
          delete: { kind: 'delete' },
        } as const;
        const made = what === 'edit' || what === 'delete' ? change[what] : reaction(`${which}`);
        const outcome = await amend(store, chat, person, target, made);
        if (typeof outcome === 'object') this.#write(made.kind);
        return;
      }
      case 'come and go': {
        if (who === 0) return;
        const isIn = this.#isIn[who];
        const way = isIn ? { leave: [person] } : { join: [person] };
        const outcome = await attempt(store, chat, this.#people[0] ?? '', way);
        expect(outcome).toMatchObject({ seq: this.#kinds.length + 1 });
        this.#isIn = this.#isIn.with(who, !isIn);
        return this.#write('members');
      }
      default: {
        const policy = this.#isOpen ? 'invite' : 'open';
        const by = this.#people[0] ?? '';
        const outcome = await store.changeGroup({
          chat,
          by,
          at: 1,
          seen: { rank: 'owner' },
          policy,
        });
        expect(outcome).toMatchObject({ seq: this.#kinds.length + 1 });
        this.#isOpen = !this.#isOpen;
        this.#write('change');
      }
    }
  }

  async compare({ seq, limit, bytes }: Question): Promise<void> {
    for (const [at, reader] of this.#people.entries()) {
      const ask = (span: Span) => page(this.#store, reader, this.#chat, span, limit, bytes);
      if (!this.#isIn[at]) {
        expect(await ask({ after: 0 })).toBeUndefined();
        continue;
      }
      const mine = this.#kinds.map((_, index) => index + 1).filter((one) => this.#isSeen(at, one));
      const messages = mine.filter((one) => this.#kinds[one - 1] === 'message');
      expect(await this.#forward(ask)).toEqual(mine);
      expect(await this.#backward(ask)).toEqual(messages);
      await this.#once(ask, { seq, limit, bytes }, { mine, messages });
    }
  }

  async #forward(ask: (span: Span) => Promise<Page | 'reset' | undefined>): Promise<number[]> {
    const read: number[] = [];
    for (let more = true; more; ) {
      const found = (await ask({ after: read.at(-1) ?? 0 })) as Page;
      read.push(...found.entries.map(({ seq }) => seq));
      more = found.more;
    }
    return read;
  }

  async #backward(ask: (span: Span) => Promise<Page | 'reset' | undefined>): Promise<number[]> {
    const read: number[] = [];
    for (let more = true; more; ) {
      const found = (await ask({ before: read[0] ?? 1_000 })) as Page;
      read.unshift(...found.entries.map(({ seq }) => seq));
      more = found.more;
    }
    return read;
  }

  /** One page each way, against what it should have where it has room. */
  async #once(
    ask: (span: Span) => Promise<Page | 'reset' | undefined>,
    { seq, limit, bytes }: Question,
    { mine, messages }: { mine: number[]; messages: number[] },
  ): Promise<void> {
    const [earlier, later] = [messages.filter((m) => m < seq), messages.filter((m) => m >= seq)];
    const tail = Math.min(later.length, Math.max(Math.ceil(limit / 2), limit - earlier.length));
    const head = Math.min(earlier.length, limit - tail);
    const halves = [...earlier.slice(earlier.length - head), ...later.slice(0, tail)];
    const cases: [Span, all: number[], wanted: number[]][] = [
      [{ before: seq }, earlier, earlier.slice(-limit)],
      [{ around: seq }, messages, halves],
    ];
    if (seq <= this.#kinds.length) {
      const after = mine.filter((one) => one > seq);
      cases.push([{ after: seq }, after, after.slice(0, limit)]);
    } else {
      expect(await ask({ after: seq })).toBe('reset');
    }
    for (const [span, all, wanted] of cases) {
      const found = (await ask(span)) as Page;
      const seqs = found.entries.map((entry) => entry.seq);
      expect(fits(found, bytes)).toBe(true);
      expect(found.more).toBe(seqs.length < all.length);
      expect(seqs.length > 0).toBe(wanted.length > 0);
      // Bytes may leave less room than the limit does; what is there has no gap all the same.
      const from = all.indexOf(seqs[0] ?? -1);
      expect(seqs).toEqual(from < 0 ? [] : all.slice(from, from + seqs.length));
      if (bytes >= 100_000) expect(seqs).toEqual(wanted);
    }
  }

  #write(kind: Entry['kind']): void {
    this.#kinds.push(kind);
    this.#present.push(this.#isIn);
  }

  /** Whoever joins or stays sees the entry; whoever leaves by it does not. */
  #isSeen(person: number, seq: number): boolean {
    return this.#isOpen || (this.#present[seq - 1]?.[person] ?? false);
  }
}
