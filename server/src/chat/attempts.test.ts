import { beforeEach, describe, expect, test } from 'bun:test';
import type { ErrorResponse } from '@chateau/protocol';
import fc from 'fast-check';
import type { Clock } from '../ports/clock.ts';
import { Attempts } from './attempts.ts';

const LIMITS = { failures: 4, perAddress: 10, window: 1_000 };
let now: number;
let attempts: Attempts;
const clock: Clock = { now: () => now, every: () => () => {} };

beforeEach(() => {
  now = 10_000;
  attempts = new Attempts(clock, LIMITS);
});

const codeOf = (outcome: true | ErrorResponse) => (outcome === true ? 'right' : outcome.code);
const tries = async (account: string, right: boolean, address = 'home') =>
  codeOf(await attempts.guard(account, address, async () => right));

async function times(count: number, act: () => Promise<string>): Promise<string[]> {
  const outcomes: string[] = [];
  for (let time = 0; time < count; time++) outcomes.push(await act());
  return outcomes;
}

describe('wrong passwords', () => {
  test('are counted for the account, and forgotten after the window', async () => {
    const outcomes = await times(6, () => tries('alice', false));
    expect(outcomes).toEqual([
      ...Array<string>(4).fill('authentication_failed'),
      ...Array<string>(2).fill('rate_limited'),
    ]);
    expect(await tries('alice', true)).toBe('rate_limited');
    expect(await tries('bob', true)).toBe('right');
    now += LIMITS.window;
    expect(await tries('alice', true)).toBe('right');
  });

  test('say when to come back', async () => {
    await times(4, () => tries('alice', false));
    now += 300;
    const refused = await attempts.guard('alice', 'home', async () => true);
    expect(refused).toMatchObject({ code: 'rate_limited', retry_after: 1 });
  });

  test('are forgotten by the right one, but not those of the address', async () => {
    for (let round = 0; round < 3; round++) {
      await times(3, () => tries('alice', false));
      expect(await tries('alice', true)).toBe('right');
    }
    await tries('alice', false);
    expect(await tries('alice', true)).toBe('rate_limited');
    expect(await tries('alice', true, 'elsewhere')).toBe('right');
  });

  test('that are tried at once are no more than those one after another', async () => {
    let asked = 0;
    const check = async () => {
      asked++;
      await new Promise((resolve) => setTimeout(resolve, 1));
      return false;
    };
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => attempts.guard('alice', 'home', check)),
    );
    expect(asked).toBe(4);
    expect(outcomes.filter((outcome) => codeOf(outcome) === 'rate_limited')).toHaveLength(46);
  });

  test('that nobody has judged do not count', async () => {
    for (let time = 0; time < 20; time++) {
      const failing = attempts.guard('alice', 'home', () => Promise.reject(new Error('away')));
      expect(await failing.catch(({ message }: Error) => message)).toBe('away');
    }
    expect(await tries('alice', true)).toBe('right');
  });

  test('are not pushed out of memory by any number of tries that are refused, or right', async () => {
    for (const [name, times] of [
      ['alice', 4],
      ['bob', 4],
      ['carol', 2],
    ] as const) {
      for (let time = 0; time < times; time++) await tries(name, false);
    }
    expect(await tries('dave', true)).toBe('rate_limited');
    for (let name = 0; name < 120_000; name++) {
      await tries(`nobody${name}`, false);
      await tries(`somebody${name}`, true, 'elsewhere');
    }
    expect(await tries('alice', true, 'elsewhere')).toBe('rate_limited');
    expect(await tries('dave', true)).toBe('rate_limited');
  });

  test('[account.8] end the accounts that are made from one address, too, and concern no login', async () => {
    for (let made = 0; made < LIMITS.perAddress; made++) {
      expect(attempts.spend('home')).toBeUndefined();
    }
    expect(attempts.spend('home')).toMatchObject({ code: 'rate_limited', retry_after: 1 });
    expect(attempts.spend('elsewhere')).toBeUndefined();
    expect(await tries('alice', true, 'home')).toBe('right');
    now += LIMITS.window;
    expect(attempts.spend('home')).toBeUndefined();
  });

  test('last no longer when the clock jumps back, and are not forgotten by that', async () => {
    await times(4, () => tries('alice', false));
    now -= 3_600_000;
    expect(await tries('alice', true)).toBe('rate_limited');
    now += LIMITS.window;
    expect(await tries('alice', true)).toBe('right');
  });
});

test('never are there more failures in any window than the limit, whatever is tried when', async () => {
  const step = fc.record({
    wait: fc.integer({ min: 0, max: 700 }),
    account: fc.constantFrom('alice', 'bob'),
    right: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      attempts = new Attempts(clock, LIMITS);
      const failed: Record<string, number[]> = { alice: [], bob: [] };
      for (const { wait, account, right } of steps) {
        now += wait;
        const outcome = await tries(account, right);
        if (outcome === 'right') failed[account] = [];
        if (outcome === 'authentication_failed') failed[account]?.push(now);
        const recent = failed[account]?.filter((at) => at > now - LIMITS.window);
        expect(recent?.length).toBeLessThanOrEqual(LIMITS.failures);
      }
    }),
    { numRuns: 200 },
  );
});

test('without limits nothing is refused', async () => {
  attempts = new Attempts(clock, undefined);
  const outcomes = await times(50, () => tries('alice', false));
  expect(new Set(outcomes)).toEqual(new Set(['authentication_failed']));
});
