import { afterAll, beforeAll, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { type ChateauError, Client, type ClientOptions, type SaidMessage } from '@chateau/client';
import { MemoryStorage } from '@chateau/client/testing';
import { type BootedServer, bootServer, temporaryDirectory } from '../cast.ts';
import { endAll, ROOT, run } from './command.ts';

/** The SDK against a real server, by the real socket. */

let server: BootedServer;
beforeAll(async () => {
  server = await bootServer({ env: { CHATEAU_LIMITS_ENABLED: 'false' } });
});
afterAll(async () => {
  endAll();
  await server.stop();
});

let count = 0;
const name = (who: string) => `${who}${++count}`;

async function enter(
  username: string,
  options: ClientOptions = {},
  { url }: { readonly url: string } = server,
): Promise<Client> {
  const client = new Client(url, options);
  await client.enter({ username });
  return client;
}

/** What others say to somebody, in the order in which it is told. */
function heardBy(client: Client): SaidMessage[] {
  const heard: SaidMessage[] = [];
  client.on('message', (message) => heard.push(message));
  return heard;
}

async function until(what: () => boolean, seconds = 60): Promise<void> {
  const over = Date.now() + seconds * 1_000;
  while (!what()) {
    if (Date.now() > over) throw new Error('what was waited for has not come');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('two people talk, in a conversation and in a group', async () => {
  const [alice, bob] = [await enter(name('alice')), await enter(name('bob'))];
  const heard = heardBy(bob);
  bob.on('message', ({ content }, chat) => {
    if (content === 'hello') void chat.send('hello yourself');
  });
  const answers = heardBy(alice);
  const { chat } = await alice.send(bob.me?.username ?? '', 'hello');
  await until(() => answers.length === 1);
  expect(answers).toMatchObject([{ content: 'hello yourself', sender_id: bob.me?.id, seq: 2 }]);
  expect(alice.chat(chat).name).toBe(bob.me?.username ?? '');

  const group = await alice.createGroup(name('supper'), [bob.me?.username ?? '']);
  await group.send('pizza?');
  await until(() => heard.length === 2);
  expect(bob.chat(group.id).state).toMatchObject({ chatname: group.name, groupchat: true });
  expect(await Array.fromAsync(alice.online())).toContain(bob.me?.username ?? '');
  for (const client of [alice, bob]) client.stop();
});

test('a refusal has its code, its type and a sentence', async () => {
  const alice = await enter(name('alice'));
  const error = await alice.send('nobody-here', 'hello?').catch((reason: ChateauError) => reason);
  expect(error).toMatchObject({ code: 'unknown_recipient', status: 400, retryable: false });
  expect(error).toMatchObject({ request: 'MessageRequest', message: expect.any(String) });
  alice.stop();
});

test('a person comes back by the token, on another device too', async () => {
  const storage = new MemoryStorage();
  const alice = await enter(name('alice'), { storage });
  const bob = await enter(name('bob'));
  const reloaded = new Client(server.url, { storage });
  expect(await reloaded.resume()).toMatchObject({ id: alice.me?.id, username: alice.me?.username });
  const [one, other] = [heardBy(alice), heardBy(reloaded)];
  await bob.send(alice.me?.username ?? '', 'to both');
  await until(() => one.length === 1 && other.length === 1);
  await reloaded.logout();
  expect(await new Client(server.url, { storage }).resume()).toBeUndefined();
  for (const client of [alice, bob]) client.stop();
});

test('[guarantee.4] kill -9 and restarts amid queued sends: nothing lost, nothing twice, in order', async () => {
  const data = await temporaryDirectory();
  const env = { CHATEAU_LIMITS_ENABLED: 'false', CHATEAU_GUESTS_HOLD: '600' };
  let own = await bootServer({ data, env });
  const door = await Door.open(own);
  const storage = new MemoryStorage();
  const options = { random: () => 0.1, timeout: 2_000 };
  const [alice, bob] = [name('alice'), name('bob')];
  let sender = await enter(alice, { ...options, storage }, door);
  const reader = await enter(bob, options, door);
  const heard = heardBy(reader);
  const total = 300;
  const words = Array.from({ length: total }, (_, n) => `word ${n}`);
  const answered = new Map<string, number>();

  for (let round = 0; round < 3; round++) {
    const part = words.slice((round * total) / 3, ((round + 1) * total) / 3);
    for (const word of part) {
      void sender.send(bob, word).then(({ seq }) => answered.set(word, seq));
    }
    // In the middle of it, whatever is still to be sent.
    const left = sender.snapshot.pending.length - 20;
    await until(() => sender.snapshot.pending.length < left);
    await own.kill();
    // In one round the page is reloaded while the server is away.
    if (round === 1) {
      sender.stop();
      sender = new Client(door.url, { ...options, storage });
      void sender.resume();
    }
    own = await bootServer({ data, env });
    door.leadsTo(own);
  }
  await until(() => sender.snapshot.pending.length === 0 && sender.state.name === 'online');
  // Told of by pushes; what was said while the reader was away, only the log can tell.
  const last = await sender.send(bob, 'the last one');
  expect(last.seq).toBe(total + 1);
  await until(() => heard.at(-1)?.content === 'the last one');
  for (const { content, seq } of heard.slice(0, -1)) expect(content).toBe(words[seq - 1] as string);
  expect(heard.map(({ seq }) => seq)).toEqual(
    [...new Set(heard.map(({ seq }) => seq))].sort(bySize),
  );
  for (const [word, seq] of answered) expect(word).toBe(words[seq - 1] as string);
  for (const client of [sender, reader]) client.stop();
  door.close();
  await own.stop();
}, 120_000);

test('a server that stops says when to come back, and the client does', async () => {
  const data = await temporaryDirectory();
  let own = await bootServer({ data });
  const door = await Door.open(own);
  const alice = await enter('alice', { random: () => 0 }, door);
  const reasons: unknown[] = [];
  alice.on('state', (state) => {
    if (state.name === 'waiting') reasons.push(state.reason);
  });
  const stopping = own.stop();
  await until(() => reasons.length > 0);
  expect(reasons[0]).toMatchObject({
    status: 1012,
    retryable: true,
    retryAfter: expect.any(Number),
  });
  await stopping;
  own = await bootServer({ data });
  door.leadsTo(own);
  await until(() => alice.state.name === 'online');
  expect(alice.me?.username).toBe('alice');
  alice.stop();
  door.close();
  await own.stop();
}, 60_000);

test('the bundle runs in Node on its own WebSocket', async () => {
  const directory = await temporaryDirectory();
  mkdirSync(directory, { recursive: true });
  const entry = join(ROOT, 'client/src/index.ts');
  execFileSync(process.execPath, ['build', entry, '--outfile', join(directory, 'client.mjs')]);
  writeFileSync(
    join(directory, 'bot.mjs'),
    `import { Client } from './client.mjs';
     const bot = new Client(${JSON.stringify(server.url)});
     bot.on('message', async ({ content }, chat) => {
       await chat.send(content.toUpperCase());
       bot.stop();
     });
     await bot.enter({ username: 'node-bot' });
     console.log('in');`,
  );
  // Node 20 has it behind a flag, later ones without.
  const version = execFileSync('node', ['--version'], { encoding: 'utf8' });
  const flag = Number(/\d+/.exec(version)) < 22 ? '--experimental-websocket' : '';
  const bot = run(`node ${flag} ${join(directory, 'bot.mjs')}`);
  await bot.says(/in/);
  const alice = await enter(name('alice'));
  const heard = heardBy(alice);
  await alice.send('node-bot', 'hello');
  await until(() => heard.length === 1);
  expect(heard[0]?.content).toBe('HELLO');
  expect(await bot.exit).toBe(0);
  alice.stop();
});

function bySize(one: number, other: number): number {
  return one - other;
}

/** An address that stays while the server behind it comes and goes. */
class Door {
  readonly #listener = createServer((socket) => this.#through(socket));
  #port: number;

  private constructor({ url }: { readonly url: string }) {
    this.#port = Number(new URL(url).port);
  }

  static async open(server: { readonly url: string }): Promise<Door> {
    const door = new Door(server);
    await new Promise<void>((resolve) => door.#listener.listen(0, '127.0.0.1', resolve));
    return door;
  }

  get url(): string {
    const { port } = this.#listener.address() as { port: number };
    return `ws://127.0.0.1:${port}/ws`;
  }

  leadsTo({ url }: { readonly url: string }): void {
    this.#port = Number(new URL(url).port);
  }

  close(): void {
    this.#listener.close();
  }

  #through(near: Socket): void {
    const far = connect(this.#port, '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
  }
}
