import { type Claim, slowest } from './claims.ts';
import { disturbance, type Sample } from './measure.ts';
import { median } from './median.ts';
import type { Trial } from './trials.ts';
import { judge, type Pair } from './verdict.ts';

const HEAD = [
  '| | load | asked | Chateau | yardstick | ratio | p99, ms | generator CPU | server CPU | met |',
  '| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
];

/** The figures of all trials as Markdown: a row for each claim, medians over the runs. */
export function table(
  claims: readonly Claim[],
  trials: readonly Trial[],
  results: ReadonlyMap<string, readonly Pair[]>,
): string {
  const rows = claims.flatMap((claim) => {
    const trial = trials.find(({ name }) => name === claim.trial);
    const pairs = results.get(claim.trial);
    return trial && pairs?.length ? [row(claim, trial, pairs)] : [];
  });
  const all = [...results.values()].flat().flatMap((pair) => [pair.subject, pair.yardstick]);
  return [...HEAD, ...rows, '', calm(all)].join('\n');
}

function row(claim: Claim, trial: Trial, pairs: readonly Pair[]): string {
  const { value, yardstick, ratio, met } = judge(claim, pairs);
  const both = (figure: (sample: Sample) => number, digits: number) =>
    claim.flows ? beside(pairs, figure, digits) : '';
  const cells = [
    trial.name,
    trial.title,
    claim.asked,
    claim.show(value),
    `${claim.show(yardstick)} (${trial.yardstick})`,
    ratio.toFixed(2),
    both(slowest, 1),
    both(({ gen_cpu }) => gen_cpu, 2),
    both(({ server_cpu }) => server_cpu, 2),
    met ? 'yes' : '**no**',
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Chateau's and the yardstick's. */
function beside(
  pairs: readonly Pair[],
  figure: (sample: Sample) => number,
  digits: number,
): string {
  const subject = median(pairs.map((pair) => figure(pair.subject)));
  const yardstick = median(pairs.map((pair) => figure(pair.yardstick)));
  return `${subject.toFixed(digits)} / ${yardstick.toFixed(digits)}`;
}

/** A reader should see whether the machine was ours. */
function calm(samples: readonly Sample[]): string {
  const flowing = samples.filter(({ acks_per_s }) => acks_per_s > 0).map(disturbance);
  if (flowing.length === 0) return '';
  const [middle, worst] = [median(flowing), Math.max(...flowing)].map((cpu) => cpu.toFixed(2));
  return `CPUs that other programs and machines took meanwhile: ${middle} in the median, ${worst} at worst.`;
}
