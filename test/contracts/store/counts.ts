import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Mentions } from '../../../server/src/ports/logs.ts';
import type { ChatId, PersonId, Store } from '../../../server/src/ports/store.ts';
import { amend, edit, remove } from './amendments.ts';
import type { Given } from './given.ts';
import { enter } from './guests.ts';
import { entries } from './history.ts';
import { group, stored, tell } from './logs.ts';
import { view } from './marks.ts';
import { opened, stepped } from './steps.ts';

/** One of three people does something. Numbers pick from what is there. */
type Act = { who: number } & (
  | { do: 'send'; calls: Calls }
  | { do: 'edit'; which: number; calls: Calls }
  | { do: 'delete'; which: number }
  | { do: 'read'; seq: number; back: boolean }
  | { do: 'come and go' }
);

interface Calls {
  readonly whom: readonly number[];
  readonly everybody: boolean;
}

const who = fc.nat({ max: 2 });
const calls = fc.record({
  whom: fc.subarray([0, 1, 2]),
  everybody: fc.constantFrom(false, false, true),
});
const which = fc.nat({ max: 30 });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ who, do: fc.constant('send' as const), calls }) },
  { weight: 2, arbitrary: fc.record({ who, do: fc.constant('edit' as const), which, calls }) },
  { weight: 2, arbitrary: fc.record({ who, do: fc.constant('delete' as const), which }) },
  {
    weight: 3,
    arbitrary: fc.record({
      who,
      do: fc.constant('read' as const),
      seq: which,
      back: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ who, do: fc.constant('come and go' as const) }) },
);

/** Counts are derived: whatever happens in whatever order, they are what counting by hand comes to. */
export function countsContract(given: Given, runs: number): void {
  test('unread messages and calls are as many as one counts by hand', async () => {
    const { store } = given();
    let tables = 0;
    const story = fc.record({
      isOpen: fc.boolean(),
      acts: fc.array(act, { minLength: 1, maxLength: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(story, async ({ isOpen, acts }) => {
        const names = ['ada', 'bob', 'cleo'].map((name) => `${name}${tables}`);
        const people = await Promise.all(names.map((name) => enter(store, name)));
        const chat = await group(store, `table ${tables++}`, ...people);
        const lastSeq = isOpen ? (await opened(store, chat, people[0] ?? '')).seq : 0;
        const table = new Table(store, chat, { people, names }, lastSeq);
        for (const act of acts) {
          await table.perform(act);
          await table.compare();
        }
      }),
      { numRuns: runs },
    );
  }, 60_000);
}

/** A chat of three, and what is known of it without asking. */
class Table {
  readonly #store: Store;
  readonly #chat: ChatId;
  readonly #people: readonly PersonId[];
  readonly #names: readonly string[];
  /** Whom each message calls. */
  readonly #called = new Map<number, readonly PersonId[]>();
  readonly #sent: { seq: number; sender: PersonId; isDeleted: boolean }[] = [];
  readonly #cursors: number[] = [0, 0, 0];
  readonly #isIn: boolean[] = [true, true, true];
  #lastSeq: number;

  constructor(
    store: Store,
    chat: ChatId,
    { people, names }: { people: readonly PersonId[]; names: readonly string[] },
    lastSeq: number,
  ) {
    this.#store = store;
    this.#chat = chat;
    this.#people = people;
    this.#names = names;
    this.#lastSeq = lastSeq;
  }

  async perform(act: Act): Promise<void> {
    const [store, chat, person] = [this.#store, this.#chat, this.#person(act.who)];
    if (act.do === 'come and go') return this.#comeAndGo(act.who);
    if (!this.#isIn[act.who]) return;
    switch (act.do) {
      case 'send': {
        const mentions = this.#mentions(act.calls);
        const { seq } = await tell(store, { chat }, person, { mentions });
        this.#lastSeq = seq;
        this.#sent.push({ seq, sender: person, isDeleted: false });
        this.#called.set(seq, this.#whom(act.calls));
        return;
      }
      case 'edit':
      case 'delete':
        return this.#change(act, person);
      case 'read': {
        const seq = Math.min(act.seq, this.#lastSeq);
        const wasAt = this.#cursors[act.who] ?? 0;
        const now = act.back ? seq : Math.max(seq, wasAt);
        const marked = await store.markRead({ person, chat, seq: act.seq, back: act.back });
        expect(marked).toMatchObject({ seq: now, wasAt });
        this.#cursors[act.who] = now;
        return;
      }
      default:
        return act satisfies never;
    }
  }

  /** What everybody is told, and what they would count in all that they can read. */
  async compare(): Promise<void> {
    for (const [at, person] of this.#people.entries()) {
      if (!this.#isIn[at]) continue;
      const { unread, mentions, readSeq } = await view(this.#store, person, this.#chat);
      const seen = await entries(this.#store, person, this.#chat);
      const news = seen.filter(
        (entry) =>
          entry.kind === 'message' &&
          entry.content !== undefined &&
          entry.sender.id !== person &&
          entry.seq > readSeq,
      );
      const calls = news.filter(({ seq }) => this.#called.get(seq)?.includes(person));
      expect({ unread, mentions }).toEqual({ unread: news.length, mentions: calls.length });
    }
  }

  async #change(act: Act & { do: 'edit' | 'delete' }, person: PersonId): Promise<void> {
    const [store, chat] = [this.#store, this.#chat];
    const mine = this.#sent.filter(({ sender, isDeleted }) => sender === person && !isDeleted);
    const message = mine[act.which % mine.length];
    if (!message) return;
    // What was said during an earlier stay may be out of sight by now.
    const found = await store.findMessage(person, chat, message.seq);
    if (!found) {
      const outcome = await amend(store, chat, person, message.seq, { kind: 'delete' });
      expect(outcome).toBe('target');
      return;
    }
    if (act.do === 'edit') {
      const mentions = this.#mentions(act.calls);
      this.#lastSeq = (await edit(store, chat, person, message.seq, 'now', 2, mentions)).seq;
      this.#called.set(message.seq, this.#whom(act.calls));
    } else {
      this.#lastSeq = (await remove(store, chat, person, message.seq)).seq;
      message.isDeleted = true;
    }
  }

  /** Ada stays, so that there is always somebody to ask back. */
  async #comeAndGo(who: number): Promise<void> {
    if (who === 0) return;
    const [store, chat, ada, person] = [
      this.#store,
      this.#chat,
      this.#person(0),
      this.#person(who),
    ];
    const isIn = this.#isIn[who];
    const step = await stepped(store, chat, ada, isIn ? { leave: [person] } : { join: [person] });
    this.#lastSeq = stored(step).seq;
    this.#isIn[who] = !isIn;
    if (!isIn) this.#cursors[who] = (await view(store, person, chat)).readSeq;
  }

  /** Those who are in the chat at the moment, by name; everybody is whoever reads it. */
  #whom({ whom, everybody }: Calls): PersonId[] {
    return this.#people.filter((_, at) => everybody || (whom.includes(at) && this.#isIn[at]));
  }

  #mentions({ whom, everybody }: Calls): Mentions {
    return { names: whom.map((one) => this.#names[one] ?? ''), everybody };
  }

  #person(who: number): PersonId {
    return this.#people[who] ?? '';
  }
}
