import { expect, test } from 'bun:test';
import { linked, wrapped } from './format.ts';

test('a mark goes around what is selected, and off again', () => {
  const bold = wrapped({ text: 'a word here', start: 2, end: 6 }, '**');
  expect(bold).toEqual({ text: 'a **word** here', start: 4, end: 8 });
  expect(wrapped(bold, '**')).toEqual({ text: 'a word here', start: 2, end: 6 });
});

test('a link takes what is selected as its words and waits for the address', () => {
  const { text, start } = linked({ text: 'see this', start: 4, end: 8 });
  expect(text).toBe('see [this](https://)');
  expect(text.slice(0, start)).toBe('see [this](https://');
  expect(linked({ text: '', start: 0, end: 0 })).toEqual({
    text: '[](https://)',
    start: 1,
    end: 1,
  });
});
