import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { BUILD } from '../scratch.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;

/** A checkout of a commit, with what it needs installed; it goes with us. */
export function checkOut(commit: string): string {
  const directory = join(BUILD, `commit-${process.pid}`);
  process.on('exit', () => git('worktree', 'remove', '--force', directory));
  git('worktree', 'add', '--detach', directory, commit);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--loglevel', 'error'], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return directory;
}

function git(...words: string[]): void {
  execFileSync('git', words, { cwd: ROOT, stdio: 'pipe' });
}
