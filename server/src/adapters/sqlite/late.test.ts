import { afterEach, beforeEach, expect, test } from 'bun:test';
import type { DatabaseSync } from 'node:sqlite';
import { sqliteLate } from './late.ts';
import { emptyLog } from './log.fixture.ts';
import type { EntryKind, SqliteLog } from './log.ts';
import { sqlitePlaces } from './places.ts';

const CHATS = 3;
/** More than one step of places, in rounds that end within one. */
const [ROUNDS, ROUND] = [8, 300];

let db: DatabaseSync;
let log: SqliteLog;

beforeEach(() => {
  ({ db, log } = emptyLog());
});
afterEach(() => db.close());

function talk(): void {
  for (let i = 0; i < ROUND; i++) {
    const kind: EntryKind = i % 5 === 0 ? 'reaction' : 'message';
    log.append({ chat: 1 + (i % CHATS), at: i, sender: 1, kind, content: '' });
  }
  while (log.isBehind) log.place();
}

test('what is remembered of the entries without a place is what is there, while it grows and gets places', () => {
  const late = sqliteLate(db);
  const unplaced = db.prepare(`SELECT id, seq FROM entries WHERE chat = ? ORDER BY id`);
  const placed = db.prepare('SELECT 1 FROM places WHERE entry = ?');
  for (let round = 0; round < ROUNDS; round++) {
    talk();
    const lateIn = late();
    for (let chat = 0; chat <= CHATS; chat++) {
      const there = unplaced.all(chat).filter(({ id }) => !placed.get(id as number));
      expect(lateIn(chat)).toEqual(there as never);
    }
  }
});

test('a stretch is the same, whether what has no place is known or looked for', () => {
  const late = sqliteLate(db);
  const places = sqlitePlaces(db);
  for (let round = 0; round < ROUNDS; round++) {
    talk();
    const known = late()(1);
    const last = known.at(-1)?.seq ?? 0;
    const first = known[0]?.seq ?? last;
    for (const from of [1, first - 30, first - 1, first, first + 1, last]) {
      for (const to of [from, first - 1, first + 3, last, Number.MAX_SAFE_INTEGER]) {
        for (const limit of [1, 20, 2 * ROUND]) {
          for (const find of ['forward', 'messagesForward', 'messagesBackward'] as const) {
            const looked = places[find](1, [from, to], limit);
            expect(places[find](1, [from, to], limit, known)).toEqual(looked);
          }
        }
      }
    }
  }
});
