import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Somebody else has the data directory. */
export class DirectoryInUse extends Error {
  override readonly name = 'DirectoryInUse';
}

/**
 * Keeps the data directory for this process. SQLite takes the lock for us, with the operating system's
 * own file locks, on a file that stays empty: the kernel lets go of it however the process ends, so
 * nothing is left over after `kill -9`. The database itself stays readable for other programs.
 */
export function lockDirectory(directory: string): () => void {
  const lock = new DatabaseSync(join(directory, 'lock'));
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== 5) throw error;
    throw new DirectoryInUse(
      `The data directory ${directory} is in use by another Chateau server. Stop that one, or give this one a directory of its own (CHATEAU_DATA).`,
    );
  }
  return () => {
    if (lock.isOpen) lock.close();
  };
}
