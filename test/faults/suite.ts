import { describe, test } from 'bun:test';

/**
 * A suite that needs something of the machine. Where it is missing, the suite says so and is
 * skipped; in CI that is a failure, so that a promise cannot go untested there without anybody
 * noticing.
 */
export function suiteWhere(missing: string | undefined, name: string, body: () => void): void {
  if (missing === undefined) {
    describe(name, body);
  } else if (process.env['CI'] === 'true') {
    test(name, () => {
      throw new Error(`cannot run: ${missing}`);
    });
  } else {
    console.warn(`skipped: ${name}: ${missing}`);
    describe.skip(name, body);
  }
}
