import { median } from '../median.ts';

/** A claim about the page, and what was measured. */
export interface Figure {
  readonly load: string;
  readonly asked: string;
  readonly value: number;
  readonly most: number;
  readonly unit: 'ms' | 'MB' | 'KB';
  /** What else there is to know of it. */
  readonly note?: string;
}

const HEAD = [
  '| load | asked | measured | | met | when |',
  '| --- | --- | ---: | --- | --- | --- |',
];

/** One figure of what several runs of a trial have found: of each claim the middle one. */
export function middle(runs: readonly (readonly Figure[])[]): Figure[] {
  const [first = []] = runs;
  return first.map((figure, place) => {
    const found = runs.map((run) => run[place] ?? figure);
    const value = median(found.map((one) => one.value));
    const closest = found.toSorted((a, b) => Math.abs(a.value - value) - Math.abs(b.value - value));
    const all = found.length > 1 && `runs: ${found.map(shown).join(', ')}`;
    const note = [all, closest[0]?.note].filter(Boolean).join('; ');
    return { ...figure, value, note };
  });
}

/**
 * `when`: what is to be known of these runs. A line of `before`, the table as it was, stays where its load was not run
 * again.
 */
export function figureTable(figures: readonly Figure[], when: string, before = ''): string {
  const rows = new Map(rowsOf(before).map((line) => [loadOf(line), line]));
  for (const figure of figures) rows.set(figure.load, row(figure, when));
  return [...HEAD, ...rows.values()].join('\n');
}

function rowsOf(table: string): string[] {
  return table.split('\n').filter((line) => line.startsWith('| ') && !HEAD.includes(line));
}

const loadOf = (line: string) => line.split(' | ')[0]?.slice(2) ?? '';

function row(figure: Figure, when: string): string {
  const { load, asked, value, most, note = '' } = figure;
  const met = value <= most ? 'yes' : '**no**';
  return `| ${[load, asked, shown(figure), note, met, when].join(' | ')} |`;
}

export function shown({ value, unit }: Pick<Figure, 'value' | 'unit'>): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`;
}

/** The one below which this part of them lies. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * part) - 1] ?? Number.NaN;
}

export function spread(values: readonly number[]): string {
  const at = (part: number) => quantile(values, part).toFixed(1);
  return `median ${at(0.5)}, p95 ${at(0.95)}, worst ${at(1)} ms`;
}
