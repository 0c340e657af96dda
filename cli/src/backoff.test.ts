import { expect, test } from 'bun:test';
import { askedPause, pause } from './backoff.ts';

test('the bound doubles up to half a minute', () => {
  const bounds = [0, 1, 2, 5, 6, 50, 5000].map((attempt) => pause(attempt, () => 1));
  expect(bounds).toEqual([500, 1000, 2000, 16_000, 30_000, 30_000, 30_000]);
});

test('the pause is anywhere below the bound', () => {
  expect(pause(3, () => 0)).toBe(0);
  expect(pause(3, () => 0.25)).toBe(1000);
});

test('a server that restarts says when to come back', () => {
  expect(askedPause({ code: 1012, reason: '{"retry_after":2.5}' })).toBe(2500);
  expect(askedPause({ code: 1012, reason: '{"retry_after":86400}' })).toBe(60_000);
  expect(askedPause({ code: 1012, reason: 'restart' })).toBe(0);
  expect(askedPause({ code: 1006, reason: '' })).toBe(0);
});
