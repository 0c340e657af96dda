import { execFileSync } from 'node:child_process';
import { discard, scratch } from '../scratch.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;

/** A checkout of a commit, with what it needs installed; it goes with us. */
export function checkOut(commit: string, parent: string): string {
  const directory = scratch(parent);
  process.on('exit', () => {
    discard(directory);
    git('worktree', 'prune');
  });
  git('worktree', 'add', '--force', '--detach', directory, commit);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-save'], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return directory;
}

function git(...words: string[]): void {
  execFileSync('git', words, { cwd: ROOT, stdio: 'pipe' });
}
