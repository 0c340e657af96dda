import { chateau } from '../state/chateau.svelte.ts';
import { find, type Goal } from './find.ts';
import { here } from './here.svelte.ts';

/** More are not shown: another letter is less work than reading them. */
const MOST = 30;
/** Milliseconds after a key. */
const PATIENCE = 150;

/**
 * All that there is to go to, as of when it was opened, so that nothing moves while one chooses. Where that was before
 * the server had told who is here, as of now.
 */
export class Goals {
  readonly #opened = here.isKnown ? toGoTo() : undefined;
  /** Who was asked for besides. */
  #asked = $state.raw<readonly string[]>([]);
  wanted = $state('');

  readonly #all = $derived.by<readonly Goal[]>(() => {
    const { chats, people, ids } = this.#opened ?? toGoTo();
    const known = new Set(chats.filter((chat) => !chat.groupchat).map((chat) => chat.chatname));
    const others = [...new Set([...people, ...this.#asked])].filter((name) => !known.has(name));
    return [
      ...chats.map((chat) => ({ kind: 'chat', name: chat.chatname, chat }) as const),
      ...others.map((name) => ({ kind: 'person', name, id: ids.get(name) }) as const),
    ];
  });
  readonly found = $derived(find(this.wanted, this.#all).slice(0, MOST));

  /**
   * Those who begin like this, and on opening the first ones: somebody may have come this moment, and of many people
   * not all are known. To be called in an effect.
   */
  readonly ask = (): (() => void) => {
    const prefix = this.wanted.trim();
    const asking = new AbortController();
    const patience = prefix === '' ? 0 : PATIENCE;
    const timer = setTimeout(() => void this.#ask(prefix, asking.signal), patience);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  };

  async #ask(prefix: string, signal: AbortSignal): Promise<void> {
    const names = new Set(this.#asked);
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
    this.#asked = [...names];
  }
}

function toGoTo() {
  const { chats, online } = chateau.snapshot;
  return {
    chats: Object.values(chats),
    people: here.names,
    ids: new Map(Object.entries(online).map(([id, name]) => [name, id])),
  };
}
