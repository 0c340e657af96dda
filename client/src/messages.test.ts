import { expect, test } from 'bun:test';
import type { SaidMessage } from './index.ts';
import { turn } from './testing/clock.ts';
import { failure, Scene } from './testing/scene.ts';

/** Reads on in the background; what has been read so far, and how it ended. */
function read(messages: AsyncIterable<SaidMessage>) {
  const words: string[] = [];
  const ended = (async () => {
    for await (const { content } of messages) words.push(content);
  })();
  return { words, ended };
}

async function conversation() {
  const scene = new Scene();
  const bob = scene.server.person('bob');
  const alice = await scene.enter('alice');
  const { chat } = bob.send('alice', 'before');
  await scene.server.quiet();
  return { scene, server: scene.server, bob, alice, chat: alice.chat(chat) };
}

test('the messages of others from now on, each once, until the signal ends it', async () => {
  const { server, bob, chat } = await conversation();
  const enough = new AbortController();
  const { words, ended } = read(chat.messages({ signal: enough.signal }));
  bob.send('alice', 'one');
  await server.quiet();
  await chat.send('mine');
  server.cut();
  bob.send('alice', 'two');
  await server.clock.advance(1_000);
  expect(words).toEqual(['one', 'two']);
  enough.abort();
  await ended;
  bob.send('alice', 'three');
  await server.quiet();
  expect(words).toEqual(['one', 'two']);
});

test('what comes between the call and the first step is read, too', async () => {
  const { server, bob, chat } = await conversation();
  const messages = chat.messages();
  bob.send('alice', 'one');
  await server.quiet();
  const { words } = read(messages);
  bob.send('alice', 'two');
  await server.quiet();
  expect(words).toEqual(['one', 'two']);
});

test('it may begin earlier, and with what one has said oneself', async () => {
  const { server, bob, chat } = await conversation();
  await chat.send('mine');
  const { words } = read(chat.messages({ after: 0, own: true }));
  await server.quiet();
  bob.send('alice', 'live');
  await server.quiet();
  expect(words).toEqual(['before', 'mine', 'live']);
});

test('a slow reader loses nothing, and reads what was changed meanwhile as it is now', async () => {
  const { server, bob, chat } = await conversation();
  const messages = chat.messages();
  const first = messages.next();
  const count = 700;
  for (let n = 0; n < count; n++) bob.send('alice', `${n}`);
  await server.quiet();
  const about = { chat: chat.id };
  bob.ask({ type: 'MessageEditRequest', ...about, target: 502, content: 'five hundred' });
  bob.ask({ type: 'MessageDeleteRequest', ...about, target: 503 });
  await server.quiet();

  const words = [(await first).value?.content];
  while (words.length < count - 1) words.push((await messages.next()).value?.content);
  const expected = Array.from({ length: count }, (_, n) => `${n}`);
  expected.splice(500, 2, 'five hundred');
  expect(words).toEqual(expected);
  // From here on it hears them as they come.
  const asked = server.requests.length;
  const next = messages.next();
  await turn();
  bob.send('alice', 'live');
  expect((await next).value?.content).toBe('live');
  expect(server.requests.length).toBe(asked);
  await messages.return();
});

test('it ends with the client, and with the chat', async () => {
  const { server, alice, bob, chat } = await conversation();
  const one = read(chat.messages());
  const group = await alice.createGroup('supper', []);
  const other = read(group.messages());
  await server.quiet();
  await group.leave();
  await other.ended;
  bob.send('alice', 'last');
  await server.quiet();
  alice.stop();
  await one.ended;
  expect(one.words).toEqual(['last']);
});

test("of a chat that is not one's own there is nothing to read, and it says so", async () => {
  const { alice } = await conversation();
  expect(() => alice.chat('c99').messages()).toThrow('not yours');
});

test('in another history it ends with an error: what comes next is not what came after', async () => {
  const { server, chat } = await conversation();
  const { ended } = read(chat.messages());
  const failing = failure(ended);
  server.restore();
  await server.clock.advance(1_000);
  expect(await failing).toMatchObject({ code: 'reset' });
});
