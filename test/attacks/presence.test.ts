import { expect, test } from 'bun:test';
import { goodbye } from './frame.ts';
import { Raw } from './raw.ts';
import { type Scene, type Somebody, sceneFor, UNLIMITED } from './scene.ts';
import { memoryOf } from './usage.ts';

const scene = sceneFor(UNLIMITED);
const WATCHING = { features: ['presence'] };
const KEPT = { features: [] };

test('[presence.5] where more than 500 connections would be told, nobody is', async () => {
  const [alice, bob] = [await scene().enter({}, WATCHING), await scene().enter({}, KEPT)];
  const opening = { type: 'GroupMessageInitRequest', chatname: 'supper' };
  await alice.asks({ ...opening, recipients: [bob.name] });
  const crowd = await devicesOf(scene(), alice, 500);
  bob.write(goodbye(1000));
  await bob.ends();
  await scene().untilNobody(bob.name);
  for (const device of [alice, ...crowd]) await hasHeardNothing(device);
  await crowd[0]?.leave();
  await hasHeardNothing(alice);
  await scene().arrive({ type: 'ResumeRequest', token: bob.token, ...KEPT });
  const told = { type: 'PresenceRecv', username: bob.name, id: bob.id, online: true };
  for (const device of [alice, ...crowd.slice(1)]) expect(await device.hears()).toEqual(told);
  await scene().unharmed();
}, 60_000);

test('[presence.4] to follow many who are nobody takes little, and goes with the connection', async () => {
  const { pid } = scene().server;
  const come = async (round: number) => {
    const followers = await Promise.all(
      Array.from({ length: 40 }, () => scene().enter({}, WATCHING)),
    );
    for (const [at, follower] of followers.entries()) {
      for (let page = 0; page < 2; page++) {
        const ids = Array.from({ length: 500 }, (_, n) => `${round}/${at}/${page}/${n}`.padEnd(32));
        const asked = { type: 'PresenceRequest', ids, follow: true };
        expect(await follower.asks(asked)).toMatchObject({ status: 200, people: [] });
      }
    }
    await Promise.all(followers.map((follower) => follower.leave()));
  };
  // What a runtime takes at first it keeps, whatever becomes of it; what is left behind comes on top each time.
  for (let round = 0; round < 10; round++) await come(round);
  const before = memoryOf(pid);
  for (let round = 10; round < 20; round++) await come(round);
  expect(memoryOf(pid) - before).toBeLessThan(64);
  await scene().unharmed();
}, 60_000);

test('[envelope.12, presence.1] people who register and quit all the time hold up nobody, and are told to nobody', async () => {
  const { pid } = scene().server;
  const watcher = await scene().enter({}, WATCHING);
  const before = memoryOf(pid);
  const comings = Array.from({ length: 20 }, async () => {
    for (let round = 0; round < 50; round++) {
      const raw = await Raw.open(scene().server.url);
      const username = `${scene().name()}-flood`;
      await raw.asks({ type: 'RegisterRequest', username, ...(round % 2 ? WATCHING : {}) });
      raw.socket.destroy();
    }
  });
  const bystanding = scene().unharmed();
  await Promise.all([...comings, bystanding]);
  await hasHeardNothing(watcher);
  expect(memoryOf(pid) - before).toBeLessThan(96);
  await scene().unharmed();
}, 60_000);

test('[envelope.12, presence.2] a group of 200 that goes and comes back at once hears once of each, and holds up nobody', async () => {
  const owner = await scene().enter();
  const people = await Promise.all(Array.from({ length: 200 }, () => scene().enter({}, WATCHING)));
  const recipients = people.map(({ name }) => name);
  await owner.asks({ type: 'GroupMessageInitRequest', chatname: 'a crowd', recipients });
  for (const { socket } of people) socket.destroy();
  const back = people.map(async ({ token }) => {
    const raw = await scene().connect();
    raw.send({ type: 'ResumeRequest', token, ...WATCHING });
    return raw;
  });
  const [connections] = await Promise.all([Promise.all(back), scene().unharmed()]);
  for (const raw of connections) {
    const seen = new Map<string, boolean>();
    for (;;) {
      const frame = await raw.hears();
      if (frame.type === 'ResumeResponse') break;
      expect(frame.type).toBe('PresenceRecv');
    }
    raw.send({ type: 'BlockListRequest' });
    for (;;) {
      const { type, id, online } = await raw.hears();
      if (type === 'BlockListResponse') break;
      // Coming and going take turns, whatever was missed before.
      expect(seen.get(String(id))).not.toBe(Boolean(online));
      seen.set(String(id), Boolean(online));
    }
  }
  await scene().unharmed();
}, 60_000);

/** An answer comes after what was pushed before it. */
async function hasHeardNothing(raw: Raw): Promise<void> {
  expect(await raw.asks({ type: 'BlockListRequest' })).toMatchObject({ people: [] });
}

async function devicesOf(scene: Scene, { token }: Somebody, count: number): Promise<Somebody[]> {
  const devices: Somebody[] = [];
  while (devices.length < count) {
    const coming = Array.from({ length: 50 }, () =>
      scene.arrive({ type: 'ResumeRequest', token, ...WATCHING }),
    );
    devices.push(...(await Promise.all(coming)));
  }
  return devices;
}
