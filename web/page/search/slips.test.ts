import { expect, test } from 'bun:test';
import { slipIn } from './slips.ts';

test('what is no operator, though it looks like one, is named', () => {
  expect(slipIn('pasta before:yesterday')).toEqual({ term: 'before:yesterday', lacks: 'day' });
  expect(slipIn('after:2026-02-30')).toEqual({ term: 'after:2026-02-30', lacks: 'day' });
  expect(slipIn('After:2026-1-1 has:link')).toEqual({ term: 'After:2026-1-1', lacks: 'day' });
  expect(slipIn('has:picture')).toEqual({ term: 'has:picture', lacks: 'thing' });
  expect(slipIn('from: bob')).toEqual({ term: 'from:', lacks: 'value' });
  expect(slipIn('in:""')).toEqual({ term: 'in:""', lacks: 'value' });
});

test('what is one is none of them, nor what only contains the word', () => {
  const good = ['from:bob', 'in:"the tower"', 'before:2026-02-28 after:2024-02-29', 'has:LINK'];
  for (const query of [...good, '', 'pasta', 'https://has:picture', 'therefrom:', 'until:monday']) {
    expect(slipIn(query)).toBeUndefined();
  }
});
