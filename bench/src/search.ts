import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openSqliteStore } from '../../server/src/adapters/sqlite/store.ts';
import { machine } from './machine.ts';
import { startChateau } from './program.ts';
import { BUILD, discard, scratch } from './scratch.ts';
import { addTalk, chance, rank, vocabulary } from './talk.ts';

const HELP = `bun bench/src/search.ts [options]: measures searches in a long log, through the store
  --messages N   messages in the log (1000000)
  --queries N    searches of each kind (300)
  --data DIR     where the database is made (bench/build; not on a disk that is memory)`;

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '1000000' },
    queries: { type: 'string', default: '300' },
    data: { type: 'string', default: BUILD },
    help: { type: 'boolean', default: false },
  },
});

type Store = ReturnType<typeof openSqliteStore>;
type Asked = Parameters<Store['search']>[0];

// Without this the server and its directory would outlive us.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const messages = Number(values.messages);
  const directory = scratch(values.data);
  const server = await startChateau(directory);
  await server.stop();
  addTalk(directory, messages);
  const store = openSqliteStore({
    directory,
    clock: { now: Date.now, every: () => () => {} },
    looks: { version: '', of: () => [] },
    onBroken: (reason) => {
      throw new Error(reason);
    },
  });
  console.log(machine(values.data));
  const chat = await newChat(store);
  await measureIndexing(store, directory, messages, chat);
  await measureSearches(store, Number(values.queries));
  await measureFinding(store, chat);
  await store.close();
  discard(directory);
}

/** Somebody's who was not there before. */
async function newChat(store: Store): Promise<{ reader: string; chat: string }> {
  const token = { hash: 'x', device: '', at: 1, expiresAt: Number.MAX_SAFE_INTEGER };
  const name = { name: 'bench', canon: 'bench', looks: [] };
  const reader = await store.addGuest({ name, keepsName: false, token });
  const group = { name: 'bench group', canon: 'bench group', looks: [] };
  const chat = await store.addGroup({ name: group, members: [reader], at: Date.now() });
  return { reader, chat: chat as string };
}

async function measureIndexing(
  store: Store,
  directory: string,
  messages: number,
  { reader, chat }: { reader: string; chat: string },
): Promise<void> {
  const started = performance.now();
  await store.append({ to: { chat }, sender: reader, content: 'finished', at: Date.now() });
  const asked = { reader, words: ['finished'], limit: 1 };
  while ((await store.search(asked)).hits.length === 0) await pause(100);
  const seconds = (performance.now() - started) / 1_000;
  const megabytes = statSync(join(directory, 'search.db')).size / 1e6;
  console.log(
    `${messages} messages indexed in ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB beside ${(statSync(join(directory, 'chateau.db')).size / 1e6).toFixed(0)} MB`,
  );
}

/** One after the other, of readers in every group (1), in some (2), and of anybody. */
async function measureSearches(store: Store, queries: number): Promise<void> {
  const random = chance(2);
  const words = vocabulary(chance(1)).map((word) => word.normalize('NFD').replace(/\p{M}/gu, ''));
  const word = () => words[rank(random, words.length)] ?? '';
  const rare = () => words[Math.floor(random() * words.length)] ?? '';
  const anybody = () => `p${(1 + Math.floor(random() * 20_000)).toString(36)}`;
  const readers = () => ['p1', 'p2', anybody(), anybody()][Math.floor(random() * 4)] ?? '';
  const character = () => String.fromCodePoint(0x4e00 + rank(random, 6_000));
  const kinds: Record<string, () => Omit<Asked, 'reader' | 'limit'>> = {
    'a word': () => ({ words: [word()] }),
    'a rare word': () => ({ words: [rare()] }),
    'two words': () => ({ words: [word(), word()] }),
    'four words': () => ({ words: [word(), word(), word(), word()] }),
    'part of a word': () => ({ words: [rare().slice(1, 5)] }),
    'two letters': () => ({ words: [word().slice(0, 2)] }),
    'no such word': () => ({ words: [rare() + rare()] }),
    'two Chinese characters': () => ({ words: [character() + character()] }),
    'a word of somebody': () => ({ words: [word()], from: ['guest7'] }),
    'a word in one chat': () => ({
      words: [word()],
      chat: `c${(1 + rank(random, 2_000)).toString(36)}`,
    }),
    'a word of one day': () => {
      const since = 1_704_067_200_000 + Math.floor(random() * 11) * 86_400_000;
      return { words: [word()], since, until: since + 86_400_000 };
    },
    'a link': () => ({ words: [], has: ['link'] }),
  };
  const all: number[] = [];
  const before = process.cpuUsage();
  for (const [kind, ask] of Object.entries(kinds)) {
    const times: number[] = [];
    let hits = 0;
    let cut = 0;
    for (let i = 0; i < queries; i++) {
      const asked = { reader: readers(), limit: 20, ...ask() };
      const started = performance.now();
      const found = await store.search(asked);
      times.push(performance.now() - started);
      hits += found.hits.length;
      if (found.next !== undefined) cut++;
    }
    all.push(...times);
    console.log(
      `${kind.padEnd(24)} ${spread(times)}, ${(hits / queries).toFixed(1)} hits, ${cut} cut`,
    );
  }
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / 1_000 / all.length;
  console.log(`${'all'.padEnd(24)} ${spread(all)}; CPU ${cpu.toFixed(1)} ms each`);
}

/** From the moment at which a message is sent until it is found, while nothing else happens. */
async function measureFinding(store: Store, { reader, chat }: { reader: string; chat: string }) {
  const times: number[] = [];
  for (let i = 0; i < 50; i++) {
    const started = performance.now();
    await store.append({ to: { chat }, sender: reader, content: `novelty${i}`, at: Date.now() });
    const asked = { reader, words: [`novelty${i}`], limit: 1 };
    while ((await store.search(asked)).hits.length === 0) await pause(5);
    times.push(performance.now() - started);
  }
  console.log(`${'sent until found'.padEnd(24)} ${spread(times)}`);
}

function spread(times: readonly number[]): string {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (part: number) => (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(1);
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, max ${at(1)} ms`;
}
