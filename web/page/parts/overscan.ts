type Key = PropertyKey | bigint;

/** The rows that can be seen, from the first to the last; how many are wanted beyond them, and how many there are. */
interface Range {
  readonly startIndex: number;
  readonly endIndex: number;
  readonly overscan: number;
  readonly count: number;
}

/** Rows that come into being at a time, where none of them can be seen yet. */
const AT_ONCE = 4;
/** None do, and none go, while somebody scrolls and so many are left beyond those that can be seen. */
const SPARE = 4;

/** What is there beyond one edge of what can be seen. */
interface Side {
  there: number;
  readonly wanted: number;
}

/**
 * Which rows of a list are there: all that can be seen, and beyond them as many as the list asks for. Few come at a
 * time, so that no frame has many to make; but not one by one, since half of a browser's work for a frame is there as
 * soon as anything of it has changed.
 */
export class Overscan {
  #rows: number[] = [];
  #there: ReadonlySet<Key> = new Set();
  #asked: Range | undefined;
  /** Whether as many are there as were asked for. */
  isComplete = true;

  /** The rows' places, in their order: the same array as long as they are the same. */
  around(range: Range, keyOf: (index: number) => Key): number[] {
    const { startIndex, endIndex, overscan, count } = range;
    // Whoever asks about the same rows once more has not scrolled.
    const isAtRest = isSame(range, this.#asked);
    this.#asked = range;
    const isThere = (index: number) => this.#there.has(keyOf(index));
    const sideOf = (edge: number, by: 1 | -1, further: number): Side => {
      const wanted = Math.min(overscan, further);
      const most = Math.min(wanted + AT_ONCE + 1, further);
      let there = 0;
      while (there < most && isThere(edge + by * (there + 1))) there++;
      return { there, wanted };
    };
    const above = sideOf(startIndex, -1, startIndex);
    const below = sideOf(endIndex, 1, count - 1 - endIndex);
    const made = between(startIndex, endIndex).filter((index) => !isThere(index)).length;
    settle([above, below], AT_ONCE - made, isAtRest);
    this.isComplete = above.there >= above.wanted && below.there >= below.wanted;
    return this.#keep(startIndex - above.there, endIndex + below.there, keyOf);
  }

  #keep(first: number, last: number, keyOf: (index: number) => Key): number[] {
    if (first !== this.#rows[0] || last !== this.#rows.at(-1)) this.#rows = between(first, last);
    this.#there = new Set(this.#rows.map(keyOf));
    return this.#rows;
  }
}

/** Adds what may be made to a side that is short of rows, and then lets go of what the other has too many of. */
function settle(sides: readonly [Side, Side], mayBeMade: number, isAtRest: boolean): void {
  const isShort = ({ there, wanted }: Side) =>
    there < (isAtRest ? wanted : Math.min(SPARE, wanted));
  const isLong = ({ there, wanted }: Side) => there > wanted + AT_ONCE;
  if (!sides.some((side) => isShort(side) || isLong(side))) return;
  let left = Math.max(0, mayBeMade);
  for (const side of sides.toSorted((one, other) => one.there - other.there)) {
    const more = isShort(side) ? Math.min(left, side.wanted - side.there) : 0;
    left -= more;
    side.there = Math.min(side.there + more, side.wanted);
  }
}

function isSame(one: Range, other: Range | undefined): boolean {
  return (
    one.startIndex === other?.startIndex &&
    one.endIndex === other.endIndex &&
    one.overscan === other.overscan &&
    one.count === other.count
  );
}

function between(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, place) => first + place);
}
