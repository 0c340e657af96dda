import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { DatabaseSync } from 'node:sqlite';
import type { Call, Methods } from './calls.ts';
import { groupCommit } from './commit.ts';
import type { SqliteLog } from './log.ts';

/** The table has one column, so that a batch can be told by what is in it. */
const methods: Methods = {
  store: (word: string) => {
    db.prepare('INSERT INTO words VALUES (?)').run(word);
    return `stored ${word}`;
  },
  storeAndThrow: (word: string) => {
    db.prepare('INSERT INTO words VALUES (?)').run(word);
    throw new Error('poison');
  },
  storeMuch: (bytes: number) => {
    db.prepare('INSERT INTO words VALUES (zeroblob(?))').run(bytes);
  },
  breakDown: () => {
    throw Object.assign(new Error('disk I/O error'), { errcode: 1034 });
  },
};

/** Stands for the log: what is told to it, and what it has to do between two batches. */
class Log implements SqliteLog {
  reloaded = 0;
  isBehind = false;
  onPlace: () => void = () => {};

  reload(): void {
    this.reloaded++;
  }

  append(): never {
    throw new Error('nothing appends here');
  }

  onReload(): void {}

  lastSeq(): never {
    throw new Error('nothing asks here');
  }

  place(): void {
    this.onPlace();
    this.isBehind = false;
  }
}

/** Of `PRAGMA synchronous`. */
const NORMAL = 1;
const FULL = 2;

let db: DatabaseSync;
let log: Log;
let writer: ReturnType<typeof groupCommit>;
const commit = (calls: readonly Call[]) => writer.run(calls);
let asked: string[];

beforeEach(() => {
  db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE words (word)');
  log = new Log();
  asked = [];
  writer = groupCommit(db, recorded(methods), log);
});
afterEach(() => db.close());

describe('a group commit', () => {
  test('answers every write of the batch with its own value', () => {
    const reply = commit([
      ['store', 'a'],
      ['store', 'b'],
    ]);
    expect(reply).toEqual({ outcomes: [{ value: 'stored a' }, { value: 'stored b' }] });
    expect(words()).toEqual(['a', 'b']);
    expect(db.isTransaction).toBe(false);
  });

  test('of nothing is nothing', () => {
    expect(commit([])).toEqual({ outcomes: [] });
  });

  test('lets a write that throws fail alone, and leaves nothing of it', () => {
    const batch: Call[] = [
      ['store', 'a'],
      ['storeAndThrow', 'b'],
      ['store', 'c'],
    ];
    expect(commit(batch)).toEqual({
      outcomes: [{ value: 'stored a' }, { failed: 'poison' }, { value: 'stored c' }],
    });
    expect(words()).toEqual(['a', 'c']);
    expect(commit([['store', 'd']])).toEqual({ outcomes: [{ value: 'stored d' }] });
  });

  test('has the log read anew after a rollback', () => {
    commit([['store', 'a']]);
    expect(log.reloaded).toBe(0);
    commit([
      ['store', 'b'],
      ['storeAndThrow', 'c'],
    ]);
    // Once for the batch, and once for the write that failed alone.
    expect(log.reloaded).toBe(2);
  });

  test('takes a method that does not exist for a mistake of its caller', () => {
    const { outcomes } = commit([['store', 'a'], ['paint']]);
    expect(outcomes).toEqual([
      { value: 'stored a' },
      { failed: 'the storage worker has no method paint' },
    ]);
  });
});

