import type { Hit } from '@chateau/client';
import { chateau } from '../state/chateau.svelte.ts';

const PAGE = 30;

/** One question, and what was found so far. */
export class Searching {
  readonly #stop = new AbortController();
  readonly #rest: AsyncIterator<Hit, void>;
  hits = $state.raw<readonly Hit[]>([]);
  isBusy = $state(false);
  isDone = $state(false);
  error = $state.raw<unknown>();

  constructor(query: string, chat: string | undefined) {
    const { signal } = this.#stop;
    this.#rest = chateau.client.search(query, { limit: PAGE, signal, ...(chat && { chat }) });
  }

  /** The next page of hits. */
  async more(): Promise<void> {
    if (this.isBusy || this.isDone) return;
    this.isBusy = true;
    const found: Hit[] = [];
    try {
      while (found.length < PAGE && !this.isDone) {
        const next = await this.#rest.next();
        if (next.done) this.isDone = true;
        else found.push(next.value);
      }
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.error = error;
      this.isDone = true;
    }
    this.hits = [...this.hits, ...found];
    this.isBusy = false;
  }

  stop(): void {
    this.#stop.abort();
  }
}
