import type { Message } from '@chateau/client';
import { SvelteMap } from 'svelte/reactivity';
import { chateau } from '../state/chateau.svelte.ts';

/** Messages that others answer and that are not at hand: asked for once each. `null`: not there, or not for this reader. */
const asked = new SvelteMap<string, Message | null>();
const asking = new Set<string>();
/** So many are kept. */
const MOST = 500;

/** The message that is answered; `undefined`: not known yet. */
export function quoted(chat: string, seq: number): Message | null | undefined {
  const key = keyOf(chat, seq);
  if (!asking.has(key)) {
    asking.add(key);
    void ask(chat, seq, key);
  }
  return asked.get(key);
}

/** Of each reader, since others may see something else. */
function keyOf(chat: string, seq: number): string {
  return `${chateau.me?.id} ${chat} ${seq}`;
}

// What was edited or deleted is asked for anew.
chateau.client.on('entry', (entry, { id }) => {
  if (entry.kind !== 'edit' && entry.kind !== 'delete') return;
  const key = keyOf(id, entry.target);
  asking.delete(key);
  asked.delete(key);
});

async function ask(chat: string, seq: number, key: string): Promise<void> {
  try {
    const request = { type: 'HistoryRequest', chat, around: seq, limit: 1 } as const;
    const { entries } = await chateau.client.request(request);
    const found = entries.find((entry) => entry.seq === seq && entry.kind === 'message');
    if (asked.size >= MOST) asked.clear();
    asked.set(key, (found as Message | undefined) ?? null);
  } catch {
    // Whoever shows it again asks again.
    asking.delete(key);
  }
}
