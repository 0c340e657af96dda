import {
  type ChatState,
  emptySnapshot,
  type Me,
  type Message,
  type Snapshot,
} from '@chateau/client';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { cut, isWhole, type KeptChat, shown } from './cut.ts';
import { owner } from './owner.ts';

/** What can be read without a network: the conversations of one person, with the last messages of each. */

interface House {
  readonly me: Me;
  readonly epoch: string | undefined;
  readonly window: number;
}

interface Schema extends DBSchema {
  /** Of the one person whose conversations these are. */
  house: { key: 'house'; value: House };
  chats: { key: string; value: KeptChat };
}

let opened: Promise<IDBPDatabase<Schema>> | undefined;
/** Chats that are written at a time: many at once would hold the page. */
const AT_ONCE = 20;

/** What was written here, and is not written again until it has changed. */
let written = new WeakSet<ChatState>();

function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('chateau', 1, {
    upgrade(db) {
      db.createObjectStore('house');
      db.createObjectStore('chats');
    },
  });
  return opened;
}

/**
 * Of nobody but the owner of this browser's token: another tab may still be somebody else. Whether there is more to
 * write than was.
 */
export async function saveSnapshot(snapshot: Snapshot): Promise<boolean> {
  const { me, epoch, window, chats } = snapshot;
  const db = await database();
  if (!me || owner.value !== me.id) return false;
  const tx = db.transaction(['house', 'chats'], 'readwrite');
  const [house, store] = [tx.objectStore('house'), tx.objectStore('chats')];
  const before = await house.get('house');
  const isSame = before?.me.id === me.id && before.epoch === epoch;
  if (!isSame) {
    written = new WeakSet();
    await store.clear();
  }
  const gone = (await store.getAllKeys()).filter((id) => !Object.hasOwn(chats, id));
  const changed = Object.values(chats)
    .filter((chat) => !written.has(chat))
    .toSorted((one, other) => (one.last?.at ?? 0) - (other.last?.at ?? 0));
  const next = changed.slice(0, AT_ONCE);
  await Promise.all([
    house.put({ me, epoch, window }, 'house'),
    ...gone.map((id) => store.delete(id)),
    ...next.map(async (chat) => {
      const kept = isWhole(chat) ? undefined : await store.get(chat.chat);
      await store.put(keepOf(chat, kept), chat.chat);
    }),
  ]);
  await tx.done;
  for (const chat of next) written.add(chat);
  return changed.length > next.length;
}

/** Of a chat that has not been opened since the page was, the messages that are here already stay. */
function keepOf(chat: ChatState, kept: KeptChat | undefined): KeptChat {
  if (isWhole(chat)) return cut(chat, chat.messages, chat.last_seq);
  return cut(chat, kept?.messages ?? [], kept?.up_to ?? 0);
}

/** The chats whose last messages are not here as they are now, the newest first. */
export async function lacking({ chats }: Snapshot): Promise<ChatState[]> {
  const all = await (await database()).getAll('chats');
  const places = new Map(all.map(({ chat, up_to }) => [chat, up_to]));
  return Object.values(chats)
    .filter((chat) => !isWhole(chat) && places.get(chat.chat) !== chat.last_seq)
    .toSorted((one, other) => (other.last?.at ?? 0) - (one.last?.at ?? 0));
}

/** The last messages of a chat, as they were when its log had come so far. */
export async function saveMessages(id: string, messages: Message[], up_to: number): Promise<void> {
  const tx = (await database()).transaction('chats', 'readwrite');
  const kept = await tx.store.get(id);
  // It was forgotten meanwhile.
  if (kept) await tx.store.put(cut(kept, messages, up_to), id);
  await tx.done;
}

/** `undefined`: nothing is kept of whoever may come back here. */
export async function loadSnapshot(): Promise<Snapshot | undefined> {
  const tx = (await database()).transaction(['house', 'chats']);
  const [house, chats] = await Promise.all([
    tx.objectStore('house').get('house'),
    tx.objectStore('chats').getAll(),
  ]);
  if (!house || house.me.id !== owner.value) return undefined;
  const byId = Object.fromEntries(chats.map((chat) => [chat.chat, shown(chat)]));
  return { ...emptySnapshot(house.window), me: house.me, epoch: house.epoch, chats: byId };
}

export async function forget(): Promise<void> {
  written = new WeakSet();
  const tx = (await database()).transaction(['house', 'chats'], 'readwrite');
  await Promise.all([tx.objectStore('house').clear(), tx.objectStore('chats').clear(), tx.done]);
}
