import type { Claim } from './claims.ts';
import type { Sample } from './measure.ts';
import { median } from './median.ts';

/** Both sides of a trial, measured one after the other. */
export interface Pair {
  readonly yardstick: Sample;
  readonly subject: Sample;
}

export interface Verdict {
  readonly value: number;
  readonly yardstick: number;
  readonly ratio: number;
  readonly met: boolean;
}

/** A ratio is taken within each run, because the machine differs more between runs than within one. */
export function judge({ figure, judged, least, most }: Claim, pairs: readonly Pair[]): Verdict {
  const value = median(pairs.map(({ subject }) => figure(subject)));
  const yardstick = median(pairs.map((pair) => figure(pair.yardstick)));
  const ratio = median(pairs.map((pair) => figure(pair.subject) / figure(pair.yardstick)));
  const held = judged === 'ratio' ? ratio : value;
  return {
    value,
    yardstick,
    ratio,
    met: held >= (least ?? -Infinity) && held <= (most ?? Infinity),
  };
}
