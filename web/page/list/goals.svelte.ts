import { chateau } from '../state/chateau.svelte.ts';
import { find, type Goal } from './find.ts';
import { here } from './here.svelte.ts';

/** More are not shown: another letter is less work than reading them. */
const MOST = 30;
/** Milliseconds after a key. */
const PATIENCE = 150;

/** All that there is to go to, as of when it was opened, so that nothing moves while one chooses. */
export class Goals {
  readonly #chats = Object.values(chateau.snapshot.chats);
  readonly #known = new Set(
    this.#chats.filter((chat) => !chat.groupchat).map((chat) => chat.chatname),
  );
  readonly #ids = new Map(Object.entries(chateau.snapshot.online).map(([id, name]) => [name, id]));
  #people = $state.raw<readonly string[]>(here.names);
  wanted = $state('');

  readonly #all = $derived<readonly Goal[]>([
    ...this.#chats.map((chat) => ({ kind: 'chat', name: chat.chatname, chat }) as const),
    ...this.#people
      .filter((name) => !this.#known.has(name))
      .map((name) => ({ kind: 'person', name, id: this.#ids.get(name) }) as const),
  ]);
  readonly found = $derived(find(this.wanted, this.#all).slice(0, MOST));

  /** Where more people are here than are known, those who begin like this. To be called in an effect. */
  readonly ask = (): (() => void) | undefined => {
    const prefix = this.wanted.trim();
    if (prefix === '' || !here.hasMore) return undefined;
    const asking = new AbortController();
    const timer = setTimeout(() => void this.#ask(prefix, asking.signal), PATIENCE);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  };

  async #ask(prefix: string, signal: AbortSignal): Promise<void> {
    const names = new Set(this.#people);
    let count = 0;
    try {
      for await (const name of chateau.client.online({ prefix, limit: MOST, signal })) {
        names.add(name);
        if (++count === MOST) break;
      }
    } catch {
      // Those who are known are still there to choose from.
      return;
    }
    this.#people = [...names];
  }
}
