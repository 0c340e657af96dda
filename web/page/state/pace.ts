/**
 * Milliseconds between two looks at what has come: the screen shows no more of them. Where more comes all the time, it
 * is looked at less often, so that a key finds the page free; where it is a flood, and somebody types, once in a while.
 */
const FRAME = 16;
const BUSY = 60;
const FLOODED = 1_000;
/** News between two looks, and in a second, from which on nobody can read them. */
const MANY = 3;
const TOO_MANY = 30;
/** Milliseconds after a key in which somebody is taken to be typing. */
const TYPING = 2_000;
/** Milliseconds after a key is on the screen in which the next one has not come yet. */
const FREE = 20;
/** Milliseconds that a look waits for the next key. */
const PATIENCE = 150;

/**
 * When the page looks at what has come. Drawing it takes as long as a key may: while somebody types, it is done right
 * after a key is on the screen, where it is in the way of none.
 */
export class Pace {
  readonly #look: () => void;
  /** The time until the next look, where there has been one just now; and how long it is. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  #rest = FRAME;
  /** Whether that is over, and the look waits for a key. */
  #isDue = false;
  /** News that have come since the last look. */
  #behind = 0;
  #pressedAt = Number.NEGATIVE_INFINITY;
  #paintedAt = Number.NEGATIVE_INFINITY;

  constructor(look: () => void) {
    this.#look = look;
  }

  /** Something has come: it is looked at now if nothing has been just before. `isOwn`: in any case. */
  news({ isOwn }: { isOwn: boolean }): void {
    this.#behind++;
    if (this.#timer === undefined || isOwn) this.#lookNow();
  }

  /** A key was pressed. */
  pressed(): void {
    this.#pressedAt = performance.now();
  }

  /** What it did is on the screen. */
  painted(): void {
    this.#paintedAt = performance.now();
    if (this.#isDue) this.#lookNow();
  }

  #lookNow(): void {
    clearTimeout(this.#timer);
    this.#isDue = false;
    this.#behind = 0;
    this.#timer = setTimeout(() => this.#rested(), this.#rest);
    this.#look();
  }

  #rested(): void {
    this.#timer = undefined;
    const isFlooded = this.#behind >= MANY && this.#behind > (TOO_MANY * this.#rest) / 1_000;
    if (this.#behind === 0) {
      this.#rest = FRAME;
      return;
    }
    this.#rest = isFlooded && this.#isTyping() ? FLOODED : BUSY;
    const isFree = this.#paintedAt >= this.#pressedAt && performance.now() - this.#paintedAt < FREE;
    this.#isDue = this.#isTyping() && !isFree;
    if (this.#isDue) this.#timer = setTimeout(() => this.#lookNow(), PATIENCE);
    else this.#lookNow();
  }

  #isTyping(): boolean {
    return performance.now() - this.#pressedAt < TYPING;
  }
}
