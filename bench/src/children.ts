import type { ChildProcess } from 'node:child_process';

const running = new Set<ChildProcess>();

/** Whatever we start ends with us, also when we are interrupted. */
export function mind(child: ChildProcess): void {
  running.add(child);
  child.once('exit', () => running.delete(child));
}

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
