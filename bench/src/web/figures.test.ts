import { expect, test } from 'bun:test';
import { type Figure, figureTable, middle } from './figures.ts';

const figure = (load: string, value: number): Figure => {
  return { load, asked: '≤ 50 ms', value, most: 50, unit: 'ms', note: `worst ${value}` };
};

test('of several runs the middle one counts, and all are named', () => {
  const runs = [70, 40, 45].map((value) => [figure('a', value), figure('b', value * 2)]);
  expect(middle(runs)).toEqual([
    { ...figure('a', 45), note: 'runs: 70.0 ms, 40.0 ms, 45.0 ms; worst 45' },
    { ...figure('b', 90), note: 'runs: 140 ms, 80.0 ms, 90.0 ms; worst 90' },
  ]);
  expect(middle([[figure('a', 3)]])).toEqual([figure('a', 3)]);
});

test('what was not run again stays as it was, in its place', () => {
  const before = figureTable([figure('a', 60), figure('b', 10), figure('c', 20)], 'then');
  const after = figureTable([figure('b', 51), figure('d', 1)], 'now', before);
  expect(after.split('\n').slice(2)).toEqual([
    '| a | ≤ 50 ms | 60.0 ms | worst 60 | **no** | then |',
    '| b | ≤ 50 ms | 51.0 ms | worst 51 | **no** | now |',
    '| c | ≤ 50 ms | 20.0 ms | worst 20 | yes | then |',
    '| d | ≤ 50 ms | 1.0 ms | worst 1 | yes | now |',
  ]);
});
