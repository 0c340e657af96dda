import { expect, test } from 'bun:test';
import { ChateauError, Client } from './index.ts';
import { MemoryStorage } from './testing/index.ts';
import { failure, passed, Scene } from './testing/scene.ts';

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
