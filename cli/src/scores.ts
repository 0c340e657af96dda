import type { Result } from '@chateau/conformance';
import { columns } from './columns.ts';
import { safe } from './safe.ts';

const MARKS = { passed: '✓', failed: '✗', skipped: '–' } as const;

/** One conversation, as soon as it is over. */
export function progress({ area, title, outcome, detail }: Result): string {
  const line = `${MARKS[outcome]} ${area}: ${title}`;
  return detail === undefined ? line : `${line}\n    ${safe(detail).replaceAll('\n', '\n    ')}`;
}

/** A line for each area with what held of what was tried, then the sum. */
export function table(results: readonly Result[]): string {
  const areas = Map.groupBy(results, ({ area }) => area);
  const rows = [...areas].map(([area, its]) => row(area, its));
  const all = [['area', 'passed', 'failed', 'skipped', 'score'], ...rows, row('all', results)];
  return columns(all, [1, 2, 3, 4]);
}

/**
 * The rules of the conversations that failed, each once and in the order of their numbers, with what they say.
 * A conversation may show several; which of them is broken, the lines above tell.
 */
export function broken(results: readonly Result[], sentences: ReadonlyMap<string, string>): string {
  const rules = results.filter(({ outcome }) => outcome === 'failed').flatMap(({ rules }) => rules);
  if (rules.length === 0) return 'No rule is broken.';
  const ids = [...new Set(rules)].sort(new Intl.Collator('en', { numeric: true }).compare);
  const lines = columns(ids.map((id) => [`  ${id}`, sentences.get(id) ?? '']));
  return `Broken rules:\n${lines}`;
}

function row(name: string, results: readonly Result[]): string[] {
  const count = (wanted: Result['outcome']) =>
    results.filter(({ outcome }) => outcome === wanted).length;
  const [passed, failed] = [count('passed'), count('failed')];
  const tried = passed + failed;
  // Rounded down: 100% is only said where nothing failed.
  const score = tried === 0 ? '-' : `${Math.floor((100 * passed) / tried)}%`;
  return [name, ...[passed, failed, count('skipped')].map(String), score];
}
