import type { ChatState, Message } from '@chateau/client';
import { chateau } from '../state/chateau.svelte.ts';

/** Messages asked for at a time. */
const PAGE = 100;
/** Messages that are laid out, at most, and by how many others come in their place: the list counts them all at each change. */
const LAID = 600;
const STEP = 200;

/** Messages around some older one. */
interface Stretch {
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
}

/**
 * What of a chat is before the reader: the latest messages and what comes, or a stretch from further back that grows
 * at both ends, and stays before the latest when it has met them. Of what is held, no more is laid out than the
 * list can count while somebody scrolls.
 */
export class Reading {
  readonly #id: string;
  readonly #state: () => ChatState;
  #stretch = $state.raw<Stretch>();
  /** The last message that is laid out; `undefined`: the last one there is. */
  #end = $state<number>();
  #isLoading = false;
  isLoadingOlder = $state(false);

  /** Whether what is held goes on to the latest message. */
  readonly #meetsLatest: boolean = $derived.by(() => {
    const last = this.#stretch?.messages.at(-1);
    const { from, last_seq } = this.#state();
    return last === undefined || last.seq >= Math.min(from, last_seq);
  });
  readonly #held: readonly Message[] = $derived.by(() => {
    const { messages } = this.#state();
    if (!this.#stretch) return messages;
    const { messages: before } = this.#stretch;
    if (!this.#meetsLatest) return before;
    // What both have is the client's to keep up to date.
    const first = messages[0]?.seq ?? Number.POSITIVE_INFINITY;
    return [...before.slice(0, placeOf(before, first)), ...messages];
  });
  readonly #span: readonly [from: number, to: number] = $derived.by(() => {
    const { length } = this.#held;
    const to = this.#end === undefined ? length : placeOf(this.#held, this.#end + 1);
    return [Math.max(0, to - LAID), to];
  });
  /** Those that are laid out. */
  readonly messages: readonly Message[] = $derived.by(() => {
    const [from, to] = this.#span;
    return from === 0 && to === this.#held.length ? this.#held : this.#held.slice(from, to);
  });
  /** Whether what is laid out goes on to the latest message. */
  readonly isLatest: boolean = $derived.by(() => this.#end === undefined && this.#meetsLatest);
  readonly hasOlder: boolean = $derived.by(
    () => this.#span[0] > 0 || (this.#stretch?.hasOlder ?? this.#state().from > 0),
  );

  /** `state`: the chat as it is now. To be made while a component is. */
  constructor(id: string, state: () => ChatState) {
    this.#id = id;
    this.#state = state;
    $effect(() =>
      chateau.client.on('entry', (entry, chat) => {
        if (chat.id === id && 'target' in entry) void this.#refresh(entry.target);
      }),
    );
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
    const { messages } = await this.#ask({ around: seq, limit: PAGE });
    this.#stretch = { messages, hasOlder: (messages[0]?.seq ?? 1) > 1 };
    this.#end = undefined;
    return this.#layOutAround(seq);
  }

  /** Brings the latest messages before the reader. */
  async latest(): Promise<void> {
    if (!this.#meetsLatest) this.#stretch = undefined;
    this.#end = undefined;
    // A client that has just come knows where the log ends, and no message yet.
    if (this.messages.length === 0 && !chateau.isSaved) await this.older();
  }

  async older(): Promise<void> {
    const [from, to] = this.#span;
    if (from === 0) {
      this.isLoadingOlder = true;
      await this.#loadOlder();
      this.isLoadingOlder = false;
    } else {
      this.#layOutTo(Math.max(LAID, to - STEP));
      // Before somebody has come to the first of them.
      if (this.#span[0] < 2 * PAGE) await this.#loadOlder();
    }
  }

  async newer(): Promise<void> {
    const to = this.#span[1];
    if (to < this.#held.length) this.#layOutTo(to + STEP);
    // What comes after the last one is laid out from now on, too.
    else if (this.#meetsLatest) this.#end = undefined;
    else await this.#loadNewer();
  }

  /** Lays out what stands before that place, and never less than there could be. */
  #layOutTo(place: number): void {
    this.#end = this.#held[Math.min(place, this.#held.length) - 1]?.seq;
  }

  /** Lays out a message of those that are held, with its neighbours. */
  #layOutAround(seq: number): boolean {
    const [from, to] = this.#span;
    const place = placeOf(this.#held, seq);
    if (this.#held[place]?.seq !== seq) return false;
    if (place < from || place >= to) this.#layOutTo(Math.max(LAID, place + LAID / 2));
    return true;
  }

  async #loadOlder(): Promise<void> {
    const isAtFirst = this.#span[0] === 0;
    const before = this.#held.length;
    await this.#load(async () => {
      const first = this.#stretch?.messages[0];
      if (!first) {
        if (this.#state().from > 0) await chateau.client.chat(this.#id).older({ limit: PAGE });
        return;
      }
      if (!this.#stretch?.hasOlder) return;
      const { messages, more } = await this.#ask({ before: first.seq, limit: PAGE });
      const known = this.#stretch?.messages ?? [];
      this.#stretch = { messages: [...messages, ...known], hasOlder: more };
    });
    const added = this.#held.length - before;
    // The reader waits for them.
    if (isAtFirst && added > 0 && this.#held.length > LAID) this.#layOutTo(LAID);
  }

  async #loadNewer(): Promise<void> {
    await this.#load(async () => {
      const last = this.#stretch?.messages.at(-1)?.seq ?? 0;
      const { messages } = await this.#ask({ around: last + PAGE / 2, limit: 2 * PAGE });
      const added = messages.filter(({ seq }) => seq > last);
      const { messages: known = [], hasOlder = false } = this.#stretch ?? {};
      // A gap longer than the page, of entries that are no messages: go on from the latest.
      if (added.length === 0) this.#stretch = undefined;
      else this.#stretch = { messages: [...known, ...added], hasOlder };
    });
  }

  async #load(work: () => Promise<void>): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    try {
      await work();
    } catch {
      // Whoever scrolls on asks again.
    } finally {
      this.#isLoading = false;
    }
  }

  async #ask(span: { around?: number; before?: number; limit: number }) {
    const request = { type: 'HistoryRequest', chat: this.#id, ...span } as const;
    const { entries, more = false } = await chateau.client.request(request);
    return { messages: entries as readonly Message[], more };
  }

  /** What was edited, deleted or reacted to, in a stretch that the client does not keep itself. */
  async #refresh(target: number): Promise<void> {
    if (!this.#stretch?.messages.some(({ seq }) => seq === target)) return;
    const { messages } = await this.#ask({ around: target, limit: 1 });
    const changed = messages.find(({ seq }) => seq === target);
    const { messages: known = [], hasOlder = false } = this.#stretch ?? {};
    if (!changed || !this.#stretch) return;
    this.#stretch = {
      messages: known.map((message) => (message.seq === target ? changed : message)),
      hasOlder,
    };
  }
}

/** Of the first message that has this `seq` or a later one; where there is none, how many there are. */
function placeOf(messages: readonly Message[], seq: number): number {
  let [low, high] = [0, messages.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
