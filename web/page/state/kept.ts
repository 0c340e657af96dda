/** One value that outlasts the page, on this device. Where there is no room for it, it lasts as long as the page. */
export class Kept<T> {
  readonly #key: string;
  readonly #otherwise: T;
  #value: T;

  constructor(key: string, otherwise: T) {
    this.#key = key;
    this.#otherwise = otherwise;
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

  /** From what is there at the moment: another tab may have changed it. */
  change(next: (value: T) => T): T {
    this.value = next(read(this.#key) ?? this.#otherwise);
    return this.#value;
  }

  /** Tells of what other tabs make of it. */
  onElsewhere(heard: (value: T) => void): void {
    addEventListener('storage', (event) => {
      const { key, newValue } = event as StorageEvent;
      if (key !== this.#key) return;
      this.#value = parsed(newValue) ?? this.#otherwise;
      heard(this.#value);
    });
  }
}

function read<T>(key: string): T | undefined {
  try {
    return parsed(localStorage.getItem(key));
  } catch {
    return undefined;
  }
}

function parsed<T>(text: string | null): T | undefined {
  try {
    return JSON.parse(text ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}
