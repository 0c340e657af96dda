import { afterEach, beforeEach, expect, test } from 'bun:test';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { migrate } from './migrate.ts';
import { sqliteUnread } from './unread.ts';

const ME = 1;
const OTHER = 2;

let db: DatabaseSync;
let last: number;

beforeEach(() => {
  db = new DatabaseSync(':memory:');
  db.exec('PRAGMA foreign_keys = OFF');
  migrate(db);
  last = 0;
});
afterEach(() => db.close());

const step = fc.oneof(
  fc.record({
    do: fc.constant('say' as const),
    by: fc.constantFrom(ME, OTHER),
    times: fc.integer({ min: 1, max: 60 }),
  }),
  fc.record({ do: fc.constant('delete' as const), which: fc.nat({ max: 300 }) }),
  fc.record({ do: fc.constant('read' as const), seq: fc.nat({ max: 300 }) }),
);

test('what was found on the way before makes no difference to a count', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      db.exec('DELETE FROM places; DELETE FROM entries');
      last = 0;
      let from = 1;
      const count = sqliteUnread(db, { far: 0 });
      for (const each of steps) {
        if (each.do === 'say') say(each.by, each.times);
        if (each.do === 'delete')
          db.exec(`UPDATE entries SET deleted = 1 WHERE seq = ${each.which}`);
        if (each.do === 'read') from = each.seq + 1;
        // Whoever has come back has stays that ended earlier.
        for (const to of [last, Math.floor(last / 2), last]) {
          expect(count(1, ME, from, to)).toBe(sqliteUnread(db)(1, ME, from, to));
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('a long way of one’s own messages is gone once', () => {
  say(ME, 200_000);
  say(OTHER, 1);
  const count = sqliteUnread(db);
  const first = timed();
  const again = [timed(), timed(), timed()];
  expect(Math.min(...again)).toBeLessThan(first / 10);
  say(OTHER, 2);
  expect(count(1, ME, 1, last)).toBe(3);

  function timed(): number {
    const began = performance.now();
    expect(count(1, ME, 1, last)).toBe(1);
    return performance.now() - began;
  }
});

function say(by: number, times: number): void {
  const entry = db.prepare(
    "INSERT INTO entries (chat, seq, at, sender, kind, content) VALUES (1, ?, 1, ?, 'message', 'x')",
  );
  const place = db.prepare('INSERT INTO places (chat, seq, entry) VALUES (1, ?, ?)');
  db.exec('BEGIN');
  for (let time = 0; time < times; time++) {
    last += 1;
    place.run(last, entry.run(last, by).lastInsertRowid);
  }
  db.exec('COMMIT');
}
