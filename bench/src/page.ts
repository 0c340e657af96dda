import { readFileSync, writeFileSync } from 'node:fs';

const PAGE = new URL('../../docs/performance.md', import.meta.url);

/** Puts the figures in the page, between the two marks of that name; what people wrote around them stays. */
export function writePage(figures: string, name = 'bench'): void {
  writeFileSync(PAGE, between(readFileSync(PAGE, 'utf8'), figures, name));
}

/** The figures that are there. */
export function readFigures(name = 'bench'): string {
  const [, rest = ''] = readFileSync(PAGE, 'utf8').split(`<!-- ${name} -->`);
  return rest.split(`<!-- /${name} -->`)[0] ?? '';
}

export function between(page: string, figures: string, name = 'bench'): string {
  const [first, last] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = page.indexOf(first);
  const end = page.indexOf(last);
  if (start < 0 || end < start)
    throw new Error(`The page needs a line ${first} and a later one ${last}.`);
  return `${page.slice(0, start + first.length)}\n${figures}\n${page.slice(end)}`;
}
