import { expect, test } from 'bun:test';
import { SharedBuckets } from './shared-buckets.ts';

const RATE = { burst: 10, perSecond: 1 };

test('all who use one key take from one bucket', () => {
  const buckets = new SharedBuckets(RATE);
  const [one, other] = [buckets.use('alice', 0), buckets.use('alice', 0)];
  one.charge(10);
  expect(other.wait(1, 0)).toBe(1);
  expect(buckets.use('bob', 0).wait(10, 0)).toBe(0);
});

test('whoever goes and comes back finds it as it was, until it is full', () => {
  const buckets = new SharedBuckets(RATE);
  buckets.use('alice', 0).charge(10);
  buckets.release('alice');
  buckets.sweep(9_000);
  expect(buckets.use('alice', 9_000).wait(10, 9_000)).toBe(1);
  buckets.release('alice');
  buckets.sweep(10_000);
  expect(buckets.size).toBe(0);
});

test('what somebody uses stays, however full it is', () => {
  const buckets = new SharedBuckets(RATE);
  const bucket = buckets.use('alice', 0);
  buckets.use('alice', 0);
  buckets.release('alice');
  buckets.sweep(0);
  expect(buckets.use('alice', 0)).toBe(bucket);
});
