import { expect, test } from 'bun:test';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BootedServer, bootServer, temporaryDirectory } from '../cast.ts';
import { buildFault, whyNoFaults } from '../faults/build.ts';
import { suiteWhere } from '../faults/suite.ts';
import { Chance, sleep } from './chance.ts';
import { check, FLAWLESS, size } from './checker.ts';
import { Company } from './company.ts';
import type { History } from './history.ts';
import { readStored } from './log.ts';

const UNLIMITED = { CHATEAU_LIMITS_ENABLED: 'false' };
/** The protocol's own promise (PROTOCOL 3.6), in milliseconds. */
const END_WITHIN = 5_000;

suiteWhere(whyNoFaults(), 'a failed fsync', () => {
  test(
    '[guarantee.3] is a 503, shown to nobody, and the end of the process; the next one has all that was acked',
    () => fails(),
    60_000,
  );

  test(
    '[guarantee.3] is not believed when the next one succeeds: the kernel tells of a failure once',
    () =>
      fails({
        async after({ refused }, flag) {
          await until(() => refused.size > 0);
          await rm(flag);
        },
      }),
    60_000,
  );

  test(
    '[guarantee.3] ends the writing also where only the database is hit, and its log is not',
    () => fails({ env: { SHIM_FILE: '/chateau.db' } }),
    60_000,
  );
});

interface Failure {
  /** More of the environment of the server. */
  readonly env?: Record<string, string>;
  /** What happens to the disk after it has failed. */
  readonly after?: (history: History, flag: string) => Promise<void>;
}

/** The disk fails in the middle of traffic. */
async function fails({ env, after }: Failure = {}): Promise<void> {
  const chance = new Chance();
  console.log(`a failed fsync, CHATEAU_CHAOS_SEED=${chance.seed}`);
  const [data, flags] = [await temporaryDirectory(), await temporaryDirectory()];
  const flag = join(flags, 'failing');
  const faults = { LD_PRELOAD: buildFault('shim'), SHIM_FLAG: flag, ...env };
  const failing = await bootServer({ data, env: { ...UNLIMITED, ...faults } });
  const company = new Company(chance);
  const { history } = company;
  await company.enter(failing.url);

  const writing = company.write();
  await sleep(chance.between(50, 400));
  await writeFile(flag, '');
  const [unready] = await Promise.all([isUnready(failing), after?.(history, flag)]);
  expect(unready).toBe(true);
  expect(await endsBy(failing, Date.now() + END_WITHIN)).toBeGreaterThan(0);
  await writing;
  expect([...new Set(history.refused.values())]).toEqual(['storage_unavailable']);
  expect(ackedAfterRefusal(history)).toEqual([]);

  const next = await bootServer({ data, env: UNLIMITED });
  await company.comeBack(next.url);
  await company.finish();
  const more = history.acked.size + 100;
  await company.write(() => history.acked.size >= more);
  await company.leave();
  expect(await next.stop()).toBe(0);

  const { log } = await readStored(data);
  console.log(size(log, history));
  expect(check(log, history)).toEqual(FLAWLESS);
}

/** Whether the server says that it cannot serve, before it is gone. */
async function isUnready({ http }: BootedServer): Promise<boolean> {
  for (;;) {
    const answer = await fetch(`${http}/readyz`).catch(() => undefined);
    if (answer?.status !== 200) return answer?.status === 503;
  }
}

/** The exit code of a process that ends by itself. */
async function endsBy({ pid, stop, output }: BootedServer, deadline: number): Promise<number> {
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new Error(`the process goes on\n${output()}`);
    await sleep(10);
  }
  return stop();
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/**
 * A connection is answered in order, so that nobody's message is acked after one that was refused.
 */
function ackedAfterRefusal({ acked, refused }: History): string[] {
  const first = new Map<string, number>();
  for (const [writer, number] of numbers(refused)) {
    first.set(writer, Math.min(number, first.get(writer) ?? number));
  }
  return numbers(acked)
    .filter(([writer, number]) => number > (first.get(writer) ?? Number.POSITIVE_INFINITY))
    .map((message) => message.join(' '));
}

function numbers(contents: Map<string, unknown>): [writer: string, number: number][] {
  return [...contents.keys()].map((content) => {
    const [writer = '', number = ''] = content.split(' ');
    return [writer, Number(number)];
  });
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(1);
}
