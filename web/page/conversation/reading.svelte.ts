import type { ChatState, Message } from '@chateau/client';
import { betweenFrames } from '../parts/frames.ts';
import { chateau } from '../state/chateau.svelte.ts';
import { Held, placeOf } from './held.svelte.ts';

/** Messages that are laid out, at most, and by how many others come in their place: the list counts them all at each change. */
const LAID = 600;
const STEP = 200;
/** So many are held beyond those, at least. */
const AHEAD = 200;

/**
 * What of a chat is before the reader: of what is held, no more is laid out than the list can count while somebody
 * scrolls.
 */
export class Reading {
  readonly #held: Held;
  /** What was laid out before: nothing is drawn anew where messages have come that are beyond it. */
  #laid: readonly Message[] = [];
  /** The last message that is laid out; `undefined`: the last one there is. */
  #end = $state<number>();
  isLoadingOlder = $state(false);
  /** How often the reader has left for another place. */
  #leaps = 0;

  readonly #span: readonly [from: number, to: number] = $derived.by(() => {
    const { messages } = this.#held;
    const to = this.#end === undefined ? messages.length : placeOf(messages, this.#end + 1);
    return [Math.max(0, to - LAID), to];
  });
  /** Those that are laid out. */
  readonly messages: readonly Message[] = $derived.by(() => {
    const [from, to] = this.#span;
    const { messages } = this.#held;
    if (from === 0 && to === messages.length) return messages;
    const isSame =
      this.#laid.length === to - from && this.#laid.every((one, at) => one === messages[from + at]);
    if (!isSame) this.#laid = messages.slice(from, to);
    return this.#laid;
  });
  /** Whether what is laid out goes on to the latest message. */
  readonly isLatest: boolean = $derived.by(() => this.#end === undefined && this.#held.meetsLatest);
  readonly hasOlder: boolean = $derived.by(() => this.#span[0] > 0 || this.#held.hasOlder);

  /** `state`: the chat as it is now. To be made while a component is. */
  constructor(id: string, state: () => ChatState) {
    this.#held = new Held(id, state);
  }

  indexOf(seq: number): number {
    const index = this.indexFrom(seq);
    return this.messages[index]?.seq === seq ? index : -1;
  }

  /** Of the first message that has this `seq` or a later one; where there is none, how many there are. */
  indexFrom(seq: number): number {
    return placeOf(this.messages, seq);
  }

  /** Brings that message before the reader; `false`: it is not there, or not to be seen. */
  async show(seq: number): Promise<boolean> {
    if (this.indexOf(seq) !== -1) return true;
    await this.latest();
    if (this.#layOutAround(seq)) return true;
    await this.#held.around(seq);
    this.#end = undefined;
    return this.#layOutAround(seq);
  }

  /** Brings the latest messages before the reader. */
  async latest(): Promise<void> {
    this.#leaps++;
    this.#held.latest();
    this.#end = undefined;
    // A client that has just come knows where the log ends, and no message yet.
    if (this.messages.length === 0 && !chateau.isSaved) await this.#loadOlder();
  }

  async older(): Promise<void> {
    const [from, to] = this.#span;
    if (from === 0) await this.#loadOlder();
    else this.#layOutTo(Math.max(LAID, to - STEP));
    // Rows that have moved make a long frame: what comes ahead must not make it longer.
    await new Promise<void>((resolve) => void betweenFrames(resolve));
    await this.#loadAhead();
  }

  async newer(): Promise<void> {
    const to = this.#span[1];
    if (to < this.#held.messages.length) this.#layOutTo(to + STEP);
    // What comes after the last one is laid out from now on, too.
    else if (this.#held.meetsLatest) this.#end = undefined;
    else await this.#held.newer();
  }

  /** The reader waits for them, or has left meanwhile. */
  async #loadOlder(): Promise<void> {
    this.isLoadingOlder = true;
    const [before, leaps] = [this.#held.messages.length, this.#leaps];
    await this.#held.older();
    const { length } = this.#held.messages;
    if (leaps === this.#leaps && length > before && length > LAID) this.#layOutTo(LAID);
    this.isLoadingOlder = false;
  }

  /** Before somebody has come to the first that is laid out: nothing that they see has to move for these. */
  async #loadAhead(): Promise<void> {
    let known = -1;
    while (this.#isToLoadAhead() && this.#held.messages.length > known) {
      known = this.#held.messages.length;
      await this.#held.older();
    }
  }

  #isToLoadAhead(): boolean {
    const [from, to] = this.#span;
    return to - from === LAID && from < AHEAD && this.#held.hasOlder;
  }

  /** Lays out what stands before that place, and never less than there could be. */
  #layOutTo(place: number): void {
    const { messages } = this.#held;
    this.#end = messages[Math.min(place, messages.length) - 1]?.seq;
  }

  /** Lays out a message of those that are held, with its neighbours. */
  #layOutAround(seq: number): boolean {
    const { messages } = this.#held;
    const [from, to] = this.#span;
    const place = placeOf(messages, seq);
    if (messages[place]?.seq !== seq) return false;
    if (place < from || place >= to) this.#layOutTo(Math.max(LAID, place + LAID / 2));
    return true;
  }
}
