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
  #look: (() => void) | undefined;
  /** Whether the rest is over, and the look waits for a key. */
  #isDue = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  get isTyping(): boolean {
    return performance.now() - this.#pressedAt < TYPING;
  }

  /** Runs `look` after so many milliseconds, or a little later. To be called when the one before has run. */
  after(rest: number, look: () => void): void {
    this.#look = look;
    this.#timer = setTimeout(() => this.#end(), rest);
  }

  /** A key was pressed. */
  pressed(): void {
    this.#pressedAt = performance.now();
  }

  /** What it did is on the screen. */
  painted(): void {
    this.#paintedAt = performance.now();
    if (this.#isDue) this.hurry();
  }

  /** Looks at once: it is the reader's own doing that is to be seen. */
  hurry(): void {
    clearTimeout(this.#timer);
    this.#isDue = false;
    const look = this.#look;
    this.#look = undefined;
    look?.();
  }

  #end(): void {
    const isFree = this.#paintedAt >= this.#pressedAt && performance.now() - this.#paintedAt < FREE;
    this.#isDue = this.isTyping && !isFree;
    if (this.#isDue) this.#timer = setTimeout(() => this.hurry(), PATIENCE);
    else this.hurry();
  }
}
