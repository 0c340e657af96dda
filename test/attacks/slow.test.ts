import { describe, expect, test } from 'bun:test';
import { goodbye, ping, text } from './frame.ts';
import type { Raw } from './raw.ts';
import { type Scene, sceneFor, UNLIMITED } from './scene.ts';
import { isHeld, memoryOf, until } from './usage.ts';

/** What a reader who does not read may cost in memory, in MiB: its limit is 1, the rest is garbage. */
const GROWTH = 96;
/** Messages of 60 KB until somebody who reads nothing must be cut: the kernel takes some 4 MiB itself. */
const ENOUGH = 300;
const LONG = 'x'.repeat(60_000);
const scene = sceneFor({ ...UNLIMITED, CHATEAU_LIMITS_REGISTER_WITHIN: '60' });

describe('[limits.7] a reader who stops reading is cut, the others get everything, memory stays:', () => {
  test('in a group', async () => {
    const [sender, reader] = [await scene().enter(), await scene().enter()];
    const slow = await scene().enter({}, { features: [] });
    const opened = { chatname: 'the club', recipients: [reader.name, slow.name] };
    const { chat } = await sender.asks({ type: 'GroupMessageInitRequest', ...opened });
    for (const raw of [reader, slow]) {
      expect(await raw.hears()).toMatchObject({ status: 201, chat });
    }
    const sent = await writeUntilCut(scene(), slow, async (content) => {
      sender.send({ type: 'GroupMessageRequest', recipient: 'the club', content });
      const [answer, heard] = [await sender.hears(), await reader.hears()];
      expect(answer).toMatchObject({ status: 200 });
      expect(heard).toMatchObject({ type: 'GroupMessageRecv', seq: answer['seq'], content });
    });
    expect(sent).toBeLessThan(ENOUGH);
    // The log goes on for the others, without a gap, and nothing is waited for.
    sender.send({ type: 'GroupMessageRequest', recipient: 'the club', content: 'and on' });
    expect(await sender.hears()).toMatchObject({ status: 200, seq: sent + 1 });
    expect(await reader.hears()).toMatchObject({ seq: sent + 1, content: 'and on' });
    await scene().unharmed();
  }, 30_000);

  test('between two, ten messages at a time', async () => {
    const sender = await scene().enter();
    const slow = await scene().enter({}, { features: [] });
    const { chat, sent } = await tenAtATime(sender, slow);
    expect(sent).toBeLessThan(ENOUGH);
    // To a name that is kept, messages are stored: the log has them all.
    const next = { type: 'MessageRequest', recipient: slow.name, content: 'and on' };
    expect(await sender.asks(next)).toMatchObject({ status: 200, chat, seq: sent + 1 });
    await scene().unharmed();
  }, 30_000);

  test('and it comes back with its token', async () => {
    const sender = await scene().enter();
    const slow = await scene().connect();
    const name = scene().name();
    const register = { type: 'RegisterRequest', username: name, features: [] };
    const { token } = await slow.asks(register);
    await writeUntilCut(scene(), slow, async (content) => {
      await sender.asks({ type: 'MessageRequest', recipient: name, content });
    });
    slow.socket.resume();
    expect([1006, 1013]).toContain(await slow.ends());
    const back = await scene().connect();
    const resumed = await back.asks({ type: 'ResumeRequest', token });
    expect(resumed).toMatchObject({ status: 200, username: name });
    await sender.asks({ type: 'MessageRequest', recipient: name, content: 'better now?' });
    expect(await back.hears()).toMatchObject({ content: 'better now?' });
    await scene().unharmed();
  }, 30_000);
});

describe('[limits.7] who asks and never reads the answers is cut, memory stays:', () => {
  const floods: Record<string, { make: () => Buffer; isNamed: boolean }> = {
    'pings before a name': { make: () => ping('x'.repeat(125)), isNamed: false },
    'pings with a name': { make: () => ping('x'.repeat(125)), isNamed: true },
    'broken frames before a name': { make: () => text('{'), isNamed: false },
    'unknown types with a name': { make: () => text({ type: 'x', msg_id: 5 }), isNamed: true },
  };
  for (const [what, { make, isNamed }] of Object.entries(floods)) {
    test(what, async () => {
      const mallory = isNamed ? await scene().enter() : await scene().connect();
      const some = Buffer.concat(Array.from({ length: 1_000 }, make));
      expect(await floodUntilCut(scene(), mallory, () => mallory.write(some))).toBe(true);
      await scene().unharmed();
    }, 30_000);
  }

  test('long lists', async () => {
    const crowd = Array.from({ length: 100 }, () => scene().enter());
    await Promise.all(crowd);
    const mallory = await scene().enter();
    const some = Buffer.concat(Array<Buffer>(200).fill(text({ type: 'ClientListRequest' })));
    expect(await floodUntilCut(scene(), mallory, () => mallory.write(some))).toBe(true);
    await scene().unharmed();
  }, 30_000);
});

test('who has unread output and does not let go after a close is gone within 5 s', async () => {
  const sender = await scene().enter();
  const slow = await scene().enter({ stubborn: true });
  slow.socket.pause();
  // As much as the kernel takes, and a little more that waits in the server.
  for (let count = 0; count < 68; count++) {
    await sender.asks({ type: 'MessageRequest', recipient: slow.name, content: LONG });
  }
  slow.write(goodbye(1000));
  await until(() => !isHeld(...slow.ports), 5, 'let go of');
  slow.socket.destroy();
  await scene().unharmed();
}, 30_000);

/** How many messages went out until the one who reads nothing was cut. */
async function writeUntilCut(
  { server }: Scene,
  slow: Raw,
  write: (content: string) => Promise<void>,
): Promise<number> {
  slow.socket.pause();
  const before = memoryOf(server.pid);
  let [sent, peak] = [0, before];
  while (isHeld(...slow.ports) && sent < ENOUGH) {
    await write(`${sent}${LONG}`);
    sent++;
    peak = Math.max(peak, memoryOf(server.pid));
  }
  expect(peak - before).toBeLessThan(GROWTH);
  return sent;
}

async function tenAtATime(sender: Raw, slow: Raw & { readonly name: string }) {
  let chat: unknown;
  let seq = 0;
  await writeUntilCut(scene(), slow, async (content) => {
    const request = text({ type: 'MessageRequest', recipient: slow.name, content });
    sender.write(...Array<Buffer>(10).fill(request));
    for (let count = 0; count < 10; count++) {
      const answer = await sender.hears();
      expect(answer).toMatchObject({ status: 200, seq: seq + 1 });
      seq++;
      chat = answer['chat'];
    }
  });
  return { chat, sent: seq };
}

/** Writes as fast as it is taken; whether the server has cut it before 20 s were over. */
async function floodUntilCut({ server }: Scene, mallory: Raw, write: () => void): Promise<boolean> {
  mallory.socket.pause();
  const before = memoryOf(server.pid);
  let peak = before;
  const over = Date.now() + 20_000;
  while (isHeld(...mallory.ports) && Date.now() < over) {
    if (mallory.socket.writableLength < 1_000_000) write();
    peak = Math.max(peak, memoryOf(server.pid));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const cut = !isHeld(...mallory.ports);
  mallory.socket.destroy();
  expect(peak - before).toBeLessThan(GROWTH);
  return cut;
}
