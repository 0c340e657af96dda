import { expect, test } from 'bun:test';
import { Bucket } from './bucket.ts';

test('a burst goes through at once, then one request in each tenth of a second', () => {
  const bucket = new Bucket({ burst: 50, perSecond: 10 }, 0);
  for (let request = 0; request < 50; request++) expect(take(bucket, 0)).toBe(0);
  expect(take(bucket, 0)).toBeCloseTo(0.1);
  expect(take(bucket, 99)).toBeGreaterThan(0);
  expect(take(bucket, 200)).toBe(0);
  expect(take(bucket, 200)).toBe(0);
  expect(take(bucket, 200)).toBeGreaterThan(0);
});

test('a long rest gives the burst back, and no more', () => {
  const bucket = new Bucket({ burst: 5, perSecond: 1 }, 0);
  for (let request = 0; request < 5; request++) take(bucket, 0);
  const later = 3_600_000;
  for (let request = 0; request < 5; request++) expect(take(bucket, later)).toBe(0);
  expect(take(bucket, later)).toBe(1);
});

test('a clock that jumps back neither gives nor takes', () => {
  const bucket = new Bucket({ burst: 1, perSecond: 1 }, 10_000);
  expect(take(bucket, 10_000)).toBe(0);
  expect(take(bucket, 0)).toBe(1);
  expect(take(bucket, 1_000)).toBe(0);
});

test('what turns out dear is paid for by the next requests', () => {
  const bucket = new Bucket({ burst: 10, perSecond: 1 }, 0);
  bucket.charge(12);
  expect(take(bucket, 0)).toBe(3);
});

test('only what has had its rest is full', () => {
  const bucket = new Bucket({ burst: 5, perSecond: 1 }, 0);
  expect(bucket.isFull(0)).toBe(true);
  take(bucket, 0);
  expect(bucket.isFull(999)).toBe(false);
  expect(bucket.isFull(1_000)).toBe(true);
});

function take(bucket: Bucket, now: number): number {
  const wait = bucket.wait(1, now);
  if (wait === 0) bucket.charge(1);
  return wait;
}
