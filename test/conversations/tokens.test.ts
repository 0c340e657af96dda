import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { Person, Stage } from '@chateau/conformance';
import { stageOn } from '../cast.ts';
import { Clockwork } from '../clockwork.ts';

/** How long tokens last: on the whole house, real sockets and a real database, with a clock of the test's own. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** The least that an operator may set, for guests and for accounts. */
const LIFE = 24 * HOUR;
const PASSWORD = 'a plain horse in 4 quiet towns';

let house: Clockwork;
let stage: Stage;

beforeEach(async () => {
  house = await Clockwork.open({
    CHATEAU_GUESTS_TOKEN_DAYS: '1',
    CHATEAU_ACCOUNTS_TOKEN_DAYS: '1',
  });
  stage = stageOn(house, { isOwn: true });
});

afterEach(async () => {
  await stops();
  expect(house.faults).toEqual([]);
});

/** A stop has more urgent things to store than when somebody was last here. */
async function stops(): Promise<void> {
  const stopped = house.stops();
  await stage.end();
  await stopped;
}

async function restarts(): Promise<void> {
  await stops();
  await house.opens();
  stage = stageOn(house, { isOwn: true });
}

async function pass(milliseconds: number, inSteps = milliseconds): Promise<void> {
  house.pass(milliseconds, inSteps);
  await stored();
}

/** What was to be stored until now is: writes take effect in order. */
async function stored(): Promise<void> {
  const [clerk] = await stage.enter('clerk');
  await clerk.leaves();
}

async function seenAt(person: Person): Promise<unknown> {
  const { devices } = await person.asks({ type: 'DeviceListRequest' }, { status: 200 });
  return (devices as { seen_at: number }[])[0]?.seen_at;
}

async function returns(token: string, more = {}): Promise<Person> {
  const back = await stage.connect('back');
  await back.resumes(token, { features: [], ...more });
  return back;
}

async function isLockedOut(token: string): Promise<void> {
  const back = await stage.connect('back');
  await back.isRefused({ type: 'ResumeRequest', token }, 'token_expired');
}

const kinds: Record<string, () => Promise<Person>> = {
  'a guest': async () => {
    const [alice] = await stage.enterWith({ features: [] }, 'alice');
    return alice;
  },
  'an account': async () => {
    const alice = await stage.connect('alice', 'alice');
    const create = { type: 'AccountCreateRequest', username: 'alice', password: PASSWORD };
    await alice.asks({ ...create, features: [] }, { type: 'AccountCreateResponse' });
    return alice;
  },
};

for (const [kind, enter] of Object.entries(kinds)) {
  describe(`the token of ${kind}`, () => {
    test('[resume.2, resume.10] ends when it was not used for its time', async () => {
      const { token } = await enterAndLeave(enter);
      await pass(LIFE - MINUTE);
      const back = await returns(token);
      await back.leaves();
      await pass(LIFE);
      await isLockedOut(token);
    });

    test('[resume.10] begins its time again when a connection opens', async () => {
      const { token } = await enterAndLeave(enter);
      await pass(20 * HOUR);
      await returns(token);
      await pass(SECOND);
      // This connection has no end of its own that would count.
      await restarts();
      await pass(LIFE - MINUTE);
      await returns(token);
    });

    test('[resume.10] and when it closes', async () => {
      const alice = await enter();
      await pass(50 * MINUTE);
      await alice.leaves();
      await pass(LIFE - MINUTE);
      await returns(alice.token);
    });

    test('[resume.10] and every hour in between, so that whoever stays does not fall out', async () => {
      const alice = await enter();
      const came = house.now;
      await pass(HOUR - MINUTE);
      expect(await seenAt(alice)).toBe(came);
      await pass(MINUTE);
      expect(await seenAt(alice)).toBe(came + HOUR);
      await pass(3 * LIFE, HOUR);
      expect(await seenAt(alice)).toBe(house.now);
      await restarts();
      await pass(LIFE - MINUTE);
      await returns(alice.token);
    });
  });
}

async function enterAndLeave(enter: () => Promise<Person>): Promise<Person> {
  const person = await enter();
  await person.leaves();
  await stored();
  return person;
}
