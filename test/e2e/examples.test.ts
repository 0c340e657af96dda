import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client } from '@chateau/client';
import { type BootedServer, bootServer, temporaryDirectory } from '../cast.ts';
import { endAll, run } from './command.ts';

/** The programs in examples/, run as their first lines say, against a real server. */

let server: BootedServer;
let alice: Client;
const heard: string[] = [];
beforeAll(async () => {
  server = await bootServer({ env: { CHATEAU_LIMITS_ENABLED: 'false' } });
  alice = new Client(server.url);
  alice.on('message', ({ sender, content }) => heard.push(`${sender}: ${content}`));
  await alice.enter({ username: 'alice' });
});
afterAll(async () => {
  endAll();
  alice.stop();
  await server.stop();
});

const example = (name: string, ...words: string[]) =>
  run(`exec node_modules/.bin/bun examples/src/${name}.ts ${server.url} ${words.join(' ')}`);

test('echo says back what it is told, and is the same bot after a restart', async () => {
  const file = join(await temporaryDirectory(), 'echo.json');
  const bot = example('echo', 'echo', file);
  await bot.says(/echo is here/);
  await alice.send('echo', 'hello');
  await until(() => heard.includes('echo: hello'));
  const group = await alice.createGroup('hall', ['echo']);
  await group.send('not to you');
  await group.send('to you, @echo');
  await until(() => heard.includes('echo: to you, @echo'));
  expect(heard).not.toContain('echo: not to you');
  bot.signal('SIGTERM');
  expect(await bot.exit).toBe(0);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toContain('token');

  const again = example('echo', 'echo', file);
  await again.says(/echo is here/);
  const { chat } = await alice.send('echo', 'hello again');
  await until(() => heard.includes('echo: hello again'));
  expect(chat).toBe(alice.chats.find(({ name }) => name === 'echo')?.id ?? '');
  again.signal('SIGINT');
  expect(await again.exit).toBe(0);
});

test('webhook says what is posted in the form that Slack takes', async () => {
  const port = await freePort();
  const hook = example('webhook', 'ci-bot', 'alice', String(port), '/services/secret');
  await hook.says(/Listening/);
  const url = `http://127.0.0.1:${port}`;
  const post = async (body: string, type = 'application/json', path = '/services/secret') => {
    const headers = { 'content-type': type };
    const response = await fetch(`${url}${path}`, { method: 'POST', body, headers });
    return `${response.status} ${await response.text()}`;
  };
  expect(await post('{"text": "The build is green."}')).toBe('200 ok');
  const form = new URLSearchParams({ payload: '{"text": "And the next one, too."}' });
  expect(await post(`${form}`, 'application/x-www-form-urlencoded')).toBe('200 ok');
  await until(() => heard.includes('ci-bot: And the next one, too.'));
  expect(heard.slice(-2)).toEqual([
    'ci-bot: The build is green.',
    'ci-bot: And the next one, too.',
  ]);
  expect(await post('{"text": "let me in"}', 'application/json', '/services/guess')).toBe(
    '404 no_service',
  );
  expect(await post('text=hello')).toBe('400 invalid_payload');
  expect(await post('[]')).toBe('400 no_text');
  expect(await post('null')).toBe('400 invalid_payload');
  expect(await post('{"text": ""}')).toBe('400 no_text');
  expect(await post('x'.repeat(100_000))).toBe('413 too_large');
  expect(await post(JSON.stringify({ text: 'x'.repeat(62_000) }))).toBe('400 too_large');
  expect((await fetch(`${url}/services/secret`)).status).toBe(405);
  hook.signal('SIGTERM');
  expect(await hook.exit).toBe(0);
});

test('webhook says when its recipient is not there', async () => {
  const port = await freePort();
  const hook = example('webhook', 'other-bot', 'nobody-here', String(port), '/hook');
  await hook.says(/Listening/);
  const body = '{"text": "Anybody?"}';
  const response = await fetch(`http://127.0.0.1:${port}/hook`, { method: 'POST', body });
  expect(`${response.status} ${await response.text()}`).toBe('404 channel_not_found');
  hook.signal('SIGTERM');
  await hook.exit;
});

test('notify says the lines of its input, in order', async () => {
  const notify = run(
    `seq 1 200 | node_modules/.bin/bun examples/src/notify.ts ${server.url} counter alice`,
  );
  expect(await notify.exit).toBe(0);
  await until(() => heard.includes('counter: 200'));
  const lines = heard.filter((line) => line.startsWith('counter: '));
  expect(lines).toEqual(Array.from({ length: 200 }, (_, n) => `counter: ${n + 1}`));
});

test('notify says what went wrong, and fails', async () => {
  const lost = run(
    `echo hello | node_modules/.bin/bun examples/src/notify.ts ${server.url} n1 nobody`,
  );
  expect(await lost.exit).toBe(1);
  expect(lost.output()).toContain('nobody');
  const taken = run(
    `node_modules/.bin/bun examples/src/notify.ts ${server.url} alice bob < /dev/null`,
  );
  expect(await taken.exit).toBe(1);
  expect(taken.output()).toContain('taken');
  expect(await run('node_modules/.bin/bun examples/src/notify.ts').exit).toBe(2);
});

async function until(what: () => boolean): Promise<void> {
  const over = Date.now() + 60_000;
  while (!what()) {
    if (Date.now() > over)
      throw new Error(`what was waited for has not come:\n${heard.join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function freePort(): Promise<number> {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as { port: number };
  await new Promise((resolve) => holder.close(resolve));
  return port;
}
