import { afterPaint } from '../parts/frames.ts';
import { chateau } from '../state/chateau.svelte.ts';

/** Names that are shown before somebody asks for more. */
const PAGE = 200;
/** Milliseconds. */
const PERIOD = 5_000;
const PATIENCE = 500;

const { client } = chateau;
let collator: Intl.Collator | undefined;

let names = $state.raw<readonly string[]>([]);
let hasMore = $state(false);
let isKnown = $state(false);
let prefix = $state('');
let most = PAGE;
let asked = 0;

/** Who is here, oneself left out; of more people than are shown, the first ones. */
export const here = {
  get names() {
    return names;
  },
  get hasMore() {
    return hasMore;
  },
  /** Whether the server has told. */
  get isKnown() {
    return isKnown;
  },
  /** Whether these are all, and not only the first ones or those who were asked for. */
  get isAll() {
    return isKnown && !hasMore && prefix === '';
  },
  /** How many are here: of whom not all were asked for, the server knows. */
  get count() {
    return this.isAll ? names.length : Math.max(names.length, (chateau.info?.online ?? 1) - 1);
  },
  /** Asks for those alone whose names begin like this, where all would be too many. */
  async narrow(next: string): Promise<void> {
    if (next === prefix) return;
    if (next !== '' && prefix === '' && !hasMore) return;
    prefix = next;
    await refresh();
  },
  async more(): Promise<void> {
    most += PAGE;
    await refresh();
  },
};

/** Keeps it up to date while the page is looked at. To be called in an effect. */
export function follow(): (() => void) | undefined {
  if (chateau.connection.name !== 'online') return undefined;
  const look = () => {
    if (document.visibilityState === 'visible') void refresh();
  };
  // The conversations come first.
  const callOff = afterPaint(look);
  const timer = setInterval(look, PERIOD);
  document.addEventListener('visibilitychange', look);
  // Somebody new often comes with a new conversation; many conversations come at once.
  let soon: ReturnType<typeof setTimeout> | undefined;
  const offChat = client.on('chat', () => {
    clearTimeout(soon);
    soon = setTimeout(look, PATIENCE);
  });
  const offPresence = client.on('presence', ({ username, online }) => {
    if (!online) names = names.filter((name) => name !== username);
    else if (!names.includes(username) && here.isAll) set([...names, username]);
  });
  return () => {
    callOff();
    clearInterval(timer);
    clearTimeout(soon);
    document.removeEventListener('visibilitychange', look);
    offChat();
    offPresence();
  };
}

async function refresh(): Promise<void> {
  const question = ++asked;
  const found: string[] = [];
  try {
    for await (const name of client.online({ prefix, limit: most + 1 })) {
      found.push(name);
      if (found.length > most) break;
    }
    if (found.length > most) await chateau.ask();
  } catch {
    // The next round asks again.
    return;
  }
  if (question !== asked) return;
  hasMore = found.length > most;
  isKnown = true;
  set(found.slice(0, most));
}

function set(next: readonly string[]): void {
  collator ??= new Intl.Collator();
  const sorted = next.toSorted(collator.compare);
  // The same people are no news for whatever shows them.
  if (sorted.join() !== names.join()) names = sorted;
}
