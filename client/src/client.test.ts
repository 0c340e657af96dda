import { expect, test } from 'bun:test';
import { ChateauError, Client } from './index.ts';
import { MemoryStorage } from './testing/index.ts';
import { failure, passed, Scene, told } from './testing/scene.ts';

const seqs = (entries: readonly { seq: number }[]) => entries.map(({ seq }) => seq);

test('a guest comes in, hears what others say and is heard', async () => {
  const scene = new Scene();
  const bob = scene.server.person('bob');
  const alice = await scene.enter('alice');
  expect(alice.state.name).toBe('online');
  expect(alice.me?.username).toBe('alice');

  const heard: string[] = [];
  alice.on('message', (message, chat) => {
    heard.push(`${message.sender} in ${chat.name}: ${message.content}`);
    void chat.send('hello, bob', { reply_to: message.seq });
  });
  const { chat } = bob.send('alice', 'hello?');
  await scene.server.quiet();
  expect(heard).toEqual(['bob in bob: hello?']);
  await alice.chat(chat).send('and?');
  const said = { kind: 'message', at: expect.any(Number) };
  const mine = { ...said, sender: 'alice', sender_id: alice.me?.id };
  // In the very form that history has.
  expect(alice.chat(chat).state?.messages).toStrictEqual([
    { ...said, seq: 1, content: 'hello?', sender: 'bob', sender_id: bob.id },
    { ...mine, seq: 2, content: 'hello, bob', reply_to: 1 },
    { ...mine, seq: 3, content: 'and?' },
  ] as never);
});

test('all of the way in is shown: connecting, syncing, online', async () => {
  const scene = new Scene();
  const alice = scene.client();
  expect(alice.state).toEqual({ name: 'idle' });
  const states = passed(alice);
  await alice.enter({ username: 'alice' });
  alice.stop();
  expect(states).toEqual(['connecting', 'syncing', 'online', 'stopped']);
});

test('what the server refuses for good rejects, and says what to do', async () => {
  const scene = new Scene();
  scene.server.person('alice');
  const client = scene.client();
  const error = (await failure(client.enter({ username: 'alice' }))) as ChateauError;
  expect(error).toBeInstanceOf(ChateauError);
  expect(error).toMatchObject({ code: 'username_taken', status: 302, retryable: false });
  expect(error).toMatchObject({ request: 'RegisterRequest', message: expect.any(String) });
  expect(client.state).toEqual({ name: 'stopped', reason: error });
  await client.enter({ username: 'alicia' });
  expect(client.me?.username).toBe('alicia');
});

test('accounts are made, logged into, and come back with their token', async () => {
  const scene = new Scene();
  const storage = new MemoryStorage();
  const [username, password] = ['alice', 'correct horse'];
  const laptop = scene.client({ storage });
  const me = await laptop.enter({ username, password, create: true });
  const phone = scene.client();
  expect(await failure(phone.enter({ username, password: 'wrong' }))).toMatchObject({
    code: 'authentication_failed',
  });
  expect(await phone.enter({ username, password })).toEqual(me);

  const reloaded = scene.client({ storage });
  expect(await reloaded.resume()).toEqual(me);
  expect(await scene.client().resume()).toBeUndefined();
  expect(JSON.stringify(reloaded.snapshot)).not.toContain('token');
});

test('a guest whose name was taken meanwhile comes back with another one', async () => {
  const scene = new Scene();
  const alice = await scene.enter('alice');
  const { id } = alice.me ?? {};
  alice.stop();
  scene.server.refuse('ResumeRequest', 'username_taken');
  expect(await failure(alice.resume())).toMatchObject({ code: 'username_taken' });
  expect(await alice.resume({ username: 'alicia' })).toMatchObject({ id, username: 'alicia' });
});

