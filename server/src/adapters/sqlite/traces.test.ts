import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchiveLine } from '../../ports/archive.ts';
import type { ChatId, PersonId, Store } from '../../ports/store.ts';
import { openSqliteStore } from './store.ts';

/** What somebody has written, in a log so long that no look passes all of it. */

const OTHERS = 12_000;

let directory: string;
let store: Store;
let ada: PersonId;
let bob: PersonId;
let tea: ChatId;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'chateau-traces-'));
  store = openSqliteStore({
    directory,
    clock: { now: () => 0, every: () => () => {} },
    looks: { version: '1', of: (name) => [name] },
    onBroken: () => {},
  });
  [ada, bob] = [await enter('ada'), await enter('bob')];
  const name = { name: 'tea', canon: 'tea', looks: ['tea'] };
  tea = (await store.addGroup({ name, members: [bob, ada], at: 1 })) as ChatId;
});

afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

async function enter(username: string): Promise<PersonId> {
  const name = { name: username, canon: username, looks: [username] };
  const token = { hash: username, device: '', at: 1, expiresAt: 1_000_000 };
  return store.addGuest({ name, keepsName: true, token });
}

function say(sender: PersonId, content: string, to: { chat: ChatId } | { direct: PersonId }) {
  return store.append({ to, sender, content, at: 1 });
}

/** Of Ada one message at the beginning, one in the middle and one at the end, one to Bob alone, and much of others. */
async function talk(): Promise<void> {
  const all = [say(ada, 'first', { chat: tea })];
  for (let at = 0; at < OTHERS; at++) {
    if (at === OTHERS / 2) all.push(say(ada, 'middle', { chat: tea }));
    all.push(say(bob, `${at}`, { chat: tea }));
  }
  all.push(say(ada, 'last', { chat: tea }), say(ada, 'between us', { direct: bob }));
  await Promise.all(all);
}

async function archive(): Promise<{ pages: ArchiveLine[][]; said: string[] }> {
  const pages: ArchiveLine[][] = [];
  for (let position = 0, more = true; more; ) {
    const page = await store.exported(ada, position, { limit: 500, bytes: 100_000 });
    pages.push(page.lines);
    ({ position, more } = page);
  }
  const said = pages.flat().flatMap((line) => (line.what === 'message' ? [line.content] : []));
  return { pages, said };
}

test('everything is found, a part of the log at a time', async () => {
  await talk();
  const { pages, said } = await archive();
  expect(said).toEqual(['first', 'middle', 'last', 'between us']);
  expect(pages.length).toBe(3);
});

test('everything is erased in several steps, between which others write', async () => {
  await talk();
  let steps = 0;
  for (let isDone = false; !isDone; steps++) {
    ({ isDone } = await store.erase(ada, 2));
    await say(bob, 'meanwhile', { chat: tea });
  }
  expect(steps).toBe(3);
  const left: unknown[] = [];
  for (let after = 0, more = true; more; ) {
    const span = { after };
    const page = await store.history({ reader: bob, chat: tea, span, limit: 500, bytes: 1e6 });
    if (typeof page !== 'object') throw new Error('it is not there');
    left.push(...page.entries.filter(({ sender }) => sender.id === ada));
    ({ more } = page);
    after = page.entries.at(-1)?.seq ?? after;
  }
  const nobody = { sender: { id: ada, name: '' } };
  const gone = { kind: 'message', ...nobody, reactions: [] };
  expect(left).toMatchObject([gone, gone, gone, { kind: 'members', ...nobody }]);
  expect(left.some((entry) => Object.hasOwn(entry as object, 'content'))).toBe(false);
  expect((await archive()).said).toEqual([]);
});

test('a stranger to all of it is erased at once', async () => {
  await talk();
  const cleo = await enter('cleo');
  expect(await store.erase(cleo, 2)).toMatchObject({ steps: [], isDone: true });
});
