import type { ChatState, Message } from '@chateau/client';
import { chateau } from '../state/chateau.svelte.ts';

/** Messages asked for at a time. */
const PAGE = 50;

/** Messages around some older one. */
interface Stretch {
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
}

/**
 * What of a chat is before the reader: the latest messages and what comes, or a stretch from further back that grows
 * at both ends, and stays before the latest when it has met them.
 */
export class Reading {
  readonly #id: string;
  readonly #state: () => ChatState;
  #stretch = $state.raw<Stretch>();
  #isLoading = false;
  isLoadingOlder = $state(false);

  /** Whether what is shown goes on to the latest message. */
  readonly isLatest: boolean = $derived.by(() => {
    const last = this.#stretch?.messages.at(-1);
    const { from, last_seq } = this.#state();
    return last === undefined || last.seq >= Math.min(from, last_seq);
  });
  readonly messages: readonly Message[] = $derived.by(() => {
    const { messages } = this.#state();
    if (!this.#stretch) return messages;
    const { messages: before } = this.#stretch;
    if (!this.isLatest) return before;
    const last = before.at(-1)?.seq ?? 0;
    const first = messages[0]?.seq ?? last + 1;
    // What both have is the client's to keep up to date.
    return [...before.filter(({ seq }) => seq < first), ...messages];
  });
  readonly hasOlder: boolean = $derived.by(() => this.#stretch?.hasOlder ?? this.#state().from > 0);

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
    let [low, high] = [0, this.messages.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.messages[middle]?.seq ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Brings that message before the reader; `false`: it is not there, or not to be seen. */
  async show(seq: number): Promise<boolean> {
    await this.latest();
    if (this.indexOf(seq) !== -1) return true;
    const { messages } = await this.#ask({ around: seq, limit: PAGE });
    this.#stretch = { messages, hasOlder: (messages[0]?.seq ?? 1) > 1 };
    return this.indexOf(seq) !== -1;
  }

  /** Brings the latest messages before the reader. */
  async latest(): Promise<void> {
    if (!this.isLatest) this.#stretch = undefined;
    // A client that has just come knows where the log ends, and no message yet.
    if (this.messages.length === 0 && !chateau.isSaved) await this.older();
  }

  async older(): Promise<void> {
    if (this.#isLoading || !this.hasOlder) return;
    await this.#load(async () => {
      this.isLoadingOlder = true;
      const first = this.#stretch?.messages[0];
      if (!first) {
        await chateau.client.chat(this.#id).older({ limit: PAGE });
        return;
      }
      const { messages, more } = await this.#ask({ before: first.seq, limit: PAGE });
      const known = this.#stretch?.messages ?? [];
      this.#stretch = { messages: [...messages, ...known], hasOlder: more };
    });
    this.isLoadingOlder = false;
  }

  async newer(): Promise<void> {
    if (this.#isLoading || this.isLatest) return;
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
