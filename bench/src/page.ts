import { readFileSync, writeFileSync } from 'node:fs';

const PAGE = new URL('../../docs/performance.md', import.meta.url);

/** Puts the figures in the page, between the two marks of that name; what people wrote around them stays. */
export function writePage(figures: string, name = 'bench'): void {
  writeFileSync(PAGE, between(readFileSync(PAGE, 'utf8'), figures, name));
}

export function between(page: string, figures: string, name = 'bench'): string {
  const [opening, closing] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = page.indexOf(opening);
  const end = page.indexOf(closing);
  if (start < 0 || end < start)
    throw new Error(`The page needs a line ${opening} and a later one ${closing}.`);
  return `${page.slice(0, start + opening.length)}\n${figures}\n${page.slice(end)}`;
}
