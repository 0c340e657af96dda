import { expect, test } from 'bun:test';
import { failure, Scene, told } from './testing/scene.ts';

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
  await scene.server.clock.advance(5_000);
  expect(alice.chat(chat).state?.typing).toEqual({});

  expect(alice.snapshot.online).toEqual({ [bob.me?.id ?? '']: 'bob' });
  bob.stop();
  await scene.server.quiet();
  expect(alice.snapshot.online).toEqual({});
  expect(alice.chat(chat).state?.peer).toMatchObject({ username: 'bob', online: false });
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
