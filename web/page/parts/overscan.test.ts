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
    [47, 59],
    [44, 59],
    [44, 62],
    [44, 65],
  ]);
});

test('a step further asks for few rows, and lets go of those left behind', () => {
  const overscan = new Overscan();
  steps(overscan, seen);
  const further = { ...seen, startIndex: 45, endIndex: 54 };
  expect(steps(overscan, further)).toEqual([
    [41, 60],
    [39, 60],
  ]);
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
