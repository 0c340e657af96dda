import { expect, test } from 'bun:test';
import { backoff } from './backoff.ts';

test('the bound doubles from 0.3 s up to 30 s, and any time below it may come', () => {
  const longest = (attempt: number) => backoff(attempt, () => 1);
  expect([0, 1, 2, 3].map(longest)).toEqual([300, 600, 1_200, 2_400]);
  expect([7, 8, 100, 10_000].map(longest)).toEqual([30_000, 30_000, 30_000, 30_000]);
  expect(backoff(5, () => 0)).toBe(0);
  expect(backoff(1, () => 0.5)).toBe(300);
});
