import type { Person } from './person.ts';

/** The people whom a stranger may be put together with. Joining, leaving and picking take constant time. */
export class Pool {
  readonly #people: Person[] = [];
  readonly #places = new Map<Person, number>();
  readonly #random: (below: number) => number;

  /** `random(n)`: a whole number from 0 to n - 1, each equally likely. */
  constructor(random: (below: number) => number) {
    this.#random = random;
  }

  add(person: Person): void {
    if (this.#places.has(person)) return;
    this.#places.set(person, this.#people.length);
    this.#people.push(person);
  }

  remove(person: Person): void {
    const place = this.#places.get(person);
    if (place === undefined) return;
    this.#places.delete(person);
    const last = this.#people.pop() as Person;
    if (last === person) return;
    this.#people[place] = last;
    this.#places.set(last, place);
  }

  /** Uniform among all but the asker, and but the last partner while there is somebody else. */
  pick(asker: Person): Person | undefined {
    const others = this.#people.length - (this.#places.has(asker) ? 1 : 0);
    if (others === 0) return undefined;
    const avoided = others > 1 ? asker.lastPartner : undefined;
    // Drawing again keeps it uniform; at least one in three draws is good.
    for (;;) {
      const drawn = this.#people[this.#random(this.#people.length)] as Person;
      if (drawn !== asker && drawn.id !== avoided) return drawn;
    }
  }
}
