import type { ChatState, Message } from '@chateau/client';
import { chateau } from '../state/chateau.svelte.ts';

/** Messages asked for at a time. */
const PAGE = 50;

/** Messages around some older one, apart from the latest. */
interface Stretch {
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
}

/**
 * What of a chat is before the reader: the latest messages and what comes, or a stretch from further back that grows
 * at both ends until it meets the latest.
 */
export class Reading {
  readonly #id: string;
  readonly #state: () => ChatState;
  #stretch = $state.raw<Stretch>();
  #isLoading = false;
  isLoadingOlder = $state(false);

  readonly messages: readonly Message[] = $derived.by(
    () => this.#stretch?.messages ?? this.#state().messages,
  );
  readonly isLatest: boolean = $derived.by(() => this.#stretch === undefined);
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
    if (this.indexOf(seq) !== -1) return true;
    const page = await this.#ask({ around: seq, limit: PAGE });
    const hasOlder = (page.messages[0]?.seq ?? 1) > 1;
    this.#take(page.messages, hasOlder);
    return this.indexOf(seq) !== -1;
  }

  latest(): void {
    this.#stretch = undefined;
  }

  async older(): Promise<void> {
    if (this.#isLoading || !this.hasOlder) return;
    await this.#load(async () => {
      this.isLoadingOlder = true;
      const stretch = this.#stretch;
      if (!stretch) {
        await chateau.client.chat(this.#id).older({ limit: PAGE });
        return;
      }
      const { messages, more } = await this.#ask({
        before: stretch.messages[0]?.seq ?? 1,
        limit: PAGE,
      });
      this.#take([...messages, ...(this.#stretch?.messages ?? [])], more);
    });
    this.isLoadingOlder = false;
  }

  async newer(): Promise<void> {
    const stretch = this.#stretch;
    if (this.#isLoading || !stretch) return;
    await this.#load(async () => {
      const last = stretch.messages.at(-1)?.seq ?? 0;
      const { messages } = await this.#ask({ around: last + PAGE / 2, limit: 2 * PAGE });
      const added = messages.filter(({ seq }) => seq > last);
      // A gap longer than the page, of entries that are no messages: go on from the latest.
      if (added.length === 0) this.latest();
      else this.#take([...stretch.messages, ...added], stretch.hasOlder);
    });
  }

  /** Where the stretch has met the latest messages, there is none any more. */
  #take(messages: readonly Message[], hasOlder: boolean): void {
    const { from, last_seq } = this.#state();
    const last = messages.at(-1)?.seq ?? 0;
    this.#stretch = last >= from || last >= last_seq ? undefined : { messages, hasOlder };
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
