import { expect, test } from 'bun:test';
import { type CatchUp, Told } from './catch-up.ts';

const answer = (chat: string, ...seqs: number[]) =>
  ({ chats: [{ chat, entries: seqs.map((seq) => ({ seq })) }] }) as unknown as CatchUp;
const told = () =>
  new Told(
    new Map([
      ['c1', { told: 2, last: 5 }],
      ['c2', { told: 4, last: 4 }],
    ]),
  );

test('only chats that are behind are asked for, each from where it is', () => {
  const one = told();
  expect(one.question()).toEqual({ type: 'CatchUpRequest', chats: { c1: 2 } });
  one.take(answer('c1', 3, 4));
  expect(one.question()).toEqual({ type: 'CatchUpRequest', chats: { c1: 4 } });
  one.take(answer('c1', 5));
  expect(one).toMatchObject({ isBehind: false, count: 3 });
});

test.each([[[4]], [[3, 3]], [[3, 5]]])('entries %j are not what was missed', (seqs) => {
  expect(() => told().take(answer('c1', ...seqs))).toThrow('is not the next one');
});
