const FIRST = 300;
const LONGEST = 30_000;

/**
 * Milliseconds to wait before an attempt: anywhere below a bound that doubles (full jitter), so that
 * a crowd that lost its server does not come back at once.
 */
export function backoff(attempt: number, random: () => number): number {
  return random() * Math.min(LONGEST, FIRST * 2 ** attempt);
}
