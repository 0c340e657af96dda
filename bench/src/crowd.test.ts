import { afterAll, expect, test } from 'bun:test';
import { type Crowd, comingAndGoing, enter, leave } from './crowd.ts';

/** Lets everybody in but mallory, and counts who is there. */
let inside = 0;
let most = 0;
const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch: (request, server) => (server.upgrade(request) ? undefined : new Response()),
  websocket: {
    open() {
      inside++;
      most = Math.max(most, inside);
    },
    close() {
      inside--;
    },
    message(socket, text) {
      const { username, msg_id } = JSON.parse(String(text));
      const status = username === 'mallory' ? 301 : 200;
      socket.send(JSON.stringify({ type: 'RegisterResponse', status, username, msg_id }));
    },
  },
});
const url = `ws://127.0.0.1:${server.port}`;
afterAll(() => server.stop(true));

const people: Crowd = (n) => ({ request: { username: `person${n}` }, status: 200 });
const everybodyIsLetIn: Crowd = () => ({ request: { username: 'mallory' }, status: 200 });
const nobodyIsLetIn: Crowd = () => ({ request: { username: 'alice' }, status: 301 });

test('everybody comes once, and nobody leaves before the last has come', async () => {
  const entered = await enter(url, people, { count: 9, atOnce: 4 });
  const names = entered.map(({ answer }) => answer['username']);
  expect(names.toSorted()).toEqual(Array.from({ length: 9 }, (_, n) => `person${n}`));
  expect(inside).toBe(9);
  await leave(entered);
});

test('those who come and go are never more at once than they should be', async () => {
  most = 0;
  const work = Promise.withResolvers<string>();
  const crowd: Crowd = (n) => {
    if (n === 20) work.resolve('done');
    return people(n);
  };
  const { result, came } = await comingAndGoing(url, crowd, { atOnce: 3, pause: 0 }, work.promise);
  expect(result).toBe('done');
  expect(came).toBeGreaterThan(20);
  expect(most).toBe(3);
});

test('who is let in and should not be ends the run, and so does the other way round', async () => {
  for (const crowd of [everybodyIsLetIn, nobodyIsLetIn]) {
    const error = await enter(url, crowd, { count: 1, atOnce: 1 }).catch((error) => error);
    expect(String(error)).toContain('was the right answer');
  }
});
