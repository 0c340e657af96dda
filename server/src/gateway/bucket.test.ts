import { expect, test } from 'bun:test';
import { Bucket } from './bucket.ts';

test('a burst goes through at once, then one request in each tenth of a second', () => {
  const bucket = new Bucket(50, 10, 0);
  for (let request = 0; request < 50; request++) expect(bucket.take(1, 0)).toBe(0);
  expect(bucket.take(1, 0)).toBeCloseTo(0.1);
  expect(bucket.take(1, 99)).toBeGreaterThan(0);
  expect(bucket.take(1, 200)).toBe(0);
  expect(bucket.take(1, 200)).toBe(0);
  expect(bucket.take(1, 200)).toBeGreaterThan(0);
});

test('a long rest gives the burst back, and no more', () => {
  const bucket = new Bucket(5, 1, 0);
  for (let request = 0; request < 5; request++) bucket.take(1, 0);
  const later = 3_600_000;
  for (let request = 0; request < 5; request++) expect(bucket.take(1, later)).toBe(0);
  expect(bucket.take(1, later)).toBe(1);
});

test('a clock that jumps back neither gives nor takes', () => {
  const bucket = new Bucket(1, 1, 10_000);
  expect(bucket.take(1, 10_000)).toBe(0);
  expect(bucket.take(1, 0)).toBe(1);
  expect(bucket.take(1, 1_000)).toBe(0);
});

test('what turns out dear is paid for by the next requests', () => {
  const bucket = new Bucket(10, 1, 0);
  bucket.charge(12);
  expect(bucket.take(1, 0)).toBe(3);
});
