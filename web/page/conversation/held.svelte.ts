import type { ChatState, Message } from '@chateau/client';
import { chateau } from '../state/chateau.svelte.ts';
import { lean } from './lean.ts';

/** Messages asked for at a time. */
const PAGE = 100;

/** Messages around some older one. */
interface Stretch {
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
}

/**
 * What of a chat is held for the reader: the latest messages and what comes, or a stretch from further back that grows
 * at both ends, and stays before the latest when it has met them.
 */
export class Held {
  readonly #id: string;
  readonly #state: () => ChatState;
  #stretch = $state.raw<Stretch>();
  #isLoading = false;

  /** Whether what is held goes on to the latest message. */
  readonly meetsLatest: boolean = $derived.by(() => {
    const last = this.#stretch?.messages.at(-1);
    const { from, last_seq } = this.#state();
    return last === undefined || last.seq >= Math.min(from, last_seq);
  });
  readonly messages: readonly Message[] = $derived.by(() => {
    const { messages } = this.#state();
    if (!this.#stretch) return messages;
    const { messages: before } = this.#stretch;
    if (!this.meetsLatest) return before;
    // What both have is the client's to keep up to date.
    const first = messages[0]?.seq ?? Number.POSITIVE_INFINITY;
    return before.slice(0, placeOf(before, first)).concat(messages);
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

  /** A stretch around that message, where it may be seen. */
  async around(seq: number): Promise<void> {
    const { messages } = await this.#ask({ around: seq, limit: PAGE });
    this.#stretch = { messages, hasOlder: (messages[0]?.seq ?? 1) > 1 };
  }

  /** Lets go of a stretch that does not go on to the latest messages. */
  latest(): void {
    if (!this.meetsLatest) this.#stretch = undefined;
  }

  older(): Promise<void> {
    return this.#load(async () => {
      const first = this.#stretch?.messages[0];
      if (!first) {
        const chat = chateau.client.chat(this.#id);
        if (this.#state().from > 0) await chat.older({ limit: PAGE });
        lean(chat.state?.messages.slice(0, PAGE) ?? []);
        return;
      }
      if (!this.#stretch?.hasOlder) return;
      const { messages, more } = await this.#ask({ before: first.seq, limit: PAGE });
      const known = this.#stretch?.messages ?? [];
      this.#stretch = { messages: messages.concat(known), hasOlder: more };
    });
  }

  newer(): Promise<void> {
    return this.#load(async () => {
      const last = this.#stretch?.messages.at(-1)?.seq ?? 0;
      const { messages } = await this.#ask({ around: last + PAGE / 2, limit: 2 * PAGE });
      const added = messages.filter(({ seq }) => seq > last);
      const { messages: known = [], hasOlder = false } = this.#stretch ?? {};
      // A gap longer than the page, of entries that are no messages: go on from the latest.
      if (added.length === 0) this.#stretch = undefined;
      else this.#stretch = { messages: known.concat(added), hasOlder };
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
    const messages = entries as readonly Message[];
    lean(messages);
    return { messages, more };
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
export function placeOf(messages: readonly Message[], seq: number): number {
  let [low, high] = [0, messages.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
