import { expect, test } from 'bun:test';
import { Overscan } from './overscan.ts';

const keyOf = (index: number) => `row ${index}`;
const seen = { startIndex: 50, endIndex: 59, overscan: 6, count: 100 };

/** The first and the last row, as often as is needed until all of them are there. */
function steps(overscan: Overscan, range: typeof seen): [number, number][] {
  const all: [number, number][] = [];
  do {
    const rows = overscan.around(range, keyOf);
    expect(rows).toEqual(rows.map((_, place) => (rows[0] ?? 0) + place));
    all.push([rows[0] ?? -1, rows.at(-1) ?? -1]);
  } while (!overscan.isComplete && all.length < 20);
  return all;
}

test('what can be seen is there at once, and what is beyond it a few rows at a time', () => {
  expect(steps(new Overscan(), seen)).toEqual([
    [50, 59],
    [46, 59],
    [46, 63],
    [44, 65],
  ]);
});

test('as long as some are left beyond, scrolling changes nothing', () => {
  const overscan = new Overscan();
  steps(overscan, seen);
  const rows = overscan.around(seen, keyOf);
  for (const by of [1, -2, 2]) {
    expect(overscan.around({ ...seen, startIndex: 50 + by, endIndex: 59 + by }, keyOf)).toBe(rows);
  }
});

test('once few are left, some are made there, and those left behind are let go of', () => {
  const overscan = new Overscan();
  steps(overscan, seen);
  const further = { ...seen, startIndex: 47, endIndex: 56 };
  expect(steps(overscan, further)).toEqual([[41, 62]]);
});

test('who scrolls faster than rows are made sees all of them nevertheless', () => {
  const overscan = new Overscan();
  steps(overscan, seen);
  const further = { ...seen, startIndex: 42, endIndex: 51 };
  // Two had to be made; two more may be.
  expect(steps(overscan, further)).toEqual([
    [40, 57],
    [36, 57],
  ]);
});

test('what is left behind is let go of where nothing is wanted beyond, too', () => {
  const overscan = new Overscan();
  const bare = { ...seen, overscan: 0 };
  overscan.around(bare, keyOf);
  const lengths = [1, 2, 3, 4, 5, 6].map(
    (by) => overscan.around({ ...bare, startIndex: 50 - by, endIndex: 59 - by }, keyOf).length,
  );
  expect(Math.max(...lengths)).toBeLessThanOrEqual(14);
});

test('a leap shows what can be seen there, and nothing else at first', () => {
  const overscan = new Overscan();
  steps(overscan, seen);
  expect(overscan.around({ ...seen, startIndex: 5, endIndex: 14 }, keyOf)).toEqual(
    Array.from({ length: 10 }, (_, place) => 5 + place),
  );
  expect(overscan.isComplete).toBe(false);
});

test('rows keep their being when others are put before them', () => {
  const overscan = new Overscan();
  steps(overscan, seen);
  const moved = { startIndex: 150, endIndex: 159, overscan: 6, count: 200 };
  expect(overscan.around(moved, (index) => keyOf(index - 100)).length).toBe(22);
  expect(overscan.isComplete).toBe(true);
});

test('at the ends of the list there is nothing beyond', () => {
  const overscan = new Overscan();
  const all = { startIndex: 0, endIndex: 4, overscan: 6, count: 5 };
  expect(overscan.around(all, keyOf)).toEqual([0, 1, 2, 3, 4]);
  expect(overscan.isComplete).toBe(true);
});
