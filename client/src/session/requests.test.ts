import { expect, test } from 'bun:test';
import { failure, Scene } from '../testing/scene.ts';

const asking = { type: 'ClientListRequest' } as const;

test('a request waits for the connection, over a cut too, but not for ever', async () => {
  const scene = new Scene();
  const { server } = scene;
  const alice = await scene.enter('alice');
  server.isOpen = false;
  server.cut();
  await server.quiet();
  const patient = alice.request(asking);
  const other = failure(alice.request(asking, { timeout: 50 }));
  await server.clock.advance(100);
  expect(await other).toMatchObject({ code: 'timeout', retryable: true, request: asking.type });
  server.isOpen = true;
  await server.clock.advance(2_000);
  expect(await patient).toMatchObject({ clients: [] });
});

test('a request that is given up rejects with the reason of its signal', async () => {
  const scene = new Scene();
  const alice = await scene.enter('alice');
  scene.server.hold(asking.type);
  const giveUp = new AbortController();
  const asked = failure(alice.request(asking, { signal: giveUp.signal }));
  await scene.server.quiet();
  giveUp.abort(new Error('enough'));
  expect(await asked).toMatchObject({ message: 'enough' });
  expect(await failure(alice.request(asking, { signal: AbortSignal.abort('no') }))).toBe('no');
});

test('what stores something has a key, and is sent again with it when the outcome is unknown', async () => {
  const scene = new Scene();
  const { server } = scene;
  const alice = await scene.enter('alice');
  server.refuse('GroupMessageInitRequest', 'storage_unavailable', { times: 2 });
  const making = alice.createGroup('supper');
  await server.clock.advance(2_000);
  await making;

  server.hold('GroupMessageInitRequest');
  const again = alice.createGroup('lunch');
  await server.quiet();
  server.cut();
  server.release();
  await server.clock.advance(2_000);
  await again;
  const made = server.requests.filter(({ type }) => type === 'GroupMessageInitRequest');
  const keys = made.map(({ chatname, key }) => `${chatname} ${key}`);
  expect(keys).toHaveLength(5);
  expect(new Set(keys).size).toBe(2);
  expect(made.every(({ key }) => typeof key === 'string' && key.length === 32)).toBe(true);
});

test('what would do something else the second time is asked once', async () => {
  const scene = new Scene();
  const alice = await scene.enter('alice');
  scene.server.hold('LogoutRequest');
  const leaving = failure(alice.logout());
  await scene.server.quiet();
  scene.server.cut();
  expect(await leaving).toMatchObject({ code: 'connection_lost' });
  await scene.server.clock.advance(2_000);
  expect(scene.asked('LogoutRequest')).toBe(1);
});

test('a limit is waited out, by all at once', async () => {
  const scene = new Scene();
  const { server } = scene;
  const alice = await scene.enter('alice');
  server.refuse(asking.type, 'rate_limited', { retry_after: 5 });
  const first = alice.request(asking, { timeout: 20_000 });
  await server.quiet();
  const second = alice.request(asking, { timeout: 20_000 });
  await server.clock.advance(4_900);
  expect(scene.asked(asking.type)).toBe(1);
  await server.clock.advance(1_000);
  await Promise.all([first, second]);
});

test('that somebody is typing is not said again after a limit', async () => {
  const scene = new Scene();
  const { server } = scene;
  server.person('bob');
  const alice = await scene.enter('alice');
  const { chat } = await alice.send('bob', 'hello');
  server.refuse('TypingRequest', 'rate_limited', { retry_after: 1 });
  alice.chat(chat).typing();
  await server.clock.advance(10_000);
  expect(scene.asked('TypingRequest')).toBe(1);
});

test('a refusal for good rejects at once, one that does not pass after a few times', async () => {
  const scene = new Scene();
  const alice = await scene.enter('alice');
  expect(await failure(alice.joinGroup('nowhere'))).toMatchObject({
    code: 'not_found',
    request: 'GroupJoinRequest',
  });
  scene.server.refuse(asking.type, 'internal_error', { times: 10 });
  const asked = failure(alice.request(asking));
  await scene.server.clock.advance(9_000);
  expect(await asked).toMatchObject({ code: 'internal_error', retryable: true });
  expect(scene.asked(asking.type)).toBe(4);
});

test('of many requests at once only some are in flight, and all are answered', async () => {
  const scene = new Scene();
  const alice = await scene.enter('alice');
  scene.server.hold(asking.type);
  const asked = Array.from({ length: 200 }, () => alice.request(asking));
  await scene.server.quiet();
  expect(scene.asked(asking.type)).toBe(32);
  scene.server.release();
  await Promise.all(asked);
  expect(scene.asked(asking.type)).toBe(200);
});

test('a request that is given up before its turn is not sent', async () => {
  const scene = new Scene();
  const alice = await scene.enter('alice');
  scene.server.hold(asking.type);
  const giveUp = new AbortController();
  const asked = Array.from({ length: 32 }, () => alice.request(asking));
  const late = failure(alice.request(asking, { signal: giveUp.signal }));
  await scene.server.quiet();
  giveUp.abort(new Error('enough'));
  scene.server.release();
  await Promise.all(asked);
  expect(await late).toMatchObject({ message: 'enough' });
  expect(scene.asked(asking.type)).toBe(32);
});

test('what is longer than the server takes is not sent: it would hang up', async () => {
  const scene = new Scene();
  const alice = await scene.enter('alice');
  const chat = await alice.createGroup('supper');
  expect(await failure(chat.send('é'.repeat(40_000)))).toMatchObject({ code: 'too_large' });
  await chat.send('é'.repeat(30_000));
  expect(alice.state.name).toBe('online');
});

test('a request that the server hangs up on is not sent again', async () => {
  const scene = new Scene();
  const alice = await scene.enter('alice');
  scene.server.hold('GroupMessageRequest');
  const chat = await alice.createGroup('supper');
  const sent = failure(chat.send('hello'));
  await scene.server.quiet();
  scene.server.close(1009);
  expect(await sent).toMatchObject({ status: 1009 });
  await scene.server.clock.advance(1_000);
  expect(alice.state.name).toBe('online');
});

test('when the client stops, whoever waits is told', async () => {
  const scene = new Scene();
  const alice = await scene.enter('alice');
  scene.server.hold(asking.type);
  const asked = failure(alice.request(asking));
  await scene.server.quiet();
  alice.stop();
  expect(await asked).toMatchObject({ code: 'stopped' });
  expect(await failure(alice.request(asking))).toMatchObject({ code: 'stopped' });
  expect(await failure(scene.client().request(asking))).toMatchObject({ code: 'stopped' });
  await alice.resume();
  scene.server.release();
  expect(await alice.request(asking)).toMatchObject({ clients: [] });
});
