import { conversations, grade, type Result } from '@chateau/conformance';
import { rules } from '@chateau/docs/rules';
import { broken, progress, table } from './scores.ts';

/** Grades a server, telling each result as it comes. Resolves with the exit code. */
export async function conformance(url: string, options: { only?: string }): Promise<number> {
  let results: Result[];
  try {
    results = await grade(url, { ...options, onResult: (result) => say(progress(result)) });
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
  if (results.length === 0) return nothing(options.only);
  say(`\n${table(results)}\n`);
  say(broken(results, rules()));
  return results.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
}

function nothing(only = ''): number {
  const areas = [...new Set(conversations.map(({ area }) => area))].join(', ');
  console.error(`No conversation is about "${only}". The areas are: ${areas}.`);
  return 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
