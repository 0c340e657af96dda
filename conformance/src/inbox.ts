/** What has come and nobody has looked at yet, in order. */
export class Inbox<T> {
  readonly #items: T[] = [];
  #waiting: ((item: T | undefined) => void) | undefined;
  #closed = false;

  get items(): readonly T[] {
    return this.#items;
  }

  add(item: T): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting(item);
    else this.#items.push(item);
  }

  /** All that has come so far. */
  takeAll(): T[] {
    return this.#items.splice(0);
  }

  /** Nothing comes any more. */
  close(): void {
    this.#closed = true;
    this.#waiting?.(undefined);
    this.#waiting = undefined;
  }

  /** The next item, or `undefined` when none comes in time. */
  next(milliseconds: number): Promise<T | undefined> {
    const item = this.#items.shift();
    if (item !== undefined || this.#closed) return Promise.resolve(item);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting = undefined;
        resolve(undefined);
      }, milliseconds);
      this.#waiting = (found) => {
        clearTimeout(timer);
        resolve(found);
      };
    });
  }
}
