import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stage } from '@chateau/conformance';

/** How tests come by a server and by the people on it: the same named people everywhere. */

const ROOT = join(import.meta.dirname, '..');
/** Seconds for a server to open its doors, and to close them. */
const START = 20;
const STOP = 15;

export interface BootOptions {
  /** Settings, as the environment takes them. */
  readonly env?: Record<string, string>;
  /** Where the server keeps its data; without one it gets a directory that goes with it. */
  readonly data?: string;
  /** Where those look for it who knew the one before; without one, a port that is free. */
  readonly port?: number;
}

export interface BootedServer {
  readonly url: string;
  readonly http: string;
  readonly data: string;
  readonly pid: number;
  /** Asks it to stop, as an operator does; its exit code. */
  stop(): Promise<number>;
  /** `kill -9`. A directory of its own stays, for the next server to find what is there. */
  kill(): Promise<void>;
  /** All that it has said so far, in the order in which it was said. */
  output(): string;
}

/** A real server in a process of its own. It never outlives the tests, however they end. */
export async function bootServer({
  env = {},
  data,
  port: known,
}: BootOptions = {}): Promise<BootedServer> {
  const directory = data ?? (await temporaryDirectory());
  const port = known ?? (await freePort());
  const settings = { CHATEAU_PORT: String(port), CHATEAU_DATA: directory, ...env };
  const server = start(settings);
  const http = `http://127.0.0.1:${port}`;
  await ready(http, server);
  const { process: child, ended, output } = server;
  return {
    url: `ws://127.0.0.1:${port}/ws`,
    http,
    data: directory,
    pid: child.pid as number,
    output,
    async stop() {
      child.kill('SIGTERM');
      const code = await within(STOP, ended, () => `The server did not stop.\n${output()}`);
      if (data === undefined) await rm(directory, { recursive: true, force: true });
      return code;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<number>;
  output(): string;
}

function start(settings: Record<string, string>): Started {
  const said: string[] = [];
  const bun = join(ROOT, 'node_modules/.bin/bun');
  const child = spawn(bun, ['cli/src/main.ts', 'serve'], {
    cwd: ROOT,
    env: { ...outside(), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const guardian = guard('kill -9 "$0"', String(child.pid));
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  }
  const ended = new Promise<number>((resolve) => {
    child.on('close', (code) => {
      guardian.kill('SIGKILL');
      resolve(code ?? -1);
    });
  });
  return { process: child, ended, output: () => said.join('') };
}

/** The settings of whoever runs the tests are none of the tests' business. */
function outside(): Record<string, string | undefined> {
  const entries = Object.entries(process.env).filter(([name]) => !name.startsWith('CHATEAU_'));
  return Object.fromEntries(entries);
}

async function ready(http: string, { process: child, ended, output }: Started): Promise<void> {
  const over = Date.now() + START * 1_000;
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  while (Date.now() < over && !hasEnded) {
    const answer = await fetch(`${http}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  child.kill('SIGKILL');
  throw new Error(`The server has not become ready.\n${output()}`);
}

/** Found by listening on it; the system does not give the same one to the next who ask. */
async function freePort(): Promise<number> {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as { port: number };
  await new Promise((resolve) => holder.close(resolve));
  return port;
}

/** Gone when the tests are over. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'chateau-cast-'));
  guard('rm -rf "$0"', directory);
  return directory;
}

/**
 * Runs a command once this process has ended, by whatever means: `bun test` tells nobody that it exits, and
 * a process that is killed cannot. The shell reads from a pipe that ends with us; a session of its own
 * keeps it from a Ctrl-C.
 */
export function guard(command: string, argument: string): ChildProcess {
  const guardian = spawn('sh', ['-c', `read -r _; ${command}`, argument], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guardian.unref();
  return guardian;
}

async function within<T>(
  seconds: number,
  promise: Promise<T>,
  complaint: () => string,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(complaint())), seconds * 1_000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Named people on a server. On one of the test's own, they hear whoever has any name. */
export function stageOn({ url }: { readonly url: string }, { isOwn = false } = {}): Stage {
  return new Stage(url, {}, isOwn);
}
