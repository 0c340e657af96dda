import { describe, expect, test } from 'bun:test';
import { ping, text } from './frame.ts';
import type { Raw } from './raw.ts';
import { type Scene, sceneFor } from './scene.ts';
import { memoryOf, socketsOf, until } from './usage.ts';

/** Bytes. */
const FLOOD = 5 * 1024 * 1024;
/** How much it may add to what the server has, in MiB. */
const GROWTH = 96;
/** Milliseconds that a bystander may wait beside a flood; see `unharmed` for the whole conversation. */
const PROMPT = 1_000;

describe('with the limits as they come,', () => {
  const scene = sceneFor();

  test('[envelope.12] a flood of people who come and go leaves nobody behind', async () => {
    const { pid } = scene().server;
    const [names, before] = [namesFor(scene(), 20), memoryOf(pid)];
    const sockets = socketsOf(pid);
    for (let round = 0; round < 25; round++) {
      await Promise.all(names.map((username) => comeAndGo(scene(), username, round % 2 === 0)));
    }
    await scene().untilNobody('flood');
    await until(() => socketsOf(pid) <= sockets + 1, 5, 'as few sockets');
    expect(memoryOf(pid) - before).toBeLessThan(GROWTH);
    await scene().unharmed();
  });

  const TINY = {
    nothing: text(''),
    'a brace': text('{'),
    'no type': text('{}'),
    'no name yet': text('{"type":"ClientListRequest"}'),
    pings: ping(),
  };
  for (const [what, tiny] of Object.entries(TINY)) {
    test(`[envelope.12, limits.7] 5 MiB of ${what} from one who reads nothing hold up nobody`, async () => {
      await endure(scene(), tiny, false);
      await scene().unharmed();
    }, 30_000);
  }

  test('[envelope.12] 5 MiB of broken frames from one who reads hold up nobody', async () => {
    await endure(scene(), text('{'), true);
    await scene().unharmed();
  }, 30_000);
});

const LIST = text({ type: 'ClientListRequest' });

describe('with five connections an address,', () => {
  const scene = sceneFor({ CHATEAU_LIMITS_CONNECTIONS_PER_ADDRESS: '5' });
  const from = '127.0.0.9';

  test('[limits.5] the sixth is closed with 1008, until another one has gone', async () => {
    const crowd: Raw[] = [];
    for (let count = 0; count < 5; count++) crowd.push(await scene().enter({ from }));
    for (let count = 0; count < 20; count++) {
      const late = await scene().connect({ from, first: LIST });
      expect(await late.next()).toBeUndefined();
      expect(await late.ends()).toBe(1008);
    }
    for (const raw of crowd) {
      expect(await raw.asks({ type: 'ClientListRequest', msg_id: 2 })).toMatchObject({ msg_id: 2 });
    }
    await crowd[0]?.leave();
    await scene().enter({ from });
    expect(await (await scene().connect({ from })).ends()).toBe(1008);
    await scene().unharmed();
  });
});

/** Sends as many frames as a server reads at once, and looks what it costs others meanwhile. */
async function endure(scene: Scene, tiny: Buffer, reads: boolean): Promise<void> {
  const { pid } = scene.server;
  const bystander = await scene.enter();
  const mallory = await scene.connect();
  mallory.socket.removeAllListeners('data');
  if (reads) mallory.socket.on('data', () => {});
  else mallory.socket.pause();
  const before = memoryOf(pid);
  mallory.write(Buffer.alloc(FLOOD - (FLOOD % tiny.length), tiny));
  let [peak, longest] = [before, 0];
  for (let count = 0; count < 10; count++) {
    const begin = Date.now();
    await bystander.asks({ type: 'ClientListRequest', prefix: 'nobody' });
    longest = Math.max(longest, Date.now() - begin);
    peak = Math.max(peak, memoryOf(pid));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  mallory.socket.destroy();
  expect(longest).toBeLessThan(PROMPT);
  expect(peak - before).toBeLessThan(GROWTH);
}

async function comeAndGo(scene: Scene, username: string, waits: boolean): Promise<void> {
  const raw = await scene.connect();
  raw.send({ type: 'RegisterRequest', username });
  // A name is free again when its connection has ended, so that the next one may be too early.
  if (waits) expect([200, 302]).toContain((await raw.hears())['status'] as number);
  raw.socket.destroy();
  await raw.closed;
}

function namesFor(scene: Scene, count: number): string[] {
  return Array.from({ length: count }, () => `flood${scene.name()}`);
}
