import type { PersonId } from '../ports/store.ts';
import type { Person } from './person.ts';

/** Draws before everybody is looked at. */
const DRAWS = 8;

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

  /** Uniform among all but the asker and whom a block keeps away, and but the last partner while there is another. */
  pick(asker: Person): Person | undefined {
    return this.#draw(asker, asker.lastPartner) ?? this.#draw(asker, undefined);
  }

  /**
   * Drawing again keeps it uniform. After some draws in vain most of those left are not to be picked, and a look at
   * all of them is cheaper.
   */
  #draw(asker: Person, avoided: PersonId | undefined): Person | undefined {
    const isFit = (person: Person) =>
      person !== asker && person.id !== avoided && !asker.isKeptFrom(person.id);
    for (let draw = 0; draw < DRAWS && this.#people.length > 0; draw++) {
      const drawn = this.#people[this.#random(this.#people.length)] as Person;
      if (isFit(drawn)) return drawn;
    }
    const fit = this.#people.filter(isFit);
    return fit[this.#random(Math.max(1, fit.length))];
  }
}
