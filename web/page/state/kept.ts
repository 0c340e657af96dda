/** One value that outlasts the page, on this device. Where there is no room for it, it lasts as long as the page. */
export class Kept<T> {
  readonly #key: string;
  #value: T;

  constructor(key: string, otherwise: T) {
    this.#key = key;
    this.#value = read(key) ?? otherwise;
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    this.#value = value;
    try {
      localStorage.setItem(this.#key, JSON.stringify(value));
    } catch {
      // Full, or not allowed.
    }
  }
}

function read<T>(key: string): T | undefined {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}
