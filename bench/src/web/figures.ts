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

const HEAD = ['| load | asked | measured | | met |', '| --- | --- | ---: | --- | --- |'];

export function figureTable(figures: readonly Figure[]): string {
  return [...HEAD, ...figures.map(row)].join('\n');
}

function row(figure: Figure): string {
  const { load, asked, value, most, note = '' } = figure;
  const met = value <= most ? 'yes' : '**no**';
  return `| ${[load, asked, shown(figure), note, met].join(' | ')} |`;
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
