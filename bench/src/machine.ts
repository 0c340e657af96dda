import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { median } from './median.ts';
import { discard, scratch } from './scratch.ts';

/** What the figures were taken on, as Markdown. */
export function machine(data: string): string {
  const [cpu] = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return [
    `- ${whenAndWhat()}`,
    `- ${cpu?.model ?? 'unknown CPU'}, ${availableParallelism()} cores, ${memory} GB, Linux ${release()}`,
    `- Bun ${process.versions.bun}; an fsync of 4 KB takes ${fsyncMilliseconds(data).toFixed(2)} ms`,
  ].join('\n');
}

export function whenAndWhat(): string {
  return `${new Date().toISOString().slice(0, 10)}, commit ${commit()}`;
}

/** How long a billion additions take: a machine that others use, too, is not always as fast. */
export function loopSeconds(): number {
  const from = performance.now();
  let sum = 0;
  for (let turn = 0; turn < 1_000_000_000; turn++) sum += turn;
  if (sum === 0) throw new Error('Nothing was added.');
  return (performance.now() - from) / 1_000;
}

function commit(): string {
  const git = (...words: string[]) =>
    execFileSync('git', words, { encoding: 'utf8', stdio: 'pipe' });
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return git('rev-parse', '--short', 'HEAD').trim() + (changed ? ' and changes on top' : '');
  } catch {
    return 'unknown';
  }
}

/** Durable messages wait for it, so no figure means much without. */
function fsyncMilliseconds(data: string): number {
  const directory = scratch(data);
  const file = openSync(join(directory, 'fsync'), 'w');
  const page = Buffer.alloc(4096, 1);
  const times = Array.from({ length: 200 }, () => {
    const before = performance.now();
    writeSync(file, page);
    fsyncSync(file);
    return performance.now() - before;
  });
  closeSync(file);
  discard(directory);
  return median(times);
}
