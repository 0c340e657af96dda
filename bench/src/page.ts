import { readFileSync, writeFileSync } from 'node:fs';

const PAGE = new URL('../../docs/performance.md', import.meta.url);
const START = '<!-- bench -->';
const END = '<!-- /bench -->';

/** Puts the figures in the page, between its two marks; what people wrote around them stays. */
export function writePage(figures: string): void {
  writeFileSync(PAGE, between(readFileSync(PAGE, 'utf8'), figures));
}

export function between(page: string, figures: string): string {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start)
    throw new Error(`The page needs a line ${START} and a later one ${END}.`);
  return `${page.slice(0, start + START.length)}\n${figures}\n${page.slice(end)}`;
}
