import { expect, test } from 'bun:test';
import { once } from 'node:events';
import { connect } from 'node:net';
import { frame, goodbye, OP, text } from './frame.ts';
import { handshake } from './handshake.ts';
import type { Raw } from './raw.ts';
import { sceneFor, UNLIMITED } from './scene.ts';
import { isHeld, memoryOf, socketsOf, until } from './usage.ts';

const scene = sceneFor(UNLIMITED);
/** Seconds in which a socket is let go, whatever its client does. */
const GONE = 5;
/** How often a socket is torn off. */
const TORN = 300;
/** What that may leave behind, in MiB. */
const LEFT = 32;

test('whoever neither answers a close nor lets go is gone within 5 s, whatever they still send', async () => {
  const [, bob] = scene().bystanders;
  const late = text({ type: 'MessageRequest', recipient: bob, content: 'too late' });
  const loud = Buffer.concat(Array.from({ length: 17 }, () => text('x'.repeat(60_000))));
  const own = goodbye(1000);
  const plays = [
    isLetGo(1000, own),
    isLetGo(1000, own, own),
    isLetGo(1000, own, late),
    isLetGo(1000, own, late, loud, late),
    isLetGo(1002, frame(3, ''), late),
    isLetGo(1007, frame(OP.text, Buffer.from([0xff])), late),
    isLetGo(1009, text('x'.repeat(65_537)), late),
  ];
  const headers = { Origin: 'https://evil.example' };
  const stranger = await scene().connect({ stubborn: true, headers });
  expect(await stranger.ends()).toBe(1008);
  await until(() => !isHeld(...stranger.ports), GONE, 'let go of');
  await Promise.all(plays);
  await scene().unharmed();
}, 30_000);

test('who closes the half that it sends by has its requests done, and is let go', async () => {
  const reader = await scene().enter();
  const before = socketsOf(scene().server.pid);
  for (let count = 0; count < 50; count++) {
    const mallory = await scene().enter({ stubborn: true });
    mallory.send({ type: 'MessageRequest', recipient: reader.name, content: `${count}` });
    mallory.socket.end();
    await mallory.ends();
    mallory.socket.destroy();
    expect(await reader.hears()).toMatchObject({ type: 'MessageRecv', content: `${count}` });
  }
  await until(() => socketsOf(scene().server.pid) <= before, GONE, 'as few sockets');
  await scene().unharmed();
}, 30_000);

test('sockets that are torn off in the middle of anything leave nothing behind', async () => {
  const { url, pid } = scene().server;
  const half = text('x'.repeat(60_000)).subarray(0, 30_000);
  const parts: ((raw: Raw) => void)[] = [
    (raw) => raw.write(half),
    (raw) => raw.write(frame(OP.text, '{', { fin: false })),
    (raw) => raw.write(text({ type: 'RegisterRequest', username: scene().name() })),
    (raw) => raw.write(...Array.from({ length: 50 }, () => text({ type: 'ClientListRequest' }))),
    () => {},
  ];
  await tearOff(parts, 50);
  await tearOffHandshakes(url, 50);
  const before = { sockets: socketsOf(pid), memory: memoryOf(pid) };
  await tearOff(parts, TORN);
  await tearOffHandshakes(url, TORN);
  const isBack = () => socketsOf(pid) <= before.sockets;
  await until(isBack, GONE, 'as few sockets as before');
  expect(memoryOf(pid) - before.memory).toBeLessThan(LEFT);
  // Nor has anybody of them stayed on the list.
  await scene().untilNobody('mallory');
  await scene().unharmed();
}, 30_000);

async function tearOff(parts: ((raw: Raw) => void)[], times: number): Promise<void> {
  for (let count = 0; count < times; count++) {
    const raw = await scene().connect();
    parts[count % parts.length]?.(raw);
    // Every other one is read before it is torn off.
    if (count % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
    raw.socket.resetAndDestroy();
  }
}

async function tearOffHandshakes(url: string, times: number): Promise<void> {
  const { hostname, port, host } = new URL(url);
  for (let count = 0; count < times; count++) {
    const socket = connect({ host: hostname, port: Number(port) });
    await once(socket, 'connect');
    socket.write(handshake(host).slice(0, count));
    socket.resetAndDestroy();
  }
}

/** The server answers with this code and nothing else, and lets go though we do not. */
async function isLetGo(code: number, ...bytes: Buffer[]): Promise<void> {
  const mallory = await scene().enter({ stubborn: true });
  mallory.write(...bytes);
  expect(await mallory.next()).toBeUndefined();
  expect(mallory.code).toBe(code);
  await until(() => !isHeld(...mallory.ports), GONE, 'let go of');
  mallory.socket.destroy();
}
