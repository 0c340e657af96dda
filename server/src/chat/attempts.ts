import { type ErrorResponse, refuse } from '@chateau/protocol';
import type { Clock } from '../ports/clock.ts';

export interface AttemptLimits {
  /** Wrong passwords of one account within the window, those that are being tried included. */
  readonly failures: number;
  /** Wrong passwords from one address within the window. */
  readonly perAddress: number;
  /** Milliseconds. */
  readonly window: number;
}

/**
 * Keys whose failures are remembered. Whoever wants one of them forgotten before its time has to fail for
 * so many others, from more addresses than `perAddress` lets one person have.
 */
const REMEMBERED = 100_000;

/**
 * How often passwords may be wrong. Failures are counted in a sliding window, because that is what directories
 * do before they lock an account: with a lower limit of ours, no window of theirs is ever full.
 */
export class Attempts {
  readonly #clock: Clock;
  readonly #limits: AttemptLimits | undefined;
  /** By key, the one that failed last at the end. */
  readonly #counts = new Map<string, Count>();

  /** Without limits nothing is refused. */
  constructor(clock: Clock, limits: AttemptLimits | undefined) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /**
   * Lets a password be tried, unless too many were wrong for the account or from the address. `true` when it was
   * right, which forgets the account's failures, but never the address's: it may be an attacker's own account.
   * A try that throws, or is refused for another reason, decided nothing and counts for nothing. Without an
   * address, only the account is counted: a second key of a try whose address is counted already.
   */
  async guard(
    account: string,
    address: string | undefined,
    check: () => Promise<boolean | ErrorResponse>,
  ): Promise<true | ErrorResponse> {
    const limits = this.#limits;
    if (!limits) return said(await check());
    // A hundred tries at once must be no more than a few: those under way count for the account. For the address
    // they do not: a campus behind one address may well log in all at once, with the right passwords.
    const { failures, perAddress, window } = limits;
    const key = `account ${account}`;
    const place = address === undefined ? undefined : `address ${address}`;
    const placeWait = place === undefined ? 0 : this.#wait(place, perAddress, window);
    const wait = Math.max(this.#wait(key, failures, window), placeWait);
    if (wait > 0) return tooMany(wait);
    const count = this.#begun(key);
    try {
      const right = await check();
      if (right === true) count.failures = [];
      if (right === false) this.#failed(place === undefined ? [key] : [key, place], window);
      return said(right);
    } finally {
      count.trying--;
      // What has not failed is not worth remembering: a flood of it would push out what has.
      if (count.trying === 0 && count.failures.length === 0) this.#counts.delete(key);
      this.#tidy(window);
    }
  }

  /** One account more that somebody at the address makes: as many as passwords may be wrong from there. */
  spend(address: string): ErrorResponse | undefined {
    if (!this.#limits) return undefined;
    const { perAddress, window } = this.#limits;
    const key = `made from ${address}`;
    const wait = this.#wait(key, perAddress, window);
    if (wait > 0) return tooMany(wait, 'Too many accounts were made where you are.');
    this.#failed([key], window);
    return undefined;
  }

  /** Milliseconds until one more may be tried; 0: now. */
  #wait(key: string, allowed: number, window: number): number {
    return this.#counts.get(key)?.wait(allowed, this.#clock.now(), window) ?? 0;
  }

  #begun(key: string): Count {
    const count = this.#counts.get(key) ?? new Count();
    count.trying++;
    this.#counts.set(key, count);
    return count;
  }

  #failed(keys: readonly string[], window: number): void {
    const now = this.#clock.now();
    for (const key of keys) {
      const count = this.#counts.get(key) ?? new Count();
      count.forget(now, window);
      count.failures.push(now);
      this.#counts.delete(key);
      this.#counts.set(key, count);
    }
  }

  /** Forgets what counts no more, from the front, where the oldest failures are; and what is too much to remember. */
  #tidy(window: number): void {
    const now = this.#clock.now();
    for (const [key, count] of this.#counts) {
      count.forget(now, window);
      const isOver = count.failures.length === 0 && count.trying === 0;
      if (!isOver && this.#counts.size <= REMEMBERED) return;
      if (count.trying === 0) this.#counts.delete(key);
    }
  }
}

class Count {
  /** When, oldest first. */
  failures: number[] = [];
  /** Tries that are under way. */
  trying = 0;

  /** Milliseconds until one more may be tried; 0: now. */
  wait(allowed: number, now: number, window: number): number {
    this.forget(now, window);
    if (this.failures.length + this.trying < allowed) return 0;
    const [oldest] = this.failures;
    // Only tries under way are in the way: they are decided soon.
    return oldest === undefined ? 1_000 : oldest + window - now;
  }

  /** A clock that has jumped back must not make failures last longer than the window. */
  forget(now: number, window: number): void {
    const { failures } = this;
    if (failures.every((at) => at <= now && at > now - window)) return;
    this.failures = failures.map((at) => Math.min(at, now)).filter((at) => at > now - window);
  }
}

function said(right: boolean | ErrorResponse): true | ErrorResponse {
  if (right === true) return true;
  return right === false ? refuse('authentication_failed') : right;
}

function tooMany(wait: number, why = 'Too many wrong passwords.'): ErrorResponse {
  const seconds = Math.ceil(wait / 1_000);
  return refuse('rate_limited', `${why} Wait before you try again.`, { retry_after: seconds });
}
