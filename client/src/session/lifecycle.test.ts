import { afterEach, expect, test } from 'bun:test';
import { failure, passed, Scene } from '../testing/scene.ts';

const world = globalThis as unknown as EventTarget & { document?: unknown };
afterEach(() => {
  delete world.document;
});

test('while no server answers, it waits longer and longer, says why and until when', async () => {
  const scene = new Scene();
  const { clock } = scene.server;
  scene.server.isOpen = false;
  const alice = scene.client();
  const entering = alice.enter({ username: 'alice' });
  const pauses: number[] = [];
  alice.on('state', (state) => {
    if (state.name === 'waiting') pauses.push(state.retryAt - clock.now());
  });
  await clock.advance(60_000);
  expect(alice.state).toMatchObject({ name: 'waiting', reason: { code: 'unreachable' } });
  expect(pauses.slice(0, 9)).toEqual([150, 300, 600, 1_200, 2_400, 4_800, 9_600, 15_000, 15_000]);
  scene.server.isOpen = true;
  await clock.advance(15_000);
  expect(await entering).toMatchObject({ username: 'alice' });
});

test('an address where nothing answers is given up after a time', async () => {
  const scene = new Scene();
  class Silent {
    readyState = 0;
    addEventListener() {}
    send() {}
    close() {}
  }
  const alice = scene.client({ WebSocket: Silent });
  const entering = failure(alice.enter({ username: 'alice' }));
  await scene.server.clock.advance(10_000);
  expect(alice.state).toMatchObject({ name: 'waiting', reason: { code: 'unreachable' } });
  alice.stop();
  expect(await entering).toMatchObject({ code: 'stopped' });
});

test('a server that restarts is left alone for as long as it asks', async () => {
  const scene = new Scene();
  const alice = await scene.enter('alice');
  const states = passed(alice);
  scene.server.close(1012, '{"retry_after":3}');
  await scene.server.clock.advance(2_900);
  expect(alice.state).toMatchObject({ reason: { status: 1012, retryAfter: 3 } });
  // Nor does somebody who looks at the page make it come sooner.
  world.dispatchEvent(new Event('online'));
  await scene.server.quiet();
  expect(states).toEqual(['waiting']);
  await scene.server.clock.advance(1_000);
  expect(states).toEqual(['waiting', 'connecting', 'syncing', 'online']);
});

test('a refusal that may pass is waited out, for as long as it asks', async () => {
  const scene = new Scene();
  scene.server.refuse('RegisterRequest', 'rate_limited', { retry_after: 30 });
  const alice = scene.client();
  const entering = alice.enter({ username: 'alice' });
  await scene.server.clock.advance(29_000);
  expect(alice.state).toMatchObject({ name: 'waiting', reason: { code: 'rate_limited' } });
  await scene.server.clock.advance(2_000);
  await entering;
});

test('when the network is back or the page is looked at, it tries at once', async () => {
  const scene = new Scene();
  const document = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
  world.document = document;
  const alice = await scene.enter('alice');
  scene.server.isOpen = false;
  scene.server.cut();
  await scene.server.clock.advance(120_000);
  scene.server.isOpen = true;
  document.dispatchEvent(new Event('visibilitychange'));
  await scene.server.quiet();
  expect(alice.state.name).toBe('waiting');
  document.visibilityState = 'visible';
  document.dispatchEvent(new Event('visibilitychange'));
  await scene.server.quiet();
  expect(alice.state.name).toBe('online');

  scene.server.cut();
  await scene.server.quiet();
  world.dispatchEvent(new Event('online'));
  await scene.server.quiet();
  expect(alice.state.name).toBe('online');
  alice.stop();
  world.dispatchEvent(new Event('online'));
  document.dispatchEvent(new Event('visibilitychange'));
  expect(alice.state.name).toBe('stopped');
});

test('after a good connection, or a look at the page, the first pauses are short again', async () => {
  const scene = new Scene();
  const { clock } = scene.server;
  const alice = await scene.enter('alice');
  const pauses: number[] = [];
  alice.on('state', (state) => {
    if (state.name === 'waiting') pauses.push(state.retryAt - clock.now());
  });
  for (let time = 0; time < 3; time++) {
    scene.server.cut();
    await clock.advance(2_000);
  }
  await clock.advance(5_000);
  scene.server.isOpen = false;
  scene.server.cut();
  await clock.advance(2_000);
  world.dispatchEvent(new Event('online'));
  await scene.server.quiet();
  expect(pauses).toEqual([150, 300, 600, 150, 300, 600, 1_200, 300]);
  alice.stop();
});

test('a connection that has died without a word is noticed: by a silence, a request, or a look', async () => {
  const scene = new Scene();
  const alice = await scene.enter('alice');
  const states = passed(alice);
  scene.server.freeze();
  await scene.server.clock.advance(75_000);
  expect(states).toEqual(['waiting', 'connecting', 'syncing', 'online']);

  scene.server.freeze();
  const asked = alice.request({ type: 'ClientListRequest' }, { timeout: 60_000 });
  await scene.server.clock.advance(12_000);
  expect(await asked).toMatchObject({ clients: [] });

  scene.server.freeze();
  world.dispatchEvent(new Event('online'));
  await scene.server.clock.advance(12_000);
  expect(states.slice(8)).toEqual(['waiting', 'connecting', 'syncing', 'online']);
});

test('whoever is told to stay away does', async () => {
  for (const [code, reason, word] of [
    [1008, '', 'not_allowed'],
    [4001, 'revoked', 'logged_out'],
    [4003, '', 'disabled'],
  ] as const) {
    const scene = new Scene();
    const alice = await scene.enter('alice');
    scene.server.close(code, reason);
    await scene.server.clock.advance(100_000);
    expect(alice.state).toMatchObject({ name: 'stopped', reason: { code: word, status: code } });
    expect(scene.server.connections).toBe(0);
  }
});

test('a token that is not good any more stops it, and is kept no longer', async () => {
  const scene = new Scene();
  const alice = await scene.enter('alice');
  scene.server.refuse('ResumeRequest', 'token_expired');
  scene.server.cut();
  await scene.server.clock.advance(1_000);
  expect(alice.state).toMatchObject({ name: 'stopped', reason: { code: 'token_expired' } });
  expect(await alice.resume()).toBeUndefined();
});

test('stopped on the way in, it comes in no more', async () => {
  const scene = new Scene();
  scene.server.hold('RegisterRequest');
  const alice = scene.client();
  const entering = failure(alice.enter({ username: 'alice' }));
  await scene.server.quiet();
  alice.stop();
  expect(await entering).toMatchObject({ code: 'stopped' });
  await scene.server.clock.advance(100_000);
  expect(alice.state).toEqual({ name: 'stopped' });
  expect(scene.server.connections).toBe(0);
});

test('something else than a Chateau server is not taken for one', async () => {
  const scene = new Scene();
  const alice = await scene.enter('alice');
  scene.server.say([1, 2, 3]);
  await scene.server.quiet();
  expect(alice.state).toMatchObject({ name: 'waiting', reason: { code: 'connection_lost' } });
});
