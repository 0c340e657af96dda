import type { Person } from './person.ts';

/** The names of the people who are online, in canonical order, so that a list can be read page by page. */
export class Roster {
  readonly #canons: string[] = [];
  readonly #people: Person[] = [];

  get size(): number {
    return this.#people.length;
  }

  add(person: Person): void {
    const at = this.#position(person.canon);
    this.#canons.splice(at, 0, person.canon);
    this.#people.splice(at, 0, person);
  }

  remove(person: Person): void {
    const at = this.#position(person.canon);
    if (this.#people[at] !== person) return;
    this.#canons.splice(at, 1);
    this.#people.splice(at, 1);
  }

  /** People from the first whose key is not below `from`, in order. */
  *from(from: string): Generator<Person> {
    for (let at = this.#position(from); at < this.#people.length; at++) {
      yield this.#people[at] as Person;
    }
  }

  /** Where the key stands, or would stand. */
  #position(canon: string): number {
    let low = 0;
    let high = this.#canons.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#canons[middle] as string) < canon) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