test('a guest who enters again under the same name is the same person', async () => {
  const scene = new Scene();
  const storage = new MemoryStorage();
  const first = await scene.enter('echo', { storage });
  first.stop();
  const second = await scene.enter('echo', { storage });
  expect(second.me?.id).toBe(first.me?.id as string);
  // A token that is not good any more is no reason not to come in.
  second.stop();
  scene.server.refuse('ResumeRequest', 'token_expired');
  const third = scene.client({ storage });
  expect(await failure(third.enter({ username: 'echo' }))).toMatchObject({
    code: 'username_taken',
  });
  expect(scene.asked('RegisterRequest')).toBe(2);
});

test('somebody who is in cannot come in as somebody else', async () => {
  const scene = new Scene();
  const alice = await scene.enter('alice');
  expect(await failure(alice.enter({ username: 'bob' }))).toMatchObject({
    code: 'already_registered',
  });
});

test('what is no address is an error at once, and http stands for ws', () => {
  expect(() => new Client('chat.example.org')).toThrow();
  expect(() => new Client('ftp://chat.example.org/ws')).toThrow('no address of a socket');
  new Client('https://chat.example.org/ws');
});

test("in a page, an address may be one of the page's own", async () => {
  const world = globalThis as unknown as { location?: { href: string } };
  const opened: string[] = [];
  class Recorder {
    readyState = 0;
    constructor(url: string) {
      opened.push(url);
    }
    addEventListener() {}
    send() {}
    close() {}
  }
  world.location = { href: 'https://chat.example.org/rooms/1' };
  try {
    using client = new Client('/ws', { WebSocket: Recorder });
    client.enter({ username: 'alice' }).catch(() => {});
    expect(opened).toEqual(['wss://chat.example.org/ws']);
  } finally {
    delete world.location;
  }
});

test('logging out leaves nothing on the device', async () => {
  const scene = new Scene();
  const storage = new MemoryStorage();
  const alice = await scene.enter('alice', { storage });
  scene.server.person('bob').send('alice', 'hello');
  await scene.server.quiet();
  await alice.logout();
  expect(alice.state.name).toBe('stopped');
  expect(alice.snapshot).toMatchObject({ me: undefined, chats: {}, pending: [] });
  expect(await scene.client({ storage }).resume()).toBeUndefined();
});

test('groups: made, joined, found, left, and who is in them', async () => {
  const scene = new Scene();
  const bob = await scene.enter('bob');
  const alice = await scene.enter('alice');
  const gone: string[] = [];
  bob.on('gone', ({ id }) => gone.push(id));

  const chat = await alice.createGroup('supper', ['bob'], { topic: 'food', policy: 'open' });
  await scene.server.clock.advance(1_000);
  expect(chat.state).toMatchObject({ chatname: 'supper', role: 'owner', member_count: 2 });
  expect(bob.chat(chat.id).state).toMatchObject({ chatname: 'supper', role: 'member' });

  const members = await Array.fromAsync(bob.chat(chat.id).members({ limit: 1 }));
  expect(members.map(({ username }) => username)).toEqual(['alice', 'bob']);
  await chat.setRole(bob.me?.id ?? '', 'moderator');
  await chat.change({ topic: 'drinks' });
  await scene.server.quiet();
  expect(bob.chat(chat.id).state).toMatchObject({ role: 'moderator', topic: 'drinks' });
  await chat.remove(bob.me?.id ?? '');
  await scene.server.quiet();
  expect(gone).toEqual([chat.id]);
  expect(bob.chat(chat.id).state).toBeUndefined();

  expect(await Array.fromAsync(bob.openGroups('sup'))).toMatchObject([{ joined: false }]);
  const heard = told(bob);
  const again = await bob.joinGroup('supper');
  await chat.send('welcome');
  await scene.server.quiet();
  expect(again.id).toBe(chat.id);
  // From joining on, and not all that was said before.
  expect(heard).toMatchObject([{ kind: 'members' }, { kind: 'message', content: 'welcome' }]);
  await scene.server.clock.advance(1_000);
  expect(again.state).toMatchObject({ policy: 'open', member_count: 2 });
  await again.leave();
  expect(again.state).toBeUndefined();
});

