import { expect, test } from 'bun:test';
import { piecesOf } from './snippet.ts';

const shown = (snippet: string) =>
  piecesOf(snippet).map(({ text, isMarked }) => (isMarked ? `[${text}]` : text));

test('a snippet comes in pieces', () => {
  expect(shown('the \uE000tower\uE001 of \uE000stone\uE001')).toEqual([
    'the ',
    '[tower]',
    ' of ',
    '[stone]',
  ]);
  expect(shown('plain')).toEqual(['plain']);
  expect(shown('')).toEqual([]);
});

test('a mark without its end reaches to the end', () => {
  expect(shown('a \uE000b')).toEqual(['a ', '[b]']);
  expect(shown('a\uE001b')).toEqual(['a\uE001b']);
});
