import { expect, test } from 'bun:test';
import { turn } from '../testing/clock.ts';
import { Reading } from './reading.ts';

test('of marks that come while one is under way, only the furthest goes out', async () => {
  const sent: number[] = [];
  const answers: (() => void)[] = [];
  const reading = new Reading((seq) => {
    sent.push(seq);
    return new Promise<void>((resolve) => answers.push(resolve));
  });
  const first = reading.upTo(1);
  await turn();
  const marks = [first, ...[5, 3, 9, 9].map((seq) => reading.upTo(seq))];
  await turn();
  expect(sent).toEqual([1]);
  for (const answer of answers.splice(0)) answer();
  await turn();
  expect(sent).toEqual([1, 9]);
  for (const answer of answers.splice(0)) answer();
  await Promise.all(marks);
  void reading.upTo(2);
  await turn();
  expect(sent).toEqual([1, 9, 2]);
});

test('a mark that fails says so, and the next one is tried', async () => {
  let isUp = false;
  const reading = new Reading(() => (isUp ? Promise.resolve() : Promise.reject(new Error('down'))));
  const first = reading.upTo(1).catch((error: Error) => error.message);
  await turn();
  const second = reading.upTo(2);
  isUp = true;
  expect(await first).toBe('down');
  await second;
});