test('an open group that nobody speaks in has its history, and it is not taken for news', async () => {
  const scene = new Scene();
  const [bob, alice] = [await scene.enter('bob'), await scene.enter('alice')];
  const chat = await alice.createGroup('supper', [], { policy: 'open' });
  const { seq } = await chat.send('long ago');
  // What is on its way meanwhile is no reason to be late.
  scene.server.hold('MessageRequest');
  void bob.send('alice', 'I am coming');
  const mine = await bob.joinGroup('supper');
  const news = mine.messages();
  expect(mine.state).toMatchObject({ from: seq, last_seq: seq + 1, messages: [] });
  expect(await mine.older()).toBe(false);
  expect(mine.state?.messages).toMatchObject([{ seq, content: 'long ago' }]);
  await chat.send('welcome');
  expect((await news.next()).value).toMatchObject({ content: 'welcome' });
  scene.server.release();
  await scene.server.quiet();
});

test('edits, deletions and reactions are seen by both sides', async () => {
  const scene = new Scene();
  const bob = await scene.enter('bob');
  const alice = await scene.enter('alice');
  const { chat, seq } = await alice.send('bob', 'helo');
  await alice.chat(chat).edit(seq, 'hello');
  await alice.chat(chat).react(seq, '👍');
  const second = await alice.send('bob', 'oops');
  await alice.chat(chat).delete(second.seq);
  await scene.server.quiet();
  for (const client of [alice, bob]) {
    expect(client.chat(chat).state?.messages).toMatchObject([
      {
        content: 'hello',
        edited_at: expect.any(Number),
        reactions: [{ reaction: '👍', count: 1 }],
      },
      { deleted: true },
    ]);
  }
});

test('reading, typing and presence', async () => {
  const scene = new Scene();
  const bob = await scene.enter('bob');
  const alice = await scene.enter('alice');
  const { chat } = await alice.send('bob', 'hello');
  await scene.server.quiet();
  expect(bob.chat(chat).state).toMatchObject({ unread: 1, shows_reads: false });
  await bob.chat(chat).prefer({ shows_reads: true });
  expect(bob.chat(chat).state).toMatchObject({ shows_reads: true, notify: 'all' });
  await Promise.all([bob.chat(chat).read(), bob.chat(chat).read(), bob.chat(chat).read()]);
  expect(scene.asked('ReadRequest')).toBe(1);
  expect(bob.chat(chat).state).toMatchObject({ unread: 0, read_seq: 1 });
  await scene.server.quiet();
  expect(alice.chat(chat).state?.reads).toEqual({ [bob.me?.id ?? '']: 1 });
  await bob.chat(chat).unread(0);
  await scene.server.clock.advance(1_000);
  expect(bob.chat(chat).state).toMatchObject({ unread: 1, read_seq: 0 });

  for (let key = 0; key < 10; key++) bob.chat(chat).typing();
  await scene.server.quiet();
  expect(scene.asked('TypingRequest')).toBe(1);
  expect(alice.chat(chat).state?.typing).toEqual({ [bob.me?.id ?? '']: 'bob' });
  bob.chat(chat).typing();
  await scene.server.quiet();
  expect(alice.chat(chat).state?.typing).not.toEqual({});
  scene.server.cut();
  await scene.server.clock.advance(1_000);
  expect(alice.chat(chat).state?.typing).toEqual({});
  await scene.server.clock.advance(3_000);
  bob.chat(chat).typing();
  await scene.server.quiet();
  expect(alice.chat(chat).state?.typing).not.toEqual({});
  // Nothing more comes: bob has stopped, or is gone.
  await scene.server.clock.advance(7_000);
  expect(alice.chat(chat).state?.typing).toEqual({});

  expect(alice.snapshot.online).toEqual({ [bob.me?.id ?? '']: 'bob' });
  bob.stop();
  await scene.server.quiet();
  expect(alice.snapshot.online).toEqual({});
  expect(alice.chat(chat).state?.peer).toMatchObject({ username: 'bob', online: false });
});

