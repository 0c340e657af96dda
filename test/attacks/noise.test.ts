import { afterAll, expect, test } from 'bun:test';
import { FRAMES } from '@chateau/protocol';
import { Chance } from '../chaos/chance.ts';
import { OP, text } from './frame.ts';
import type { Raw } from './raw.ts';
import { sceneFor, UNLIMITED } from './scene.ts';
import { memoryOf, socketsOf, until } from './usage.ts';

/** Small enough for every run; the seed that is printed repeats it. */
const SOCKETS = 150;
const BYTES = 32 * 1024;
const MUTATIONS = 2_000;
/** MiB. */
const GROWTH = 96;

const scene = sceneFor(UNLIMITED);
const chance = new Chance();
afterAll(() => console.log(`The noise had the seed ${chance.seed}.`));

test('random bytes behind the handshake hurt nobody', async () => {
  const { pid } = scene().server;
  const before = { memory: memoryOf(pid), sockets: socketsOf(pid) };
  for (let count = 0; count < SOCKETS; count++) {
    const raw = await scene().connect();
    raw.write(randomBytes(BYTES));
    // What is no frame ends it; what by chance announces a long one is ended here.
    await Promise.race([raw.closed, new Promise((resolve) => setTimeout(resolve, 20))]);
    raw.socket.destroy();
  }
  await until(() => socketsOf(pid) <= before.sockets, 5, 'as few sockets');
  expect(memoryOf(pid) - before.memory).toBeLessThan(GROWTH);
  await scene().unharmed();
}, 30_000);

test('[envelope.12] a session that was recorded, changed anywhere, is answered frame by frame', async () => {
  const reader = await scene().enter();
  let raw = await scene().connect();
  for (let count = 0; count < MUTATIONS; count++) {
    const original = Buffer.from(JSON.stringify(chance.pick(session(reader.name))));
    const payload = mutated(original);
    raw.write(text(payload));
    const ended = await isEnded(raw, payload);
    if (ended || count % 100 === 0) {
      raw.socket.destroy();
      raw = await scene().connect();
    }
  }
  await scene().unharmed();
}, 30_000);

test('[envelope.12] a session that was recorded, its bytes changed anywhere, hurts nobody', async () => {
  const reader = await scene().enter();
  for (let count = 0; count < SOCKETS; count++) {
    const raw = await scene().connect();
    const bytes = Buffer.concat(session(reader.name).map((request) => text(request)));
    raw.write(mutated(mutated(bytes)));
    await Promise.race([raw.closed, new Promise((resolve) => setTimeout(resolve, 10))]);
    raw.socket.destroy();
  }
  await scene().unharmed();
}, 30_000);

/** Every frame has its answer, of a kind that the protocol has, or the end of the connection. */
async function isEnded(raw: Raw, payload: Buffer): Promise<boolean> {
  const read = await raw.next();
  if (!read) {
    expect({ payload: payload.toString('hex'), code: raw.code }).toMatchObject({ code: 1007 });
    return true;
  }
  expect(read.op).toBe(OP.text);
  const { type, status, code } = JSON.parse(read.payload.toString());
  expect(Object.keys(FRAMES)).toContain(type);
  const shown = { payload: payload.toString(), status, code };
  expect(shown).not.toMatchObject({ code: 'internal_error' });
  return false;
}

function session(reader: string): object[] {
  const name = scene().name();
  return [
    { type: 'RegisterRequest', username: name, password: '', auth: false, features: ['log'] },
    { type: 'ResumeRequest', token: 'x'.repeat(43), username: name, features: [], device: 'Zoë’s' },
    { type: 'GroupMessageInitRequest', recipients: [reader], chatname: `of ${name}`, msg_id: 1 },
    { type: 'GroupMessageRequest', recipient: reader, content: 'Hi 🎉', key: 'k1', msg_id: 'two' },
    { type: 'MessageRequest', recipient: reader, content: 'Hello, \u2028 world', msg_id: -3 },
    { type: 'ClientListRequest', prefix: 'm', after: 'mallory1', limit: 5 },
    { type: 'SingleMessageInitRequest', recipient: reader },
    { type: 'HistoryRequest', chat: 'c1', around: 3, limit: 5, msg_id: 2 },
    { type: 'CatchUpRequest', chats: { c1: 0, c2: 7, nowhere: 1 } },
    { type: 'MessageEditRequest', chat: 'c1', target: 1, content: 'Hi ✏️', key: 'k2' },
    { type: 'MessageDeleteRequest', chat: 'c1', target: 2 },
    { type: 'ReactionRequest', chat: 'c1', target: 1, reaction: '👍🏽', on: true, key: 'k3' },
    { type: 'ReadRequest', chat: 'c1', seq: 3, back: false },
    { type: 'TypingRequest', chat: 'c1', on: true },
    { type: 'ChatListRequest', after: 'c1', limit: 5 },
    { type: 'ChatPreferenceRequest', chat: 'c1', notify: 'none', shows_reads: true },
    { type: 'SearchRequest', query: 'hello from:"alice" has:link', before: 9, limit: 3 },
  ];
}

function mutated(bytes: Buffer): Buffer {
  const at = Math.trunc(chance.between(0, bytes.length));
  const end = Math.min(bytes.length, at + Math.trunc(chance.between(1, 20)));
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(end)];
  const flipped = Buffer.from(bytes);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.trunc(chance.between(0, 8)));
  const odd = ['\\u0000', '\\ud800', '"', '{', '[', '1e999', 'null', '\u202e', '__proto__'];
  return chance.pick([
    flipped,
    Buffer.concat([head, tail]),
    Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]),
    Buffer.concat([head, randomBytes(5), tail]),
    Buffer.concat([head, Buffer.from(chance.pick(odd)), tail]),
    head,
    bytes,
  ]);
}

function randomBytes(count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, () => Math.trunc(chance.between(0, 256))));
}
