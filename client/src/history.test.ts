import { expect, test } from 'bun:test';
import { Scene, told } from './testing/scene.ts';

const seqs = (entries: readonly { seq: number }[]) => entries.map(({ seq }) => seq);

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
