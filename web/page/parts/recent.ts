/**
 * What is known of those that were asked about of late: of as many as `least`, and at most of twice as many. Not of
 * all that there have been, since each has a price whenever the browser collects garbage.
 */
export class Recent<Key extends object, Value> {
  readonly #least: number;
  #count = 0;
  #now = new WeakMap<Key, Value>();
  #before = new WeakMap<Key, Value>();

  constructor(least: number) {
    this.#least = least;
  }

  get(key: Key): Value | undefined {
    const value = this.#now.get(key);
    if (value !== undefined) return value;
    const earlier = this.#before.get(key);
    if (earlier !== undefined) this.set(key, earlier);
    return earlier;
  }

  set(key: Key, value: Value): void {
    if (!this.#now.has(key) && ++this.#count > this.#least) {
      this.#before = this.#now;
      this.#now = new WeakMap();
      this.#count = 1;
    }
    this.#now.set(key, value);
  }
}
