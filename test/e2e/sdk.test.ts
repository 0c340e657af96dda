import { afterAll, beforeAll, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { type ChateauError, Client, type ClientOptions, type SaidMessage } from '@chateau/client';
import { MemoryStorage } from '@chateau/client/testing';
import { type BootedServer, bootServer, temporaryDirectory } from '../cast.ts';
import { Chance } from '../chaos/chance.ts';
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

test('edits, reactions, reads, history, search and groups, as both sides see them', async () => {
  const [alice, bob] = [await enter(name('alice')), await enter(name('bob'))];
  const { chat: id, seq } = await alice.send(bob.me?.username ?? '', 'the secert word');
  const chat = alice.chat(id);
  await chat.edit(seq, 'the secret word');
  await bob.chat(id).react(seq, '👍');
  const oops = await chat.send('oops');
  await chat.delete(oops.seq);
  await until(() => bob.chat(id).state?.last_seq === oops.seq + 1);
  await bob.chat(id).prefer({ shows_reads: true });
  await bob.chat(id).read();
  await until(() => (alice.chat(id).state?.reads[bob.me?.id ?? ''] ?? 0) > 0);
  for (const client of [alice, bob]) {
    const fresh = await Array.fromAsync(client.chat(id).history({ limit: 1 }));
    const known = client.chat(id).state?.messages ?? [];
    expect(fresh.toReversed()).toEqual([...known]);
    expect(known).toMatchObject([
      { content: 'the secret word', reactions: [{ reaction: '👍', count: 1 }] },
      { deleted: true },
    ]);
  }
  let hits = await Array.fromAsync(bob.search('secret'));
  const over = Date.now() + 60_000;
  while (hits.length === 0 && Date.now() < over) hits = await Array.fromAsync(bob.search('secret'));
  expect(hits).toMatchObject([{ chat: id, seq }]);

  const group = await alice.createGroup(name('club'), [], { policy: 'open', topic: 'chess' });
  await group.send('long ago');
  const said: string[] = [];
  bob.on('message', ({ content }) => said.push(content));
  const mine = await bob.joinGroup(group.name);
  await group.send('welcome');
  await until(() => said.length > 0 && mine.state?.policy === 'open');
  expect(said).toEqual(['welcome']);
  expect((await Array.fromAsync(mine.members())).map(({ role }) => role)).toEqual([
    'owner',
    'member',
  ]);
  await group.change({ topic: 'go' });
  await until(() => mine.state?.topic === 'go');
  await group.remove(bob.me?.id ?? '');
  await until(() => mine.state === undefined);
  for (const client of [alice, bob]) client.stop();
});

test('a client that was there all the time knows what one knows that comes afresh', async () => {
  const chance = new Chance();
  console.log(`old and new, CHATEAU_CHAOS_SEED=${chance.seed}`);
  const door = await Door.open(server);
  const storage = new MemoryStorage();
  const options = { random: () => 0.001, window: 1_000 };
  const alice = await enter(name('alice'), { ...options, storage }, door);
  const others = [await enter(name('bob')), await enter(name('carol'))] as const;
  const told = new Map<string, number[]>();
  alice.on('entry', ({ seq }, { id }) => told.set(id, [...(told.get(id) ?? []), seq]));
  const [bob, carol] = others;
  const username = alice.me?.username ?? '';
  const { chat: direct } = await bob.send(username, 'hello');
  const group = await bob.createGroup(name('hall'), [username, carol.me?.username ?? '']);
  await until(() => alice.chats.length === 2);

  const all: Promise<unknown>[] = [];
  for (let step = 0; step < 400; step++) {
    const by = chance.pick([alice, bob, bob, carol]);
    const chat = by.chat(by === carol ? group.id : chance.pick([direct, group.id]));
    const last = chat.state?.last_seq ?? 1;
    const target = 1 + Math.trunc(chance.next() * last);
    const words = chance.pick(['hello', `@${username}?`, '@all listen', `with @${username}.`]);
    const doing: () => unknown = chance.pick<() => unknown>([
      () => chat.send(words),
      () => chat.send(words),
      () => chat.edit(target, words),
      () => chat.delete(target),
      () => chat.react(target, chance.pick(['👍', '🎉']), chance.next() < 0.7),
      () => alice.chat(chat.id).read(target),
      () => alice.chat(chat.id).unread(target),
      () => group.change({ topic: words }),
      () => group.setRole(alice.me?.id ?? '', chance.pick(['moderator', 'member'])),
      () => group.mute(alice.me?.id ?? '', chance.pick([0, 3_600])),
      () => carol.chat(group.id).leave(),
      () => group.invite(carol.me?.username ?? ''),
      async () => door.cut(),
    ]);
    // What may not be is refused, and no matter here; some things overlap.
    const done = Promise.resolve()
      .then(doing)
      .catch(() => {});
    all.push(done);
    if (chance.next() < 0.7) await done;
  }
  await Promise.all(all);
  const end = await bob.chat(direct).send('the end');
  const groupEnd = await group.send('the end');
  const isStill = () =>
    alice.state.name === 'online' &&
    alice.snapshot.pending.length === 0 &&
    alice.chat(direct).state?.last_seq === end.seq &&
    alice.chat(group.id).state?.last_seq === groupEnd.seq &&
    alice.chats.every(({ state }) => !state?.stale);
  await until(isStill);

  const fresh = new Client(door.url, { storage, window: 1_000 });
  await fresh.resume();
  for (const client of [alice, fresh]) {
    for (const chat of client.chats) while (await chat.older({ limit: 200 }));
  }
  expect(shown(alice)).toEqual(shown(fresh));
  for (const seqs of told.values()) {
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 1) + index));
  }
  for (const client of [alice, fresh, ...others]) client.stop();
  door.close();
}, 120_000);

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
  const last = await sender.send(bob, 'the last one');
  expect(last.seq).toBe(total + 1);
  await until(() => heard.at(-1)?.content === 'the last one');
  // By pushes, and what was said while the reader was away by the log.
  expect(heard.map(({ content }) => content)).toEqual([...words, 'the last one']);
  expect(heard.map(({ seq }) => seq)).toEqual(heard.map((_, index) => index + 1));
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

/** What must be the same: not how it came to be known, nor who is known to be in a group, nor in which order people reacted. */
function shown({ snapshot }: Client): object {
  return Object.values(snapshot.chats)
    .map(({ keep: _, counted: __, members: ___, reads: ____, typing: _____, ...chat }) => ({
      ...chat,
      messages: chat.messages.map(({ reactions = [], ...message }) => ({
        ...message,
        reactions: reactions.map(({ people, ...reaction }) => ({
          ...reaction,
          people: people.map(({ id }) => id).toSorted(),
        })),
      })),
    }))
    .toSorted((one, other) => (one.chat < other.chat ? -1 : 1));
}

/** An address that stays while the server behind it comes and goes. */
class Door {
  readonly #listener = createServer((socket) => this.#through(socket));
  readonly #sockets = new Set<Socket>();
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

  /** Pulls the cable: nobody is told. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.#listener.close();
  }

  #through(near: Socket): void {
    const far = connect(this.#port, '127.0.0.1');
    this.#sockets.add(near);
    near.on('close', () => this.#sockets.delete(near));
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
  }
}
