import { CLAIMS, type Claim, medians } from './claims.ts';
import type { Samples, TrialName } from './trials.ts';
import type { Sizes } from './world.ts';

/** Of those trials that were run, the samples of all runs. */
export type Results = { [T in TrialName]?: Samples[T][] };

const HEAD = [
  '| | load | asked | measured | beside it | met |',
  '| --- | --- | --- | ---: | --- | --- |',
];

/** A row for each claim, as Markdown. */
export function table(results: Results, sizes: Sizes): string {
  const names = Object.keys(results) as TrialName[];
  return [...HEAD, ...names.flatMap((name) => rows(name, results, sizes))].join('\n');
}

function rows<T extends TrialName>(name: T, results: Results, sizes: Sizes): string[] {
  const samples = results[name] ?? [];
  if (samples.length === 0) return [];
  const middle = medians<Samples[T]>(samples);
  const claims: readonly Claim<T>[] = CLAIMS[name];
  return claims.map(({ load, asked, figure, show, most, beside }) => {
    const value = figure(middle);
    const met = value <= most ? 'yes' : '**no**';
    const cells = [name, load(sizes), asked, show(value), beside(middle), met];
    return `| ${cells.join(' | ')} |`;
  });
}

/** One run of a trial, in a line. */
export function line<T extends TrialName>(name: T, sample: Samples[T]): string {
  const claims: readonly Claim<T>[] = CLAIMS[name];
  return claims
    .map(({ figure, show, beside }) => `${show(figure(sample))} (${beside(sample)})`)
    .join(', ');
}
