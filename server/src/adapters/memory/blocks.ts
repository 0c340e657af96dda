import type { PersonId } from '../../ports/store.ts';

/** Who has blocked whom. */
export function memoryBlocks() {
  let blocks: { readonly by: PersonId; readonly of: PersonId }[] = [];

  /** Those whom a block keeps from that person, whoever made it. */
  function around(person: PersonId): PersonId[] {
    const others = blocks.flatMap(({ by, of }) => {
      if (by === person) return [of];
      return of === person ? [by] : [];
    });
    return [...new Set(others)];
  }

  return {
    around,
    by: (person: PersonId) => blocks.filter(({ by }) => by === person).map(({ of }) => of),
    areApart: (one: PersonId, other: PersonId) => around(one).includes(other),
    set(by: PersonId, of: PersonId, on: boolean): void {
      blocks = blocks.filter((block) => block.by !== by || block.of !== of);
      if (on) blocks.push({ by, of });
    },
    forget(person: PersonId): void {
      blocks = blocks.filter(({ by, of }) => by !== person && of !== person);
    },
  };
}

export type MemoryBlocks = ReturnType<typeof memoryBlocks>;
