import { CLAIMS, type Claim } from '../claims.ts';
import { type Bench, measure } from '../measure.ts';
import { TRIALS, type Trial } from '../trials.ts';
import type { Pair } from '../verdict.ts';

/** The loads of clients that know nothing of the log, against the server as it was before the log. */
export const CLASSIC: readonly Trial[] = TRIALS.filter(({ name }) => 'ABC'.includes(name)).map(
  (trial) => ({ ...trial, yardstick: 'before', subject: 'empty' }),
);

/** The most that it may have cost. */
const KEPT = 0.95;

export const CLASSIC_CLAIMS: readonly Claim[] = CLASSIC.flatMap(({ name }) => {
  const figures = CLAIMS.find((claim) => claim.trial === name && claim.judged === 'ratio');
  return figures ? [{ ...figures, asked: `≥ ${KEPT} of before`, least: KEPT }] : [];
});

/** Who is first changes from run to run: a machine is not the same at the beginning and at the end. */
export async function measureBoth(bench: Bench, trial: Trial, run: number): Promise<Pair> {
  if (run % 2 === 0) {
    const subject = await measure(bench, trial, trial.subject);
    return { subject, yardstick: await measure(bench, trial, trial.yardstick) };
  }
  const yardstick = await measure(bench, trial, trial.yardstick);
  return { yardstick, subject: await measure(bench, trial, trial.subject) };
}
