import { expect, test } from 'bun:test';
import { Connection } from './index.ts';
import { FakeServer } from './testing/index.ts';

test('answers find their requests, all else goes to the listener', async () => {
  const server = new FakeServer();
  const connection = await Connection.open(server.url, server);
  const heard: unknown[] = [];
  connection.listen((frame) => heard.push(frame));
  const register = { type: 'RegisterRequest', username: 'alice' };
  const [welcome, list] = await Promise.all([
    connection.request(register),
    connection.request({ type: 'ClientListRequest' }),
  ]);
  expect(welcome).toMatchObject({ type: 'RegisterResponse', username: 'alice' });
  expect(list).toMatchObject({ type: 'ClientListResponse' });
  server.say({ type: 'PollRecv' });
  await server.quiet();
  expect(heard).toEqual([{ type: 'PollRecv' }]);
});

test('whoever waits for an answer is told when the connection ends', async () => {
  const server = new FakeServer();
  const connection = await Connection.open(server.url, server);
  server.hold('ClientListRequest');
  const asked = connection.request({ type: 'ClientListRequest' }).catch((error) => error.message);
  await server.quiet();
  server.close(1011, 'oops');
  expect(await asked).toBe('The connection ended: 1011 oops');
  expect(await connection.closed).toEqual({ code: 1011, reason: 'oops' });
  expect(await connection.request({}).catch((error) => error.message)).toContain('has ended');
});

test('what comes after the end of a connection is not listened to', async () => {
  const server = new FakeServer();
  const connection = await Connection.open(server.url, server);
  const heard: unknown[] = [];
  connection.listen((frame) => heard.push(frame));
  server.say({ type: 'PollRecv' });
  connection.abandon('enough');
  await server.quiet();
  expect(heard).toEqual([]);
  expect(await connection.closed).toEqual({ code: 1006, reason: 'enough' });
});

test('where nobody answers, it says so', async () => {
  const server = new FakeServer();
  server.isOpen = false;
  const opening = Connection.open(server.url, server).catch((error) => error.message);
  expect(await opening).toContain(`No server answers at ${server.url}`);
});
