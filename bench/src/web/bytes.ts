import { pageBytes, questionBytes } from '@chateau/test/web/weight';
import type { Figure } from './figures.ts';

const KB = 1_024;
const MOST_QUESTION = 60;
const MOST_PAGE = 150;

/** What comes over the wire to somebody who opens the page for the first time. */
export function bytes(): Figure[] {
  return [
    {
      load: 'bytes before the question for the name, brotli',
      asked: `≤ ${MOST_QUESTION} KB`,
      value: questionBytes() / KB,
      most: MOST_QUESTION,
      unit: 'KB',
    },
    {
      load: 'bytes before the first conversation, in the longest of the languages, brotli',
      asked: `≤ ${MOST_PAGE} KB`,
      value: Math.max(...pageBytes()) / KB,
      most: MOST_PAGE,
      unit: 'KB',
    },
  ];
}
