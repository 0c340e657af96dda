import { expect, test } from 'bun:test';
import { Recent } from './recent.ts';

test('the last ones asked about are known, and those long ago are not', () => {
  const recent = new Recent<object, number>(3);
  const keys = Array.from({ length: 12 }, () => ({}));
  for (const [at, key] of keys.entries()) {
    recent.set(key, at);
    // Asked about again and again.
    expect(recent.get(keys[0] ?? {})).toBe(0);
    for (const [back, one] of keys.slice(Math.max(0, at - 1), at + 1).entries()) {
      expect(recent.get(one)).toBe(Math.max(0, at - 1) + back);
    }
  }
  expect(keys.slice(1, 6).map((key) => recent.get(key))).toEqual(Array(5).fill(undefined));
});
