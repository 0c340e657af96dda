/** Takes a listener off again: called, or by `using`. */
export interface Unsubscribe {
  (): void;
  [Symbol.dispose](): void;
}

type Listener<Arguments extends readonly unknown[]> = (...about: Arguments) => unknown;
type Failing = { error: readonly [error: unknown] };

/** Who listens to what. */
export class Emitter<Events extends Failing & { [Name in keyof Events]: readonly unknown[] }> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();

  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): Unsubscribe {
    // Of its own for each call: the same function may listen twice.
    const heard: Listener<Events[Name]> = (...about) => listener(...about);
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(heard));
    const off = () => void listeners.delete(heard);
    return Object.assign(off, { [Symbol.dispose]: off });
  }

  emit<Name extends keyof Events>(name: Name, ...about: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      void this.#run(listener as Listener<Events[Name]>, about);
    }
  }

  /** One listener's fault, now or later, is neither another's nor the connection's. */
  async #run<Arguments extends readonly unknown[]>(
    listener: Listener<Arguments>,
    about: Arguments,
  ): Promise<void> {
    try {
      await listener(...about);
    } catch (error) {
      if (this.#listeners.get('error')?.size) this.emit('error', ...([error] as never));
      else console.error(error);
    }
  }
}
