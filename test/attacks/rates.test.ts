import { describe, expect, test } from 'bun:test';
import { text } from './frame.ts';
import type { Raw } from './raw.ts';
import { refusal, type Scene, sceneFor } from './scene.ts';

/** What one connection may ask for is in `burst.test.ts`. Here are many of them, which are one person, or one address. */

const BURST = 50;
const PER_SECOND = 10;
const list = (msg_id: number) => text({ type: 'ClientListRequest', prefix: 'nobody', msg_id });

describe('all connections of one person', () => {
  const scene = sceneFor();

  test('[limits.9] may ask for three times as much as one', async () => {
    const mallory = await scene().enter({ from: '127.0.0.8' }, { features: [] });
    const devices = [mallory, ...(await devicesOf(scene(), mallory.token, 9, '127.0.0.8'))];
    const began = Date.now();
    const done = await allAtOnce(devices, 60);
    expect(done).toBeGreaterThanOrEqual(3 * BURST - 10);
    expect(done).toBeLessThanOrEqual(3 * BURST + regained(began, 3));
    await scene().unharmed();
  });

  test('[limits.9] find what is left when they go and come back', async () => {
    const mallory = await scene().enter({ from: '127.0.0.8' }, { features: [] });
    const began = Date.now();
    let done = 0;
    for (let round = 0; round < 6; round++) {
      const devices = await devicesOf(scene(), mallory.token, 2, '127.0.0.8');
      done += await allAtOnce(devices, 60);
      await Promise.all(devices.map((device) => device.leave()));
    }
    expect(done).toBeLessThanOrEqual(3 * BURST + regained(began, 3));
    await scene().unharmed();
  });

  test('[limits.1, limits.9] keep nobody else from asking', async () => {
    const mallory = await scene().enter({ from: '127.0.0.8' });
    const devices = await devicesOf(scene(), mallory.token, 9, '127.0.0.8');
    const bob = await scene().enter({ from: '127.0.0.8' });
    const flood = allAtOnce(devices, 60);
    expect(await allAtOnce([bob], 40)).toBe(40);
    await flood;
  });
});

describe('an address that may ask for twice as much as one connection', () => {
  const scene = sceneFor({ CHATEAU_LIMITS_TIMES_PER_ADDRESS: '2' });
  const [crowded, quiet] = ['127.0.0.20', '127.0.0.21'];

  test('[limits.9] gets no more by any number of people, and others get theirs', async () => {
    const began = Date.now();
    const people: Raw[] = [];
    for (let count = 0; count < 8; count++) people.push(await scene().enter({ from: crowded }));
    const done = await allAtOnce(people, 60);
    // To register was the first of what they asked for.
    expect(people.length + done).toBeGreaterThanOrEqual(2 * BURST - 10);
    expect(people.length + done).toBeLessThanOrEqual(2 * BURST + regained(began, 2));
    const late = await scene().connect({ from: crowded });
    // Some are given back meanwhile, but not so many.
    late.write(
      ...Array.from({ length: 40 }, () => text({ type: 'RegisterRequest', username: '' })),
    );
    const answers = await hear(late, 40);
    const refused = refusal('rate_limited', 429, { request: 'RegisterRequest' });
    expect(answers.at(-1)).toMatchObject(refused);
    const bob = await scene().enter({ from: quiet });
    expect(await allAtOnce([bob], 40)).toBe(40);
    await scene().unharmed();
  });

  test('[limits.9] gets no more by going and coming back', async () => {
    const began = Date.now();
    let registered = 0;
    for (let count = 0; count < 300; count++) {
      const raw = await scene().connect({ from: quiet });
      const { status } = await raw.asks({ type: 'RegisterRequest', username: scene().name() });
      if (status === 200) registered++;
      else expect(status).toBe(429);
      await raw.leave();
    }
    expect(registered).toBeLessThanOrEqual(2 * BURST + regained(began, 2));
    await scene().unharmed();
  });
});

/** Requests that were given back meanwhile, and a little for the clock. */
function regained(began: number, times: number): number {
  return Math.ceil(((Date.now() - began) / 1_000 + 0.1) * PER_SECOND * times);
}

function devicesOf(scene: Scene, token: string, count: number, from: string) {
  const coming = Array.from({ length: count }, () =>
    scene.arrive({ type: 'ResumeRequest', token }, { from }),
  );
  return Promise.all(coming);
}

/** How many of the requests that each of them sends at once are done. */
async function allAtOnce(connections: readonly Raw[], each: number): Promise<number> {
  for (const raw of connections) raw.write(...Array.from({ length: each }, (_, at) => list(at)));
  const counts = connections.map(async (raw) => {
    let done = 0;
    for (let at = 0; at < each; at++) {
      const { status, code, retry_after: wait } = await raw.hears();
      if (status === 200) done++;
      else expect({ code, mayComeBack: Number(wait) > 0 }).toEqual(LIMITED);
    }
    return done;
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

async function hear(raw: Raw, count: number) {
  const frames = [];
  for (let at = 0; at < count; at++) frames.push(await raw.hears());
  return frames;
}

const LIMITED = { code: 'rate_limited', mayComeBack: true };
