import { expect, test } from 'bun:test';
import { pageBytes, questionBytes } from './weight.ts';

const KB = 1_024;

test('at most 60 KB come before the question for the name', () => {
  const bytes = questionBytes();
  expect(bytes).toBeGreaterThan(5 * KB);
  expect(bytes).toBeLessThanOrEqual(60 * KB);
});

test('at most 150 KB come before the first conversation, in the longest of the languages', () => {
  const sizes = pageBytes();
  expect(Math.min(...sizes)).toBeGreaterThan(60 * KB);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(150 * KB);
});
