type Key = PropertyKey | bigint;

/** The rows that can be seen, from the first to the last; how many are wanted beyond them, and how many there are. */
interface Range {
  readonly startIndex: number;
  readonly endIndex: number;
  readonly overscan: number;
  readonly count: number;
}

/** Rows that come into being at a time, where none of them can be seen yet. */
const AT_ONCE = 3;

/**
 * Which rows of a list are there: all that can be seen, and beyond them as many as the list asks for, but few at a
 * time, so that no frame has many to make.
 */
export class Overscan {
  #there: ReadonlySet<Key> = new Set();
  /** Whether as many are there as were asked for. */
  isComplete = true;

  /** The rows' places, in their order. */
  around(range: Range, keyOf: (index: number) => Key): number[] {
    const { startIndex, endIndex, overscan, count } = range;
    const rows = between(startIndex, endIndex);
    const isThere = (index: number) => this.#there.has(keyOf(index));
    let left = Math.max(0, AT_ONCE - rows.filter((index) => !isThere(index)).length);
    const grow = (from: number, by: 1 | -1) => {
      for (let index = from + by; index !== from + by * (overscan + 1); index += by) {
        if (index < 0 || index >= count) return;
        if (!isThere(index) && left-- <= 0) {
          this.isComplete = false;
          return;
        }
        if (by === 1) rows.push(index);
        else rows.unshift(index);
      }
    };
    this.isComplete = true;
    grow(startIndex, -1);
    grow(endIndex, 1);
    this.#there = new Set(rows.map(keyOf));
    return rows;
  }
}

function between(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, place) => first + place);
}
