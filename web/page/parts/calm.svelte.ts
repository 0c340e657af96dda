import { untrack } from 'svelte';

/** Milliseconds between two changes that a list shows: nobody reads rows that move faster. */
const PERIOD = 200;

/**
 * A value that may change with every message, as a list shows it: at once when it was quiet, and else a few times a
 * second. To be made while a component is.
 */
export class Calm<T> {
  #shown: T = $state.raw() as T;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = 0;

  constructor(read: () => T) {
    this.#shown = untrack(read);
    $effect.pre(() => {
      const next = read();
      clearTimeout(this.#timer);
      const rest = this.#last + PERIOD - performance.now();
      if (rest <= 0) this.#show(next);
      else this.#timer = setTimeout(() => this.#show(next), rest);
    });
    $effect(() => () => clearTimeout(this.#timer));
  }

  get now(): T {
    return this.#shown;
  }

  #show(next: T): void {
    this.#last = performance.now();
    this.#shown = next;
  }
}
