import { expect, test } from 'bun:test';
import { MemoryStorage } from '../testing/index.ts';
import { failure, Scene, told } from '../testing/scene.ts';

const contents = (requests: readonly { [field: string]: unknown }[]) =>
  requests.filter(({ type }) => type === 'MessageRequest').map(({ content }) => content);

test('what is said offline goes out in order when the connection is back', async () => {
  const scene = new Scene();
  const { server } = scene;
  server.person('bob');
  const alice = await scene.enter('alice');
  const entries = told(alice);
  server.cut();
  await server.quiet();
  const sends = ['one', 'two', 'three'].map((word) => alice.send('bob', word));
  expect(alice.snapshot.pending.map(({ request }) => request)).toMatchObject([
    { content: 'one' },
    { content: 'two' },
    { content: 'three' },
  ]);
  await server.clock.advance(1_000);
  expect((await Promise.all(sends)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(alice.snapshot.pending).toEqual([]);
  expect(entries).toMatchObject([{ content: 'one' }, { content: 'two' }, { content: 'three' }]);
});

test('what was on its way when the connection was cut is sent again, and stored and shown once', async () => {
  const scene = new Scene();
  const { server } = scene;
  const bob = server.person('bob');
  const alice = await scene.enter('alice');
  const { chat } = bob.send('alice', 'hello');
  await server.quiet();
  const entries = told(alice);
  server.hold('MessageRequest');
  const sent = alice.chat(chat).send('stored already');
  await server.quiet();
  server.cut();
  bob.send('alice', 'next');
  server.release();
  await server.clock.advance(1_000);
  expect(await sent).toMatchObject({ seq: 2 });
  expect(entries.map(({ seq }) => seq)).toEqual([2, 3]);
  const [first, second] = server.requests.filter(({ type }) => type === 'MessageRequest');
  expect(second).toEqual(first as never);
});

test('what is told as a message waits no more: it is there once at any time', async () => {
  const scene = new Scene();
  const { server } = scene;
  const bob = server.person('bob');
  const alice = await scene.enter('alice');
  const { chat } = bob.send('alice', 'hello');
  await server.quiet();
  const doubles: string[] = [];
  // In a microtask: there a page draws what it was told, before whoever waits for the answer goes on.
  alice.on('entry', ({ seq }) =>
    queueMicrotask(() => {
      const { pending } = alice.snapshot;
      if (pending.some(({ request }) => 'content' in request)) doubles.push(`${seq}`);
    }),
  );
  for (const word of ['one', 'two', 'three']) await alice.chat(chat).send(word);
  expect(doubles).toEqual([]);
  expect(alice.chat(chat).state?.last_seq).toBe(4);
});

test('a later one does not overtake one that has to wait', async () => {
  const scene = new Scene();
  const { server } = scene;
  const bob = server.person('bob');
  const alice = await scene.enter('alice');
  server.refuse('MessageRequest', 'rate_limited', { times: 1, retry_after: 2 });
  const sends = ['one', 'two'].map((word) => alice.send('bob', word));
  await server.clock.advance(1_000);
  expect(contents(server.requests)).toEqual(['one']);
  server.refuse('MessageRequest', 'storage_unavailable', { times: 3 });
  await server.clock.advance(20_000);
  expect((await Promise.all(sends)).map(({ seq }) => seq)).toEqual([1, 2]);
  expect(bob.ask({ type: 'SearchRequest', query: 'two' })['hits']).toHaveLength(1);
});

test('a refusal for good rejects that one, and the others go on', async () => {
  const scene = new Scene();
  scene.server.person('bob');
  const alice = await scene.enter('alice');
  const refused: unknown[] = [];
  alice.on('refused', ({ request }, error) => refused.push([request, error.code]));
  const lost = failure(alice.send('nobody', 'hello?'));
  const sent = alice.send('bob', 'hello');
  expect(await lost).toMatchObject({ code: 'unknown_recipient', retryable: false });
  expect(await sent).toMatchObject({ seq: 1 });
  expect(refused).toMatchObject([[{ recipient: 'nobody' }, 'unknown_recipient']]);
});

test('what was not answered survives a reload, key and order too', async () => {
  const scene = new Scene();
  const { server } = scene;
  const bob = server.person('bob');
  const storage = new MemoryStorage();
  const alice = await scene.enter('alice', { storage });
  server.hold('MessageRequest');
  for (const word of ['one', 'two', 'three']) void alice.send('bob', word);
  await server.quiet();
  // The page goes in the middle of the first one; the server has it already.
  alice.stop();
  server.release();

  const reloaded = scene.client({ storage });
  await reloaded.resume();
  await server.quiet();
  expect(reloaded.snapshot.pending).toEqual([]);
  const { entries } = bob.ask({ type: 'HistoryRequest', chatname: 'alice' });
  expect(entries).toMatchObject([{ content: 'one' }, { content: 'two' }, { content: 'three' }]);
  expect(entries).toHaveLength(3);
});

test('what somebody else left in the storage is not sent by whoever comes in', async () => {
  const scene = new Scene();
  const { server } = scene;
  server.person('bob');
  const storage = new MemoryStorage();
  const alice = await scene.enter('alice', { storage });
  server.cut();
  await server.quiet();
  void alice.send('bob', "alice's");
  alice.stop();

  const carol = await scene.enter('carol', { storage });
  await carol.send('bob', "carol's");
  expect(contents(server.requests)).toEqual(["carol's"]);
  expect(carol.snapshot.pending).toEqual([]);
  carol.stop();

  const back = scene.client({ storage });
  await back.enter({ token: server.tokenOf('alice') });
  await server.quiet();
  expect(contents(server.requests)).toEqual(["carol's", "alice's"]);
});

test('in another history, nothing goes to a chat that may be another one by now', async () => {
  const scene = new Scene();
  const { server } = scene;
  const bob = server.person('bob');
  const alice = await scene.enter('alice');
  const resets: unknown[] = [];
  alice.on('reset', (reset) => resets.push(reset));
  const { chat } = bob.send('alice', 'hello');
  await server.quiet();
  server.hold('MessageRequest');
  const sent = [alice.chat(chat).send('to whom?'), alice.chat(chat).send('and whom?')];
  const lost = sent.map((send) => failure(send));
  await server.quiet();
  server.restore();
  await server.quiet();
  lost.push(failure(alice.chat(chat).leave()));
  const named = alice.send('bob', 'to bob');
  server.release();
  await server.clock.advance(1_000);
  for (const send of lost) expect(await send).toMatchObject({ code: 'reset' });
  expect(await named).toMatchObject({ seq: 1 });
  expect(contents(server.requests)).toEqual(['to whom?', 'to bob']);
  expect(resets).toEqual([{ reason: 'epoch' }]);
  expect(Object.values(alice.snapshot.chats)).toMatchObject([{ chatname: 'bob', last_seq: 1 }]);
});

test('what has not gone out can be taken back', async () => {
  const scene = new Scene();
  const { server } = scene;
  server.person('bob');
  const alice = await scene.enter('alice');
  server.hold('MessageRequest');
  const takeBack = new AbortController();
  const { signal } = takeBack;
  const first = alice.send('bob', 'one', { signal });
  const second = failure(alice.send('bob', 'two', { signal }));
  const third = alice.send('bob', 'three');
  await server.quiet();
  takeBack.abort(new Error('no'));
  expect(await second).toMatchObject({ message: 'no' });
  server.release();
  expect(await first).toMatchObject({ seq: 1 });
  expect(await third).toMatchObject({ seq: 2 });
  expect(await failure(alice.send('bob', 'four', { signal }))).toMatchObject({ message: 'no' });
});

test('it holds a thousand, and says so', async () => {
  const scene = new Scene();
  const alice = await scene.enter('alice');
  scene.server.cut();
  await scene.server.quiet();
  for (let n = 0; n < 1_000; n++) void alice.send('bob', 'hello');
  expect(await failure(alice.send('bob', 'one too many'))).toMatchObject({
    code: 'outbox_full',
    retryable: true,
  });
});

test('a client that stops makes what is to be sent wait, and one that logs out drops it', async () => {
  const scene = new Scene();
  const { server } = scene;
  server.person('bob');
  const alice = await scene.enter('alice');
  server.hold('MessageRequest');
  const sent = alice.send('bob', 'one');
  await server.quiet();
  alice.stop();
  await server.quiet();
  server.release();
  await alice.resume();
  expect(await sent).toMatchObject({ seq: 1 });

  server.hold('MessageRequest');
  const lost = failure(alice.send('bob', 'two'));
  await server.quiet();
  await alice.logout();
  expect(await lost).toMatchObject({ code: 'stopped' });
});

test('two pages of one person lose nothing of each other', async () => {
  const scene = new Scene();
  const { server } = scene;
  const bob = server.person('bob');
  const storage = new MemoryStorage();
  const one = await scene.enter('alice', { storage });
  const other = scene.client({ storage });
  await other.resume();
  server.isOpen = false;
  server.cut();
  await server.quiet();
  void one.send('bob', 'from one');
  void other.send('bob', 'from the other');
  one.stop();
  other.stop();

  server.isOpen = true;
  const reloaded = scene.client({ storage });
  await reloaded.resume();
  await server.quiet();
  const { entries } = bob.ask({ type: 'HistoryRequest', chatname: 'alice' });
  expect(entries).toMatchObject([{ content: 'from one' }, { content: 'from the other' }]);
});
