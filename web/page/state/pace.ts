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
  #pressedAt = Number.NEGATIVE_INFINITY;
  #paintedAt = Number.NEGATIVE_INFINITY;
  #due: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Runs `look` after so many milliseconds, or a little later. To be called when the one before has run. */
  after(rest: number, look: () => void): void {
    setTimeout(() => {
      this.#due = look;
      const now = performance.now();
      const isTyping = now - this.#pressedAt < TYPING;
      const isFree = this.#paintedAt >= this.#pressedAt && now - this.#paintedAt < FREE;
      if (!isTyping || isFree) this.#look();
      else this.#timer = setTimeout(() => this.#look(), PATIENCE);
    }, rest);
  }

  /** A key was pressed. */
  pressed(): void {
    this.#pressedAt = performance.now();
  }

  /** What it did is on the screen. */
  painted(): void {
    this.#paintedAt = performance.now();
    this.#look();
  }

  #look(): void {
    clearTimeout(this.#timer);
    const look = this.#due;
    this.#due = undefined;
    look?.();
  }
}
