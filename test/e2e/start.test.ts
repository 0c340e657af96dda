import { afterAll, describe, expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { temporaryDirectory } from '../cast.ts';
import { endAll, run } from './command.ts';

afterAll(endAll);

async function settings(more: Record<string, string> = {}): Promise<Record<string, string>> {
  return { CHATEAU_PORT: '0', CHATEAU_DATA: await temporaryDirectory(), ...more };
}

/** Settings with the data of a server that ran before and was stopped. */
async function settingsOfUsedData(): Promise<Record<string, string>> {
  const env = await settings();
  const first = run('exec node_modules/.bin/chateau serve', { env });
  await first.says(/Data: /);
  first.signal('SIGTERM');
  await first.exit;
  return env;
}

describe('npm start', () => {
  test('prints the address and where the data is, serves, and ends when npm is told to', async () => {
    const env = await settings();
    const server = run('exec npm start', { env });
    const [, port] = await server.says(/ws:\/\/localhost:(\d+)\/ws\n.*Data: .*\n/s);
    expect(server.output()).toContain(env['CHATEAU_DATA'] as string);

    for (const address of ['127.0.0.1', '[::1]']) {
      expect((await fetch(`http://${address}:${port}/readyz`)).status).toBe(200);
    }
    server.signal('SIGTERM');
    await server.exit;
    const refused = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => 'refused');
    expect(refused).toBe('refused');
    // The lock is free and the log is tidied away: one database file is left, and the index that is made of it.
    expect(readdirSync(env['CHATEAU_DATA'] as string).sort()).toEqual([
      'chateau.db',
      'lock',
      'search.db',
    ]);
  });

  test('boots with the example file as it is', async () => {
    const env = await settings();
    const server = run('exec node_modules/.bin/chateau serve --config chateau.example.toml', {
      env,
    });
    await server.says(/Data: /);
    server.signal('SIGTERM');
    expect(await server.exit).toBe(0);
  });
});

describe('a start is refused in one sentence, with exit code 1,', () => {
  async function refusal(env: Record<string, string>, arguments_ = ''): Promise<string> {
    const server = run(`exec node_modules/.bin/chateau serve ${arguments_}`, { env });
    expect(await server.exit).toBe(1);
    return server.output().trim();
  }

  test('on a data directory that is in use, until the user of it is gone', async () => {
    const env = await settings();
    const first = run('exec node_modules/.bin/chateau serve', { env });
    await first.says(/Data: /);
    const said = await refusal(env);
    expect(said).toMatch(/^The data directory \S+ is in use by another Chateau server\..*$/);

    // Killed without a chance to tidy up: the lock was the system's, so the next one starts at once.
    first.signal('SIGKILL');
    await first.exit;
    const second = run('exec node_modules/.bin/chateau serve', { env });
    await second.says(/Data: /);
    second.signal('SIGTERM');
    expect(await second.exit).toBe(0);
  });

  test('on a port that is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const said = await refusal(await settings({ CHATEAU_PORT: String(port) }));
    expect(said).toMatch(new RegExp(`^Port ${port} is in use: .*CHATEAU_PORT\\)\\.$`));
    other.close();
  });

  test('on a database of a newer version', async () => {
    const env = await settingsOfUsedData();
    const db = new DatabaseSync(join(env['CHATEAU_DATA'] as string, 'chateau.db'));
    db.exec("INSERT INTO migrations VALUES (9999, 'from the future', 'x', 0)");
    db.close();
    expect(await refusal(env)).toMatch(
      /^The database was written by a newer version of Chateau.*$/,
    );
  });

  test('with settings that are wrong, all of which it names', async () => {
    const said = await refusal(await settings({ CHATEAU_PORT: 'x', CHATEAU_LIMITS_BURST: '0' }));
    expect(said).toContain('CHATEAU_PORT');
    expect(said).toContain('CHATEAU_LIMITS_BURST');
  });

  test('with a data directory that cannot be made', async () => {
    const said = await refusal({ CHATEAU_PORT: '0', CHATEAU_DATA: '/dev/null/data' });
    expect(said).toMatch(/^The server cannot start with its data in \/dev\/null\/data: .*$/);
  });
});

test('the port opens only once the storage is open', async () => {
  // A database that takes a while to open: another program holds the write lock.
  const env = await settingsOfUsedData();
  const db = new DatabaseSync(join(env['CHATEAU_DATA'] as string, 'chateau.db'));
  db.exec('BEGIN IMMEDIATE');
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as { port: number };
  holder.close();
  const second = run('exec node_modules/.bin/chateau serve', {
    env: { ...env, CHATEAU_PORT: String(port) },
  });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const early = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => 'refused');
  db.exec('COMMIT');
  db.close();
  expect(early).toBe('refused');
  await second.says(/Data: /);
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  second.signal('SIGTERM');
  await second.exit;
});
