import { expect, test } from 'bun:test';
import { fold } from '../state/fold.ts';
import { emptySnapshot, type Snapshot } from '../state/snapshot.ts';
import { turn } from '../testing/clock.ts';
import { Scene, told } from '../testing/scene.ts';
import type { Entry, ListedChat, RequestOf } from '../wire.ts';
import { Feed } from './feed.ts';

const seqs = (entries: readonly { seq: number }[]) => entries.map(({ seq }) => seq);

async function conversation() {
  const scene = new Scene();
  const bob = scene.server.person('bob');
  const alice = await scene.enter('alice');
  const { chat } = bob.send('alice', 'one');
  await scene.server.quiet();
  return { scene, server: scene.server, bob, alice, chat: alice.chat(chat), heard: told(alice) };
}

test('what was said while the connection was cut is told once and in order', async () => {
  const { server, bob, heard, scene } = await conversation();
  server.cut();
  for (const word of ['two', 'three']) bob.send('alice', word);
  await server.clock.advance(1_000);
  bob.send('alice', 'four');
  await server.quiet();
  expect(seqs(heard)).toEqual([2, 3, 4]);
  expect(scene.asked('CatchUpRequest')).toBe(1);
});

test('a comeback that has missed nothing asks for nothing', async () => {
  const { server, scene } = await conversation();
  server.cut();
  await server.clock.advance(1_000);
  expect(scene.asked('ChatListRequest')).toBe(2);
  expect(scene.asked('CatchUpRequest')).toBe(0);
});

test('much is fetched in pages, and told in order with what is said meanwhile', async () => {
  const { server, bob, heard, scene } = await conversation();
  server.cut();
  for (let n = 0; n < 500; n++) bob.send('alice', 'word');
  server.hold('CatchUpRequest');
  await server.clock.advance(1_000);
  bob.send('alice', 'live');
  await server.quiet();
  expect(heard).toEqual([]);
  server.release();
  await server.quiet();
  expect(seqs(heard)).toEqual(Array.from({ length: 501 }, (_, n) => n + 2));
  expect(scene.asked('CatchUpRequest')).toBe(3);
});

test('a push that was lost is fetched as soon as the next one shows it', async () => {
  const { server, bob, heard, scene } = await conversation();
  server.lose(1);
  bob.send('alice', 'two');
  bob.send('alice', 'three');
  await server.quiet();
  expect(seqs(heard)).toEqual([2, 3]);
  expect(scene.asked('CatchUpRequest')).toBe(1);
});

test("one's own send whose answer is late is waited for, and is no gap", async () => {
  const { server, bob, heard, scene, chat } = await conversation();
  server.hold('MessageRequest');
  const sent = chat.send('two');
  await server.quiet();
  bob.send('alice', 'three');
  await server.quiet();
  expect(heard).toEqual([]);
  server.release();
  await sent;
  await server.quiet();
  expect(seqs(heard)).toEqual([2, 3]);
  expect(scene.asked('CatchUpRequest')).toBe(0);
});

test("one's own entry in a group, of which the answer gives only the place, is fetched", async () => {
  const { server, alice, heard } = await conversation();
  server.person('carol');
  const group = await alice.createGroup('supper', []);
  await group.invite('carol');
  await server.quiet();
  expect(heard).toMatchObject([{ chat: group.id, seq: 1, joined: [{ username: 'carol' }] }]);
});

test('a conversation that begins while one is away is told from its beginning', async () => {
  const scene = new Scene();
  const { server } = scene;
  const bob = server.person('bob');
  const alice = await scene.enter('alice');
  const heard = told(alice);
  server.cut();
  for (const word of ['one', 'two']) bob.send('alice', word);
  await server.clock.advance(1_000);
  expect(seqs(heard)).toEqual([1, 2]);
});

test('a group that one is in since one was away is told from then on, an open one from where one has read', async () => {
  const scene = new Scene();
  const { server } = scene;
  const bob = server.person('bob');
  const groups = ['invite', 'open'].map((policy) => {
    const opening = { type: 'GroupMessageInitRequest', chatname: policy, recipients: [], policy };
    const { chat } = bob.ask(opening) as { chat: string };
    bob.ask({ type: 'MessageRequest', chat, content: 'long ago' });
    return chat;
  });
  const alice = await scene.enter('alice');
  const heard = told(alice);
  server.cut();
  for (const chat of groups) {
    bob.ask({ type: 'GroupInviteRequest', chat, recipients: ['alice'] });
    bob.ask({ type: 'MessageRequest', chat, content: 'welcome' });
  }
  await server.clock.advance(1_000);
  const about = heard.map(({ kind, chat }) => `${groups.indexOf(chat)} ${kind}`);
  expect(about).toEqual(['0 members', '0 message', '1 members', '1 message']);
});

