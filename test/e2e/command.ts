import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** How long a command may take before the test gives up on it, in milliseconds. */
const PATIENCE = 20_000;

export interface Command {
  readonly pid: number;
  readonly exit: Promise<number>;
  output(): string;
  /** Resolves when the output matches; rejects when the command ends or takes too long before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  signal(name: NodeJS.Signals): void;
  /** At its terminal. */
  types(text: string): void;
}

export interface RunOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** Whether somebody sits at a terminal, which shows what they type. */
  readonly terminal?: boolean;
}

/** Why there is no terminal here, for `suiteWhere`. */
export const missingTerminal =
  spawnSync('script', ['--version']).status === 0
    ? undefined
    : 'script (of util-linux) is not installed';

const running = new Set<ChildProcess>();

/** A command as a person would type it, in the root of the repository. */
export function run(
  line: string,
  { env = {}, cwd = ROOT, terminal = false }: RunOptions = {},
): Command {
  const [program, ...args] = terminal
    ? ['script', '-qec', line, '/dev/null']
    : ['/bin/bash', '-c', line];
  const child = spawn(program as string, args, {
    cwd,
    env: { ...withoutOurs(process.env), SHELL: '/bin/bash', ...env },
    stdio: [terminal ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      for (const listener of listeners) listener();
    });
  }
  const exit = new Promise<number>((resolve) => {
    child.on('close', (code) => {
      running.delete(child);
      resolve(code ?? -1);
    });
  });
  return {
    pid: child.pid as number,
    exit,
    output: () => text,
    signal: (name) => child.kill(name),
    types: (text) => void child.stdin?.write(text),
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const fail = (why: string) => () => reject(new Error(`${line}: ${why}\n${text}`));
        const timer = setTimeout(fail(`does not say ${pattern}`), PATIENCE);
        const look = () => {
          const match = pattern.exec(text);
          if (!match) return;
          clearTimeout(timer);
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        look();
        void exit.then(fail('ended'));
      }),
  };
}

function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('CHATEAU_')));
}

/** For `afterAll`: nothing that a test started outlives it. */
export function endAll(): void {
  for (const child of running) child.kill('SIGKILL');
}
