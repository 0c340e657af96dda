import type { Appended } from '../../ports/logs.ts';
import type { Earlier, Keyed, PersonId } from '../../ports/store.ts';

/** What each key of a person has done. */
export function memoryKeys() {
  const keys = new Map<PersonId, Map<string, Earlier>>();

  const find = (person: PersonId, key: string) => keys.get(person)?.get(key);

  return {
    find,
    /** Does the work once for each key. `more`: what its success adds to the answer; a refusal has no such thing. */
    once<Outcome>(
      person: PersonId,
      keyed: Keyed | undefined,
      work: () => Outcome,
      more: (outcome: Outcome) => object | undefined = entryOf,
    ): Outcome | Earlier {
      const earlier = keyed && find(person, keyed.key);
      if (earlier) return earlier;
      const outcome = work();
      const added = more(outcome);
      if (!keyed || !added) return outcome;
      const { key, digest, answer } = keyed;
      const own = keys.get(person) ?? new Map<string, Earlier>();
      keys.set(person, own.set(key, { digest, answer: { ...answer, ...added } }));
      return outcome;
    },
    forget: (person: PersonId) => void keys.delete(person),
  };
}

export type MemoryKeys = ReturnType<typeof memoryKeys>;

function entryOf(outcome: unknown): object | undefined {
  if (outcome === 'unchanged') return {};
  if (typeof outcome !== 'object' || outcome === null) return undefined;
  const { chat, seq, at } = outcome as Appended;
  return { chat, seq, at };
}
