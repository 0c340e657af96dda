/** SQLite's primary result codes, the low byte of every code: https://sqlite.org/rescode.html */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;
/** An I/O error by its code, but it means that the shared memory of the log found no room to grow. */
const IOERR_SHMSIZE = 4874;

/** A log is not what it must be: from then on no number that is given out could be relied upon. */
export class LogDamaged extends Error {
  override readonly name = 'LogDamaged';
}

/**
 * What an error of the database means for the writes after it.
 *
 * `refused`: room or a lock is missing, and a later write may succeed. `broken`: an fsync or another
 * transfer failed; the kernel may have dropped pages that it will never report again (what PostgreSQL
 * learned as "fsyncgate"), so only a new process that reads the file knows what is there.
 * `fault`: our own mistake, and the medium is fine.
 */
export function verdict(error: unknown): 'refused' | 'broken' | 'fault' {
  if (error instanceof LogDamaged) return 'broken';
  const code = (error as { errcode?: number } | null)?.errcode;
  if (code === undefined) return 'fault';
  if (code === IOERR_SHMSIZE) return 'refused';
  switch (code & 0xff) {
    case FULL:
    case BUSY:
    case LOCKED:
      return 'refused';
    case IOERR:
    case CORRUPT:
    case READONLY:
    case CANTOPEN:
    case NOTADB:
      return 'broken';
    default:
      return 'fault';
  }
}

/** What is in the file cannot be read. */
export function isDamage(error: unknown): boolean {
  const code = (error as { errcode?: number } | null)?.errcode ?? 0;
  return (code & 0xff) === CORRUPT || (code & 0xff) === NOTADB;
}

export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
