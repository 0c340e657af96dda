import type { Closing } from '@chateau/client';

const FIRST = 500;
const LONGEST = 30_000;
/** What a server asks for is honoured up to here. */
const LONGEST_ASKED = 60_000;

/** Milliseconds to wait, anywhere below a bound that doubles: so a crowd does not come back at once. */
export function pause(attempt: number, random: () => number = Math.random): number {
  return random() * Math.min(LONGEST, FIRST * 2 ** attempt);
}

/** Milliseconds that a closing server asked for, in the `retry_after` of its reason. */
export function askedPause({ reason }: Closing): number {
  const seconds = Number(/"retry_after": *([\d.]+)/.exec(reason)?.[1] ?? 0);
  return Math.min(LONGEST_ASKED, seconds * 1000);
}
