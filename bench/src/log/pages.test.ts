import { expect, test } from 'bun:test';
import { question } from './pages.ts';

test('a page is asked for where a whole one is to be had', () => {
  const chat = { row: 1, members: [], last: 100 };
  const asked = (way: number, where: number) => {
    const randoms = [way, where];
    return question(chat, () => randoms.shift() ?? 0);
  };
  expect(asked(0, 0)).toMatchObject({ before: 51, limit: 50 });
  expect(asked(0.4, 0)).toMatchObject({ around: 26 });
  expect(asked(0.9, 0)).toMatchObject({ after: 0 });
  expect(asked(0, 0.999)).toMatchObject({ before: 101 });
  expect(asked(0.4, 0.999)).toMatchObject({ around: 76 });
  expect(asked(0.9, 0.999)).toMatchObject({ after: 50 });
});
