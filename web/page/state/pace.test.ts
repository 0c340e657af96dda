import { afterEach, beforeEach, expect, jest, test } from 'bun:test';
import { Pace } from './pace.ts';

let pace: Pace;
let looks: number;
const look = () => void looks++;
const pass = (milliseconds: number) => jest.advanceTimersByTime(milliseconds);

beforeEach(() => {
  jest.useFakeTimers();
  pace = new Pace();
  looks = 0;
});
afterEach(() => void jest.useRealTimers());

test('where nobody types, a look comes after its rest', () => {
  pace.after(60, look);
  pass(59);
  expect(looks).toBe(0);
  pass(1);
  expect(looks).toBe(1);
  pass(1_000);
  expect(looks).toBe(1);
});

test('while somebody types, it comes after a key is on the screen, and not in its way', () => {
  pace.pressed();
  pace.painted();
  pace.after(60, look);
  pass(100);
  expect(looks).toBe(0);
  pace.pressed();
  pass(8);
  expect(looks).toBe(0);
  pace.painted();
  expect(looks).toBe(1);
  pass(1_000);
  expect(looks).toBe(1);
});

test('it comes at once where a key is on the screen a moment ago', () => {
  pace.after(60, look);
  pass(50);
  pace.pressed();
  pass(5);
  pace.painted();
  pass(4);
  expect(looks).toBe(0);
  pass(1);
  expect(looks).toBe(1);
});

test('it waits no longer than a moment for a key that does not come', () => {
  pace.pressed();
  pace.painted();
  pace.after(60, look);
  pass(209);
  expect(looks).toBe(0);
  pass(1);
  expect(looks).toBe(1);
  // Much later nobody types any more.
  pass(2_000);
  pace.after(60, look);
  pass(60);
  expect(looks).toBe(2);
});

test('one that is hurried comes at once, and only once', () => {
  pace.pressed();
  pace.after(1_000, look);
  pass(10);
  pace.hurry();
  expect(looks).toBe(1);
  pace.painted();
  pass(2_000);
  expect(looks).toBe(1);
});
