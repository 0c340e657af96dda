/** Where a client keeps what must survive a reload. `localStorage` and `sessionStorage` fit. */
export interface Storage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** One value in a storage, as JSON. What cannot be read counts as not there. */
export class Stored<T> {
  readonly #storage: Storage | undefined;
  readonly #key: string;
  readonly #otherwise: T;
  /** Without a storage, or with one that is full, it lasts as long as the page. */
  #kept: T | undefined;

  constructor(storage: Storage | undefined, key: string, otherwise: T) {
    this.#storage = storage;
    this.#key = key;
    this.#otherwise = otherwise;
  }

  /** Read anew each time: other pages may use the same storage. */
  get value(): T {
    if (this.#kept !== undefined) return this.#kept;
    try {
      return JSON.parse(this.#storage?.getItem(this.#key) ?? 'null') ?? this.#otherwise;
    } catch {
      return this.#otherwise;
    }
  }

  set value(value: T) {
    this.#kept = value;
    try {
      this.#storage?.setItem(this.#key, JSON.stringify(value));
      if (this.#storage) this.#kept = undefined;
    } catch {
      // Full: it lasts as long as the page.
    }
  }

  clear(): void {
    this.#kept = undefined;
    this.#storage?.removeItem(this.#key);
  }
}
