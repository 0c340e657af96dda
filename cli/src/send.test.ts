import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const main = join(import.meta.dir, 'main.ts');
const hello = '{"type":"HelloRequest"}';
let folder: string;
let received: string[];

/** Answers each frame with an answer and a push; closes or falls silent where it is told to. */
const server = Bun.serve({
  port: 0,
  fetch: (request, self) => (self.upgrade(request) ? undefined : new Response('no socket')),
  websocket: {
    message(socket, frame) {
      const text = String(frame);
      received.push(text);
      if (text.includes('"close"')) return socket.close(1012, 'back soon');
      if (text.includes('"silence"')) return;
      socket.send(`{"type":"EchoResponse",  "number":${received.length}}`);
      setTimeout(() => socket.send('{"type":"EchoRecv"}'), 30);
    },
  },
});
const url = `ws://localhost:${server.port}/ws`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chateau-send-'));
});

afterAll(async () => {
  await server.stop(true);
  await rm(folder, { recursive: true });
});

beforeEach(() => {
  received = [];
});

function start(...more: string[]) {
  const command = [process.execPath, main, 'send', '--url', url, '--wait', '150', ...more];
  return Bun.spawn(command, { stdin: 'pipe', stdout: 'pipe', stderr: 'pipe' });
}

async function send(input: string, ...more: string[]) {
  const child = start(...more);
  child.stdin.write(input);
  child.stdin.end();
  const [out, err] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { out: out.split('\n').slice(0, -1), err, exit: await child.exited };
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await Bun.write(path, text);
  return path;
}

test('every frame that comes back is printed, raw, one a line', async () => {
  const { out, exit } = await send(`${hello}\n{\n  "type": "B"\n}`);
  expect(received).toEqual([hello, '{\n  "type": "B"\n}']);
  expect(out).toHaveLength(4);
  expect(out[0]).toBe('{"type":"EchoResponse",  "number":1}');
  expect(out.filter((line) => line === '{"type":"EchoRecv"}')).toHaveLength(2);
  expect(exit).toBe(0);
});

test('files are sent in the order in which they are named, - is the standard input', async () => {
  const one = await file('one.json', '1 2');
  const two = await file('two.json', '4');
  await send('3', one, '-', two);
  expect(received).toEqual(['1', '2', '3', '4']);
});

test('a message is sent, and its answer printed, before the next is typed', async () => {
  const child = start();
  child.stdin.write(hello);
  await child.stdin.flush();
  const first = await child.stdout.getReader().read();
  expect(new TextDecoder().decode(first.value)).toContain('"number":1');
  child.stdin.end();
  expect(await child.exited).toBe(0);
});

test('--pretty prints over several lines', async () => {
  const { out } = await send('1', '--pretty');
  expect(out.slice(0, 4)).toEqual(['{', '  "type": "EchoResponse",', '  "number": 1', '}']);
});

test('what is no JSON is named with its file and line, and nothing after it is sent', async () => {
  const broken = await file('broken.json', '1\n\n{"a" 1}\n2');
  const { out, err, exit } = await send('', broken, await file('next.json', '3'));
  expect(received).toEqual(['1']);
  expect(out).toHaveLength(2);
  expect(err).toContain(`${broken}, line 3: not JSON`);
  expect(exit).toBe(1);
});

test('a file that is missing, or is no text, is named', async () => {
  expect(await send('', 'missing.json')).toMatchObject({
    err: expect.stringContaining('There is no file missing.json.'),
    exit: 1,
  });
  await Bun.write(join(folder, 'bytes'), new Uint8Array([0x22, 0xff, 0x22]));
  expect(await send('', join(folder, 'bytes'))).toMatchObject({
    err: expect.stringContaining('is not UTF-8'),
    exit: 1,
  });
});

test('a socket that the server closes is explained', async () => {
  const child = start();
  child.stdin.write('"close"');
  await child.stdin.flush();
  expect(await child.exited).toBe(1);
  expect(await child.stderr.text()).toContain('(1012, "back soon"): the server restarts.');
});

test('more messages than a server takes at once all have their answer', async () => {
  const { out } = await send('1\n'.repeat(3000));
  expect(received).toHaveLength(3000);
  expect(out).toHaveLength(6000);
});

test('a server that answers nothing is waited for, but not for ever', async () => {
  const { exit } = await send('"silence"'.repeat(20));
  expect(received).toHaveLength(20);
  expect(exit).toBe(0);
});

test('a server that is not there is one sentence', async () => {
  const nowhere = 'ws://localhost:1/ws';
  const { err, exit } = await send('1', '--url', nowhere);
  expect(err).toBe(`No server answers at ${nowhere}. Is it running, and is the address right?\n`);
  expect(exit).toBe(1);
});

test('an address that is none is refused', async () => {
  const { err, exit } = await send('1', '--url', 'localhost:8888');
  expect(err).toContain('ws://localhost:8888/ws');
  expect(exit).toBe(1);
});

test('a reader that has seen enough is no error', async () => {
  const command = `yes 1 | head -500 | '${process.execPath}' '${main}' send --url ${url} | head -1`;
  const child = Bun.spawn(['sh', '-c', command], { stdout: 'pipe', stderr: 'pipe' });
  expect(await child.stdout.text()).toContain('EchoResponse');
  expect(await child.stderr.text()).toBe('');
});
