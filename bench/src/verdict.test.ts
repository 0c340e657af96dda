import { expect, test } from 'bun:test';
import type { Claim } from './claims.ts';
import type { Sample } from './measure.ts';
import { judge } from './verdict.ts';

const sample = (acks_per_s: number) => ({ acks_per_s }) as Sample;
const pairs = [
  { yardstick: sample(100), subject: sample(50) },
  { yardstick: sample(10), subject: sample(9) },
  { yardstick: sample(200), subject: sample(60) },
];
const claim: Claim = {
  trial: 'C',
  asked: 'half of the hub',
  figure: ({ acks_per_s }) => acks_per_s,
  show: String,
  flows: true,
  judged: 'ratio',
  least: 0.5,
};

test('figures are the medians over the runs, and the ratio is that of the middle run', () => {
  expect(judge(claim, pairs)).toEqual({ value: 50, yardstick: 100, ratio: 0.5, met: true });
});

test('a claim about the figure is held against the figure', () => {
  expect(judge({ ...claim, judged: 'figure', least: 51 }, pairs).met).toBe(false);
  expect(judge({ ...claim, judged: 'figure', least: 0, most: 50 }, pairs).met).toBe(true);
});
