import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Store } from '../../../server/src/ports/store.ts';
import type { Opened } from './given.ts';
import { claim } from './guests.ts';
import { Model, type Operation } from './model.ts';
import { Pupil } from './pupil.ts';

/** Each operation picks from whoever and whatever is there, so it is made out of numbers. */
type Plan = (people: number, chats: number) => Operation | undefined;

/** Few names, so that they collide: by canon, by look, or by neither. */
const name = fc.constantFrom(
  claim('ada'),
  claim('ADA'),
  claim('аda', 'ada'),
  claim('rnax', 'rnax', 'max'),
  claim('max'),
  claim('bob'),
);
const some = fc.nat({ max: 999 });

const plan: fc.Arbitrary<Plan> = fc.oneof(
  fc.tuple(name, fc.boolean()).map(
    ([name, keepsName]): Plan =>
      () => ({ do: 'enter', name, keepsName }),
  ),
  name.map(
    (name): Plan =>
      () => ({ do: 'account', name }),
  ),
  fc.tuple(name, fc.constantFrom('one', 'other')).map(
    ([name, subject]): Plan =>
      () => ({ do: 'arrive', name, subject }),
  ),
  fc.tuple(some, name, fc.boolean()).map(
    ([who, name, keepsName]): Plan =>
      (people) =>
        people > 0 ? { do: 'resume', person: who % people, name, keepsName } : undefined,
  ),
  fc.array(some, { maxLength: 2 }).map(
    (who): Plan =>
      (people) =>
        people > 0 ? { do: 'release', people: who.map((one) => one % people) } : undefined,
  ),
  fc.tuple(name, fc.array(some, { minLength: 1, maxLength: 3 })).map(
    ([name, who]): Plan =>
      (people) =>
        people > 0
          ? { do: 'group', name, members: [...new Set(who.map((one) => one % people))] }
          : undefined,
  ),
  fc.tuple(some, some).map(
    ([who, step]): Plan =>
      (people) =>
        pair(people, who, step, (one, other) => ({ do: 'direct', one, other })),
  ),
  fc.tuple(some, some, fc.option(fc.constantFrom('k1', 'k2')), fc.constantFrom('d1', 'd2')).map(
    ([who, where, key, digest]): Plan =>
      (people, chats) =>
        people > 0 && chats > 0
          ? { do: 'say', sender: who % people, to: { chat: where % chats }, ...keyed(key), digest }
          : undefined,
  ),
  fc.tuple(some, some, fc.option(fc.constantFrom('k1', 'k2')), fc.constantFrom('d1', 'd2')).map(
    ([who, step, key, digest]): Plan =>
      (people) =>
        pair(people, who, step, (sender, person) => ({
          do: 'say',
          sender,
          to: { person },
          ...keyed(key),
          digest,
        })),
  ),
);

export function randomContract(open: () => Promise<Opened>, runs: number): void {
  test('does what the model does, whatever is called, in bursts that nobody waits for', async () => {
    const bursts = fc.array(fc.array(plan, { minLength: 1, maxLength: 12 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(bursts, async (bursts) => {
        const opened = await open();
        try {
          await compare(opened.store, bursts);
        } finally {
          await opened.close();
        }
      }),
      { numRuns: runs },
    );
  }, 60_000);
}

async function compare(store: Store, bursts: Plan[][]): Promise<void> {
  const model = new Model();
  const pupil = new Pupil(store);
  for (const burst of bursts) {
    // A call needs the ids of whom it is about, so a burst is about those who were there before it.
    const [people, chats] = [model.people.length, model.chats.length];
    const operations = burst.flatMap((plan) => plan(people, chats) ?? []);
    const results = await pupil.perform(operations);
    expect(results).toEqual(operations.map((operation) => model.perform(operation)));
    expect(await pupil.look(model)).toEqual(expected(model));
  }
}

/** What the reads should say. */
function expected(model: Model) {
  return {
    people: model.people.map(({ name, account, groups }, number) => ({
      number,
      name,
      isGuest: account === undefined,
      groups,
      directs: model.directsOf(number),
    })),
    kept: model.people.flatMap(({ keepsName }, person) => (keepsName ? [person] : [])),
    keys: [...model.keys.values()],
  };
}

function pair(
  people: number,
  who: number,
  step: number,
  make: (one: number, other: number) => Operation,
): Operation | undefined {
  if (people < 2) return undefined;
  const one = who % people;
  return make(one, (one + 1 + (step % (people - 1))) % people);
}

const keyed = (key: string | null) => (key === null ? {} : { key });