test('a chat that is not in the list any more is gone', async () => {
  const { server, bob, alice } = await conversation();
  const group = await alice.createGroup('supper', []);
  await group.invite('bob');
  await group.setRole(bob.id, 'moderator');
  const gone: string[] = [];
  alice.on('gone', ({ id }) => gone.push(id));
  server.cut();
  bob.ask({ type: 'GroupRemoveRequest', chat: group.id, id: alice.me?.id });
  await server.clock.advance(1_000);
  expect(gone).toEqual([group.id]);
  expect(group.state).toBeUndefined();
});

/** A feed by itself, with answers by hand. */
class Hand {
  snapshot: Snapshot;
  readonly told: number[] = [];
  readonly questions: { answer(value: object): void; readonly asked: object }[] = [];
  readonly failures: unknown[] = [];
  readonly feed = new Feed({
    snapshot: () => this.snapshot,
    happen: (event) => {
      this.snapshot = fold(this.snapshot, event);
      if (event.type === 'Entries') this.told.push(...seqs(event.entries));
    },
    ask: (asked, take) =>
      new Promise((resolve) => {
        const answer = (value: object) => {
          take(value as never);
          resolve(value as never);
        };
        this.questions.push({ asked, answer });
      }),
    settled: () => Promise.resolve(),
    fail: (error) => this.failures.push(error),
  });

  constructor() {
    const me = { id: 'p1', username: 'alice', token: '', epoch: 'e', status: 200 } as const;
    this.snapshot = fold(emptySnapshot(100), { type: 'ResumeResponse', ...me });
  }

  hear(...heard: number[]): void {
    for (const seq of heard) this.feed.hear({ chat: 'c1', entry: message(seq) });
  }

  async next(): Promise<Hand['questions'][number]> {
    await turn();
    const question = this.questions.shift();
    if (!question) throw new Error('nothing was asked');
    return question;
  }

  async sync(...chats: ListedChat[]): Promise<void> {
    const synced = this.feed.sync(true);
    (await this.next()).answer({ chats });
    await turn();
    if (this.questions.length === 0) await synced;
    else synced.catch(() => {});
  }
}

function message(seq: number): Entry {
  return { kind: 'message', seq, at: seq, sender: 'bob', sender_id: 'p2', content: `${seq}` };
}

function row(last_seq: number): ListedChat {
  const counts = { last_seq, read_seq: 0, unread: 0, mentions: 0 };
  return {
    chat: 'c1',
    chatname: 'bob',
    groupchat: false,
    notify: 'all',
    shows_reads: true,
    ...counts,
  };
}

const caughtUp = (last_seq: number, ...entries: number[]) => ({
  chats: [{ chat: 'c1', entries: entries.map(message), last_seq }],
  reset: [],
  gone: [],
});

test('what is heard twice, or is fetched after it has come, is told once', async () => {
  const hand = new Hand();
  await hand.sync(row(3));
  hand.hear(4, 4, 3, 6);
  const question = await hand.next();
  expect(question.asked).toMatchObject({ chats: { c1: 4 } });
  // It was late, not lost.
  hand.hear(5);
  expect(hand.told).toEqual([4, 5, 6]);
  question.answer(caughtUp(6, 5, 6));
  hand.hear(7);
  expect(hand.told).toEqual([4, 5, 6, 7]);
});

test('what is heard before the list has come is told when it is clear from where', async () => {
  const hand = new Hand();
  hand.hear(8, 9);
  expect(hand.told).toEqual([]);
  await hand.sync(row(9));
  expect(hand.told).toEqual([8, 9]);
  expect(hand.questions).toEqual([]);
});

test('a chat that was announced, and then listed, stands where the list says', async () => {
  const hand = new Hand();
  hand.feed.enter('c1');
  await hand.sync(row(5));
  hand.hear(7);
  expect((await hand.next()).asked).toMatchObject({ chats: { c1: 5 } });
});

