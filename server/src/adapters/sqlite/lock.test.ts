import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryInUse, lockDirectory } from './lock.ts';

const LOCK = join(import.meta.dirname, 'lock.ts');

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chateau-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('the lock of a data directory', () => {
  test('is for one at a time, and free again when it is let go', () => {
    const unlock = lockDirectory(directory);
    expect(() => lockDirectory(directory)).toThrow(DirectoryInUse);
    unlock();
    lockDirectory(directory)();
  });

  test('may be let go twice', () => {
    const unlock = lockDirectory(directory);
    unlock();
    const second = lockDirectory(directory);
    unlock();
    expect(() => lockDirectory(directory)).toThrow(DirectoryInUse);
    second();
  });

  test('is held against another process, which says what to do', async () => {
    const unlock = lockDirectory(directory);
    const { said, process } = await another();
    await once(process, 'close');
    unlock();
    expect(said).toBe(
      `The data directory ${directory} is in use by another Chateau server. Stop that one, or give this one a directory of its own (CHATEAU_DATA).`,
    );
  });

  test('is held by another process until it is killed, and not a moment longer', async () => {
    const { said, process } = await another();
    expect(said).toBe('locked');
    expect(() => lockDirectory(directory)).toThrow(DirectoryInUse);
    process.kill('SIGKILL');
    await once(process, 'exit');
    lockDirectory(directory)();
  });

  test('says what is wrong where there is no such directory', () => {
    expect(() => lockDirectory(join(directory, 'nowhere'))).toThrow(/unable to open/);
  });
});

/** Another process that locks the directory and stays, or says why it cannot. */
async function another(): Promise<{ said: string; process: ChildProcess }> {
  const program = `
    const { lockDirectory } = await import(${JSON.stringify(LOCK)});
    try {
      globalThis.unlock = lockDirectory(${JSON.stringify(directory)});
      process.stdout.write('locked');
      setInterval(() => {}, 1000);
    } catch (error) {
      process.stdout.write(error.message);
    }`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(child.stdout.setEncoding('utf8'), 'data');
  return { said, process: child };
}