test('history goes backwards, page by page; older messages come into the snapshot', async () => {
  const scene = new Scene();
  const bob = scene.server.person('bob');
  const first = await scene.enter('alice');
  for (let n = 1; n <= 12; n++) bob.send('alice', `word ${n}`);
  await scene.server.quiet();
  const token = scene.server.tokenOf('alice');
  first.stop();

  const alice = scene.client();
  await alice.enter({ token });
  const [chat] = alice.chats;
  const words = [];
  for await (const { content } of chat?.history({ limit: 5 }) ?? []) words.push(content);
  expect(words).toEqual(Array.from({ length: 12 }, (_, n) => `word ${12 - n}`));
  expect(chat?.state?.messages).toEqual([]);
  expect(await chat?.older({ limit: 8 })).toBe(true);
  expect(seqs(chat?.state?.messages ?? [])).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
  expect(await chat?.older({ limit: 8 })).toBe(false);
  expect(chat?.state).toMatchObject({ from: 0, messages: { length: 12 } });
  // What has no method of its own can be asked for all the same.
  const around = { type: 'HistoryRequest', chat: chat?.id ?? '', around: 6, limit: 2 } as const;
  expect(seqs((await alice.request(around)).entries)).toEqual([5, 6]);
});

test('of many messages the latest stay, and of those that were loaded all do until they are let go', async () => {
  const scene = new Scene();
  const bob = scene.server.person('bob');
  const alice = await scene.enter('alice', { window: 3 });
  const { chat: id } = bob.send('alice', 'word');
  for (let n = 2; n <= 10; n++) bob.send('alice', 'word');
  await scene.server.quiet();
  const chat = alice.chat(id);
  expect(seqs(chat.state?.messages ?? [])).toEqual([8, 9, 10]);
  await chat.older({ limit: 4 });
  bob.send('alice', 'word');
  await scene.server.quiet();
  expect(seqs(chat.state?.messages ?? [])).toEqual([5, 6, 7, 8, 9, 10, 11]);
  chat.forget();
  expect(seqs(chat.state?.messages ?? [])).toEqual([9, 10, 11]);
});

test('with a page comes what it is ahead of: it was lost, and is told now', async () => {
  const scene = new Scene();
  const bob = scene.server.person('bob');
  const alice = await scene.enter('alice', { window: 1 });
  const { chat: id, seq } = bob.send('alice', 'one');
  bob.send('alice', 'two');
  await scene.server.quiet();
  const heard = told(alice);
  scene.server.lose(1);
  bob.ask({ type: 'ReactionRequest', chat: id, target: seq, reaction: '👍', on: true });
  await alice.chat(id).older();
  expect(heard).toMatchObject([{ kind: 'reaction', target: seq }]);
  expect(alice.chat(id).state?.messages[0]?.reactions).toMatchObject([{ count: 1 }]);
});

test('what only the list can count is asked for, once for all chats', async () => {
  const scene = new Scene();
  const bob = scene.server.person('bob');
  const first = await scene.enter('alice');
  const { chat, seq } = bob.send('alice', 'one');
  bob.send('alice', 'two');
  await scene.server.quiet();
  first.stop();
  const alice = scene.client();
  await alice.enter({ token: scene.server.tokenOf('alice') });
  const before = scene.asked('ChatListRequest');
  bob.ask({ type: 'MessageDeleteRequest', chat, target: seq });
  bob.ask({ type: 'MessageEditRequest', chat, target: seq + 1, content: '@alice' });
  await scene.server.quiet();
  expect(alice.chat(chat).state).toMatchObject({ unread: 2, stale: true });
  await scene.server.clock.advance(1_000);
  expect(alice.chat(chat).state).toMatchObject({ unread: 1, mentions: 1, stale: false });
  expect(scene.asked('ChatListRequest')).toBe(before + 1);
});

