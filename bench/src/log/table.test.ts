import { expect, test } from 'bun:test';
import { medians } from './claims.ts';
import { CLASSIC, CLASSIC_CLAIMS } from './classic.ts';
import { percentile } from './spread.ts';
import { table } from './table.ts';
import { inTurns } from './world.ts';

const sizes = { messages: 1_000_000, clients: 5_000, entries: 10_000, chats: 1_000 };
const list = (list_ms: number) => ({ list_ms, list_slowest_ms: 30, list_requests: 2 });

test('a row has the middle of the runs and says whether that is enough', () => {
  const row = (...ms: number[]) => table({ list: ms.map(list) }, sizes).split('\n')[2];
  expect(row(9, 20, 90)).toBe(
    '| list | the list of 1,000 chats | ≤ 20 ms | 20.0 ms | 2 requests; the slowest of a run 30.0 ms | yes |',
  );
  expect(row(21)).toContain('**no**');
});

test('each figure has a middle of its own', () => {
  expect(
    medians([
      { a: 1, b: 9 },
      { a: 2, b: 7 },
      { a: 5, b: 8 },
    ]),
  ).toEqual({ a: 2, b: 8 });
});

test('a percentile is a value that was there', () => {
  const values = Array.from({ length: 200 }, (_, i) => 200 - i);
  expect([0, 0.5, 0.99, 1].map((part) => percentile(values, part))).toEqual([1, 100, 198, 200]);
});

test('the classic loads are held against the server of before', () => {
  expect(CLASSIC.map(({ name, yardstick }) => `${name} ${yardstick}`).toSorted()).toEqual([
    'A before',
    'B before',
    'C before',
  ]);
  expect(CLASSIC_CLAIMS.map(({ judged, least }) => [judged, least])).toEqual(
    Array(3).fill(['ratio', 0.95]),
  );
});

test('chats take turns as often as their share says, in the same order every time', () => {
  const shares = [
    [['a', 'b'], 6],
    [['c'], 2],
  ] as const;
  const turns = inTurns(shares);
  expect(turns.toSorted()).toEqual(['a', 'a', 'a', 'b', 'b', 'b', 'c', 'c']);
  expect(inTurns(shares)).toEqual(turns);
});
