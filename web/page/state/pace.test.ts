import { afterEach, beforeEach, expect, jest, test } from 'bun:test';
import { Pace } from './pace.ts';

let pace: Pace;
let looks: number;
const pass = (milliseconds: number) => jest.advanceTimersByTime(milliseconds);
const news = () => pace.news({ isOwn: false });
/** So many news, one each so many milliseconds. */
const stream = (count: number, every: number) => {
  for (let n = 0; n < count; n++) {
    news();
    if (every > 0) pass(every);
  }
};
const key = () => {
  pace.pressed();
  pace.painted();
};

beforeEach(() => {
  jest.useFakeTimers();
  looks = 0;
  pace = new Pace(() => looks++);
});
afterEach(() => void jest.useRealTimers());

test('what comes now and then is looked at when it comes', () => {
  stream(5, 100);
  expect(looks).toBe(5);
  pass(1_000);
  expect(looks).toBe(5);
});

test('what comes at once is looked at once more, a frame later', () => {
  stream(10, 0);
  expect(looks).toBe(1);
  pass(15);
  expect(looks).toBe(1);
  pass(1);
  expect(looks).toBe(2);
  pass(1_000);
  expect(looks).toBe(2);
});

test('where more comes all the time, it is looked at some sixteen times a second', () => {
  stream(200, 5);
  expect(looks).toBeWithin(15, 20);
});

test('while somebody types, right after a key is on the screen, and not in its way', () => {
  key();
  pass(30);
  news();
  pass(5);
  news();
  pass(50);
  expect(looks).toBe(1);
  pace.pressed();
  pass(8);
  expect(looks).toBe(1);
  pace.painted();
  expect(looks).toBe(2);
  pass(1_000);
  expect(looks).toBe(2);
});

test('at once where a key is on the screen a moment ago', () => {
  stream(2, 0);
  pass(10);
  key();
  pass(5);
  expect(looks).toBe(1);
  pass(1);
  expect(looks).toBe(2);
});

test('no later than a moment after its time, for a key that does not come', () => {
  key();
  pass(30);
  stream(2, 0);
  pass(16 + 149);
  expect(looks).toBe(1);
  pass(1);
  expect(looks).toBe(2);
});

test('a flood is looked at about once a second while somebody types, and often again after that', () => {
  for (let n = 0; n < 30; n++) {
    key();
    stream(20, 5);
  }
  expect(looks).toBeWithin(3, 7);
  looks = 0;
  stream(1_000, 5);
  expect(looks).toBeGreaterThan(30);
});

test('what one does oneself is looked at in any case', () => {
  for (let n = 0; n < 10; n++) {
    key();
    stream(20, 5);
  }
  const before = looks;
  pace.news({ isOwn: true });
  expect(looks).toBe(before + 1);
});
