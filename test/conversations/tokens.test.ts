import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { Person, Stage } from '@chateau/conformance';
import { loadConfig } from '../../server/src/config.ts';
import { openHouse, type RunningServer } from '../../server/src/house.ts';
import type { Clock } from '../../server/src/ports/clock.ts';
import { stageOn, temporaryDirectory } from '../cast.ts';

/** How long tokens last: on the whole house, real sockets and a real database, with a clock of the test's own. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The least that an operator may set, for guests and for accounts. */
const LIFE = 24 * HOUR;
const PASSWORD = 'a plain horse in 4 quiet towns';

let now: number;
let tasks: { readonly every: number; due: number; readonly run: () => void }[];
let data: string;
let house: RunningServer;
let stage: Stage;
let faults: unknown[];

const clock: Clock = {
  now: () => now,
  every(milliseconds, run) {
    const task = { every: milliseconds, due: now + milliseconds, run };
    tasks.push(task);
    return () => {
      tasks = tasks.filter((one) => one !== task);
    };
  },
};

beforeEach(async () => {
  now = 1_800_000_000_000;
  tasks = [];
  faults = [];
  data = await temporaryDirectory();
  await opens();
});

afterEach(async () => {
  await stops();
  expect(faults).toEqual([]);
});

async function opens(): Promise<void> {
  const env = {
    CHATEAU_PORT: '0',
    CHATEAU_HOST: '127.0.0.1',
    CHATEAU_DATA: data,
    CHATEAU_GUESTS_TOKEN_DAYS: '1',
    CHATEAU_ACCOUNTS_TOKEN_DAYS: '1',
    // Heartbeats are counted, and here many of them come at once.
    CHATEAU_LIMITS_PING: '86400',
  };
  const config = loadConfig({ env });
  if ('problems' in config) throw new Error(config.problems.join('\n'));
  const fault = (what: unknown) => void faults.push(what);
  const log = { info() {}, warn: fault, error: fault } as unknown as Parameters<
    typeof openHouse
  >[1];
  house = await openHouse(config.settings, log, fault, clock);
  stage = stageOn({ url: `ws://127.0.0.1:${house.port}/ws` }, { isOwn: true });
}

/** A stop has more urgent things to store than when somebody was last here. */
async function stops(): Promise<void> {
  const stopped = house.stop();
  await stage.end();
  await stopped;
}

async function restarts(): Promise<void> {
  await stops();
  await opens();
}

/** Time passes, and what is due is done: each task once, as on a machine that was asleep. */
async function pass(milliseconds: number, inSteps = milliseconds): Promise<void> {
  for (let left = milliseconds; left > 0; left -= inSteps) {
    now += inSteps;
    for (const task of tasks.filter(({ due }) => due <= now)) {
      task.due = now + task.every;
      task.run();
    }
  }
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
      const came = now;
      await pass(HOUR - MINUTE);
      expect(await seenAt(alice)).toBe(came);
      await pass(MINUTE);
      expect(await seenAt(alice)).toBe(came + HOUR);
      await pass(3 * LIFE, HOUR);
      expect(await seenAt(alice)).toBe(now);
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
