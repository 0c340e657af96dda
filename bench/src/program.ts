import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { mind } from './children.ts';

/** A server that is measured: a process with a port, from start to stop. */
export interface Program {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  /** Seconds from its start until it said that it can serve. */
  readonly ready_s: number;
  stop(): Promise<void>;
}

const HUB = [new URL('./hub.ts', import.meta.url).pathname];
const CHECKOUT = new URL('../../', import.meta.url).pathname;
const LONGEST_START = 60_000;
const LONGEST_STOP = 15_000;

/** Knows no data and no settings but its port. */
export const startHub = (directory: string) => start(HUB, directory, {});

/**
 * As shipped, but for the limits: all load comes from one address, and faster than any person. `checkout`: of
 * another commit.
 */
export const startChateau = (
  directory: string,
  more: Record<string, string> = {},
  checkout = CHECKOUT,
) =>
  start([join(checkout, 'cli/src/main.ts'), 'serve'], directory, {
    ...more,
    CHATEAU_DATA: directory,
    CHATEAU_LIMITS_ENABLED: 'false',
    CHATEAU_LOG_LEVEL: 'warn',
  });

// It runs in the directory of its data, so that a settings file of the checkout does not count.
async function start(
  script: readonly string[],
  directory: string,
  settings: Record<string, string>,
): Promise<Program> {
  const port = Number(settings['CHATEAU_PORT'] ?? (await freePort()));
  const log = join(directory, 'log');
  const output = openSync(log, 'a');
  const env = { ...surroundings(), ...settings, CHATEAU_PORT: String(port) };
  const started = performance.now();
  const child = spawn(process.execPath, script, {
    cwd: directory,
    env,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  mind(child);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    await ready(child, port);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`${script.join(' ')} did not start:\n${readFileSync(log, 'utf8')}`, {
      cause: error,
    });
  }
  const ready_s = (performance.now() - started) / 1000;
  const url = `ws://127.0.0.1:${port}/ws`;
  return { pid: child.pid as number, port, url, ready_s, stop: () => stop(child, ended) };
}

async function ready(child: ChildProcess, port: number): Promise<void> {
  const until = performance.now() + LONGEST_START;
  while (performance.now() < until && child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await pause(2);
  }
  throw new Error(
    child.exitCode === null ? 'It never was ready.' : `It ended with ${child.exitCode}.`,
  );
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), LONGEST_STOP);
  await ended;
  clearTimeout(late);
}

function surroundings(): Record<string, string | undefined> {
  const ours = ([name]: [string, unknown]) => !name.startsWith('CHATEAU_');
  return Object.fromEntries(Object.entries(process.env).filter(ours));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