test('a chat that is announced while one is online is told from its first entry on', async () => {
  const hand = new Hand();
  await hand.sync();
  hand.feed.enter('c1');
  hand.hear(40, 41);
  await turn();
  expect(hand.told).toEqual([40, 41]);
  hand.hear(43);
  expect((await hand.next()).asked).toMatchObject({ chats: { c1: 41 } });
});

test('where the log itself leaves something out, that is not waited for', async () => {
  const hand = new Hand();
  await hand.sync(row(3));
  hand.hear(6);
  (await hand.next()).answer(caughtUp(4, 4));
  expect(hand.told).toEqual([4, 6]);
  await turn();
  expect(hand.questions).toEqual([]);
});

test('an entry that the log does not show is not asked for again and again', async () => {
  const hand = new Hand();
  await hand.sync(row(3));
  const told = hand.feed.expect('c1', 6);
  (await hand.next()).answer(caughtUp(5, 4, 5));
  await told;
  expect(hand.told).toEqual([4, 5]);
  await turn();
  expect(hand.questions).toEqual([]);
});

test('what is expected the moment a repair has ended begins another one', async () => {
  const hand = new Hand();
  await hand.sync(row(3));
  hand.hear(5);
  const question = await hand.next();
  question.answer(caughtUp(5, 4, 5));
  for (let microtask = 0; microtask < 10; microtask++) {
    await undefined;
    hand.feed.expect('c1', 6 + microtask).catch(() => {});
  }
  (await hand.next()).answer(caughtUp(15, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  await turn();
  expect(hand.told.at(-1)).toBe(15);
});

test('what was said after the question is not taken for something the log leaves out', async () => {
  const hand = new Hand();
  await hand.sync(row(3));
  hand.hear(5);
  const question = await hand.next();
  hand.hear(8);
  question.answer(caughtUp(5, 4, 5));
  expect(hand.told).toEqual([4, 5]);
  (await hand.next()).answer(caughtUp(8, 6, 7, 8));
  expect(hand.told).toEqual([4, 5, 6, 7, 8]);
});

test('a log that has become shorter is another one', async () => {
  const hand = new Hand();
  await hand.sync(row(3));
  hand.hear(4);
  const again = hand.feed.sync(false);
  (await hand.next()).answer({ chats: [row(2)] });
  await again;
  expect(hand.snapshot.chats['c1']).toMatchObject({ last_seq: 2, messages: [], stale: true });
  hand.hear(3);
  expect(hand.told).toEqual([4, 3]);
});

test('a log that the server takes for another one, and one that is not one’s own any more', async () => {
  const hand = new Hand();
  await hand.sync(row(3));
  hand.hear(6);
  (await hand.next()).answer({ chats: [], reset: ['c1'], gone: [] });
  await turn();
  expect(hand.snapshot.chats['c1']).toMatchObject({ last_seq: 6, messages: [] });
  hand.hear(9);
  (await hand.next()).answer({ chats: [], reset: [], gone: ['c1'] });
  await turn();
  expect(hand.snapshot.chats).toEqual({});
  expect(hand.questions).toEqual([]);
});

test('an answer that leaves out what was asked for ends the connection, not the asking', async () => {
  const hand = new Hand();
  await hand.sync(row(3));
  hand.hear(6);
  (await hand.next()).answer({ chats: [], reset: [], gone: [] });
  expect(hand.failures).toMatchObject([{ code: 'internal_error' }]);
});

test('of very many chats some are asked for at a time', async () => {
  const hand = new Hand();
  const rows = Array.from({ length: 700 }, (_, n) => ({ ...row(1), chat: `c${n}` }));
  await hand.sync(...rows);
  const syncing = hand.feed.sync(false);
  (await hand.next()).answer({ chats: rows.map((each) => ({ ...each, last_seq: 2 })) });
  const sizes: number[] = [];
  for (let asked = 0; asked < 700; ) {
    const question = await hand.next();
    const chats = Object.keys((question.asked as RequestOf<'CatchUpRequest'>).chats);
    sizes.push(chats.length);
    asked += chats.length;
    question.answer({
      ...caughtUp(2),
      chats: chats.map((chat) => ({ chat, entries: [message(2)], last_seq: 2 })),
    });
  }
  await syncing;
  expect(sizes).toEqual([500, 200]);
});