describe('a group commit without room', () => {
  test('refuses the whole batch and stores nothing of it, then works again', () => {
    commit([['store', 'a']]);
    db.exec('PRAGMA max_page_count = 8');
    const full = { unavailable: 'database or disk is full' };
    const batch: Call[] = [
      ['store', 'b'],
      ['storeMuch', 100_000],
      ['store', 'c'],
    ];
    expect(commit(batch)).toEqual({ outcomes: [full, full, full] });
    expect(words()).toEqual(['a']);
    expect(log.reloaded).toBe(1);
    expect(db.isTransaction).toBe(false);

    db.exec('PRAGMA max_page_count = 1000');
    const [first, , last] = commit(batch).outcomes;
    expect([first, last]).toEqual([{ value: 'stored b' }, { value: 'stored c' }]);
  });

  test('does not run the writes one by one, which would fail as well', () => {
    db.exec('PRAGMA max_page_count = 8');
    commit([
      ['store', 'a'],
      ['storeMuch', 100_000],
      ['store', 'b'],
    ]);
    expect(asked).toEqual(['store', 'storeMuch']);
  });
});

describe('a group commit on a medium that failed', () => {
  test('refuses the batch and says so', () => {
    const broken = { unavailable: 'disk I/O error' };
    const reply = commit([['store', 'a'], ['breakDown'], ['store', 'b']]);
    expect(reply).toEqual({ outcomes: [broken, broken, broken], broken: 'disk I/O error' });
  });

  test('tries nothing again, neither that batch nor a later one', () => {
    commit([['store', 'a'], ['breakDown'], ['store', 'b']]);
    const reply = commit([['store', 'c']]);
    expect(reply).toEqual({
      outcomes: [{ unavailable: 'disk I/O error' }],
      broken: 'disk I/O error',
    });
    expect(asked).toEqual(['store', 'breakDown']);
  });
});

describe('a group commit that finds the log behind', () => {
  beforeEach(() => {
    log.isBehind = true;
  });

  test('answers first, and places entries in a transaction of their own', () => {
    log.onPlace = () => {
      expect(db.isTransaction).toBe(true);
      expect(synchronous()).toBe(NORMAL);
      db.exec("INSERT INTO words VALUES ('placed')");
    };
    commit([['store', 'a']]);
    expect(db.isTransaction).toBe(false);
    expect(words()).toEqual(['a']);

    expect(writer.tidy()).toBeUndefined();
    expect(words()).toEqual(['a', 'placed']);
    expect(log.isBehind).toBe(false);
    expect(db.isTransaction).toBe(false);
    // What is answered waits for the disk again.
    expect(synchronous()).toBe(FULL);
  });

  test('places later what there is no room for, and keeps what was stored', () => {
    log.onPlace = () => db.exec("INSERT INTO words VALUES ('half'), (zeroblob(100000))");
    commit([['store', 'a']]);
    db.exec('PRAGMA max_page_count = 8');
    expect(writer.tidy()).toBeUndefined();
    expect(words()).toEqual(['a']);
    expect(log.reloaded).toBe(1);
    expect(db.isTransaction).toBe(false);
    expect(synchronous()).toBe(FULL);

    log.onPlace = () => db.exec("INSERT INTO words VALUES ('placed')");
    expect(commit([['store', 'b']])).toEqual({ outcomes: [{ value: 'stored b' }] });
    writer.tidy();
    expect(words()).toEqual(['a', 'b', 'placed']);
  });

  test('says so if the medium fails meanwhile, and stores nothing more', () => {
    log.onPlace = () => {
      throw Object.assign(new Error('disk I/O error'), { errcode: 1034 });
    };
    commit([['store', 'a']]);
    expect(writer.tidy()).toEqual({ outcomes: [], broken: 'disk I/O error' });
    expect(commit([['store', 'b']]).outcomes).toEqual([{ unavailable: 'disk I/O error' }]);
    expect(writer.tidy()).toBeUndefined();
  });
});

function recorded(methods: Methods): Methods {
  const entries = Object.entries(methods).map(([name, method]) => [
    name,
    (...args: never[]) => {
      asked.push(name);
      return method(...args);
    },
  ]);
  return Object.fromEntries(entries) as Methods;
}

function synchronous(): unknown {
  return db.prepare('PRAGMA synchronous').get()?.['synchronous'];
}

function words(): unknown[] {
  return db
    .prepare('SELECT word FROM words')
    .all()
    .map((row) => row['word']);
}
