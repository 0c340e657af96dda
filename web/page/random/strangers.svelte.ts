import { ChateauError } from '@chateau/client';
import { chateau } from '../state/chateau.svelte.ts';
import { why } from '../state/failing.ts';
import { Kept } from '../state/kept.ts';
import { note } from '../state/notes.svelte.ts';
import { go, route } from '../state/route.svelte.ts';
import { words } from '../words/language.svelte.ts';

/** Milliseconds between two attempts. */
const PERIOD = 3_000;

/** Conversations that began at random, the latest last; no more than so many. */
const kept = new Kept<readonly string[]>('chateau.strangers', []);
const MOST = 50;

let met = $state.raw<ReadonlySet<string>>(new Set(kept.value));
let search = $state.raw<AbortController>();
let isAlone = $state(false);
let others = $state<number>();

/** Whom chance has brought, and the search for the next one. */
export const strangers = {
  /** Whether this conversation began at random. */
  has(chat: string): boolean {
    return met.has(chat);
  },
  get isLooking() {
    return search !== undefined;
  },
  /** Nobody was free at the last attempt. */
  get isAlone() {
    return isAlone;
  },
  /** How many other people are here, as far as is known. */
  get others() {
    return others;
  },
  count,
  /** They are another person's. */
  forget(): void {
    met = new Set();
    kept.value = [];
  },
  stop(): void {
    search?.abort();
    search = undefined;
    isAlone = false;
  },
  /** Looks until somebody is found, and goes to the conversation with them. */
  async look(): Promise<void> {
    if (search) return;
    const mine = new AbortController();
    search = mine;
    try {
      await lookWhile(mine.signal);
    } catch (error) {
      if (!mine.signal.aborted) note(why(error, words()), { isError: true });
    }
    if (search === mine) strangers.stop();
  },
};

async function lookWhile(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const chat = await attempt(signal);
    if (signal.aborted) return;
    if (chat !== undefined) {
      met = new Set(kept.change((all) => [...all.filter((id) => id !== chat), chat].slice(-MOST)));
      go({ at: 'chat', chat });
      return;
    }
    isAlone = true;
    if (route().at !== 'random') go({ at: 'random' });
    await count();
    await pause(PERIOD, signal);
  }
}

async function attempt(signal: AbortSignal): Promise<string | undefined> {
  try {
    const { client } = await chateau.client.random(undefined, { signal });
    return (await chateau.client.direct(client, { signal })).id;
  } catch (error) {
    // Who was picked may have gone before they were asked.
    const { code } = error instanceof ChateauError ? error : { code: '' };
    if (code === 'not_enough_people' || code === 'recipient_offline') return undefined;
    throw error;
  }
}

async function count(): Promise<void> {
  await chateau.ask().catch(() => {});
  const all = chateau.info?.online;
  if (all !== undefined) others = Math.max(0, all - 1);
}

function pause(time: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, time);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
