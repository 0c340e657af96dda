/**
 * What is known of those that were asked about of late: of at least `most` of them, and at most of twice as many. Not of
 * all that there have been, since each has a price whenever the browser collects garbage.
 */
export class Recent<Key extends object, Value> {
  readonly #most: number;
  #count = 0;
  #now = new WeakMap<Key, Value>();
  #before = new WeakMap<Key, Value>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: Key): Value | undefined {
    const value = this.#now.get(key);
    if (value !== undefined) return value;
    const earlier = this.#before.get(key);
    if (earlier !== undefined) this.set(key, earlier);
    return earlier;
  }

  set(key: Key, value: Value): void {
    if (this.#count >= this.#most) {
      this.#before = this.#now;
      this.#now = new WeakMap();
      this.#count = 0;
    }
    if (!this.#now.has(key)) this.#count++;
    this.#now.set(key, value);
  }
}
