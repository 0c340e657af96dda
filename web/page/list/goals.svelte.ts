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

  /** Somebody may have come this moment: on opening, for as long as it is open. To be called in an effect. */
  readonly askFirst = (): (() => void) => {
    const asking = new AbortController();
    void this.#ask('', asking.signal);
    return () => asking.abort();
  };

  /** Those who begin like this: of many people not all are known. To be called in an effect. */
  readonly ask = (): (() => void) | undefined => {
    const prefix = this.wanted.trim();
    if (prefix === '') return undefined;
    const asking = new AbortController();
    const timer = setTimeout(() => void this.#ask(prefix, asking.signal), PATIENCE);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  };

  async #ask(prefix: string, signal: AbortSignal): Promise<void> {
    const names: string[] = [];
    try {
      for await (const name of chateau.client.online({ prefix, limit: MOST, signal })) {
        if (names.push(name) === MOST) break;
      }
    } catch {
      // Those who are known are still there to choose from.
      return;
    }
    this.#asked = [...new Set([...this.#asked, ...names])];
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