test('a page holds messages as they are now, also where they change while it is under way', async () => {
  const scene = new Scene();
  const bob = scene.server.person('bob');
  const alice = await scene.enter('alice', { window: 1 });
  const { chat: id, seq } = bob.send('alice', 'helo');
  bob.send('alice', 'more');
  await scene.server.quiet();
  const chat = alice.chat(id);
  scene.server.hold('HistoryRequest');
  const loading = chat.older();
  await scene.server.quiet();
  bob.ask({ type: 'MessageEditRequest', chat: id, target: seq, content: 'hello' });
  await scene.server.quiet();
  scene.server.release();
  await loading;
  expect(chat.state?.messages).toMatchObject([{ content: 'hello' }, { content: 'more' }]);
});

test('search finds, page by page; blocks keep away', async () => {
  const scene = new Scene();
  const bob = scene.server.person('bob');
  const alice = await scene.enter('alice');
  for (let n = 0; n < 5; n++) bob.send('alice', `pizza ${n}`);
  const hits = await Array.fromAsync(alice.search('pizza', { limit: 2 }));
  expect(hits.map(({ seq }) => seq)).toEqual([5, 4, 3, 2, 1]);

  await alice.block({ username: 'bob' });
  expect(await alice.blocked()).toEqual([{ id: bob.id, username: 'bob' }]);
  expect(() => bob.send('alice', 'again')).toThrow('unknown_recipient');
  await alice.unblock(bob.id);
  bob.send('alice', 'again');
});

test('who is online, and a stranger among them', async () => {
  const scene = new Scene();
  const alice = await scene.enter('alice');
  expect(await failure(alice.random('anybody?'))).toMatchObject({
    code: 'not_enough_people',
    retryable: true,
  });
  await scene.enter('bob');
  await scene.enter('bea');
  expect(await Array.fromAsync(alice.online({ limit: 1 }))).toEqual(['bea', 'bob']);
  expect(await alice.random('anybody?')).toMatchObject({ seq: 1 });
  const chat = await alice.direct('bob');
  expect(chat.name).toBe('bob');
});

test('every push is passed on as it came; one of a later version harms nothing', async () => {
  const scene = new Scene();
  const alice = await scene.enter('alice');
  const frames: unknown[] = [];
  alice.on('frame', (frame) => frames.push(frame));
  scene.server.say({ type: 'PollRecv', question: 'Pizza?' });
  await scene.server.quiet();
  expect(frames).toEqual([{ type: 'PollRecv', question: 'Pizza?' }]);
  expect(alice.state.name).toBe('online');
});

test('a listener that is taken off hears nothing more', async () => {
  const scene = new Scene();
  const bob = scene.server.person('bob');
  const alice = await scene.enter('alice');
  let heard = 0;
  const off = alice.on('message', () => heard++);
  {
    using _ = alice.on('message', () => heard++);
    bob.send('alice', 'one');
    await scene.server.quiet();
  }
  bob.send('alice', 'two');
  await scene.server.quiet();
  off();
  bob.send('alice', 'three');
  await scene.server.quiet();
  expect(heard).toBe(3);
});

test('a listener that fails harms nobody else, and is told of', async () => {
  const scene = new Scene();
  const bob = scene.server.person('bob');
  const alice = await scene.enter('alice');
  const failures: unknown[] = [];
  alice.on('message', () => {
    throw new Error('at once');
  });
  alice.on('message', async () => {
    throw new Error('later');
  });
  const heard = told(alice);
  alice.on('error', (error) => failures.push((error as Error).message));
  bob.send('alice', 'hello');
  await scene.server.quiet();
  expect(failures).toEqual(['at once', 'later']);
  expect(heard).toHaveLength(1);
  expect(alice.state.name).toBe('online');
});
