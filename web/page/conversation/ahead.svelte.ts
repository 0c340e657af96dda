import { betweenFrames } from '../parts/frames.ts';
import type { VirtualList } from '../parts/virtual.svelte.ts';
import { chateau } from '../state/chateau.svelte.ts';
import type { Reading } from './reading.svelte.ts';

/** So many rows before the end of those that are laid out, more are asked for. */
const ROWS = 12;

/** Asks for more messages before whoever scrolls has come to the end of them. To be made while a component is. */
export class Ahead {
  readonly #list: VirtualList;
  readonly #reading: Reading;
  readonly #hasArrived: () => boolean;
  #isDue = false;
  #forget = () => {};

  /** `hasArrived`: whether the reader is where they wanted to come to. */
  constructor(list: VirtualList, reading: Reading, hasArrived: () => boolean) {
    this.#list = list;
    this.#reading = reading;
    this.#hasArrived = hasArrived;
    $effect(() => {
      if (!this.#lacking() || this.#isDue) return;
      this.#isDue = true;
      // Rows have just come, so that the next frame has none to make: the one after it is in time again.
      this.#forget = betweenFrames(() => {
        this.#isDue = false;
        const way = this.#lacking();
        if (way) void reading[way]();
      });
    });
    $effect(() => () => this.callOff());
  }

  /** What was due where the reader is leaving from would lead them back there. */
  callOff(): void {
    this.#forget();
    this.#isDue = false;
  }

  /** Which way more has to come. */
  #lacking(): 'older' | 'newer' | undefined {
    // Of a group that one has just come into, nothing is known at first but that there is more.
    if (!this.#hasArrived() || chateau.isSaved) return undefined;
    const { messages, hasOlder, isLatest } = this.#reading;
    const { items } = this.#list;
    const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
    if (first < ROWS && hasOlder) return 'older';
    return last > messages.length - ROWS && !isLatest ? 'newer' : undefined;
  }
}
