import { expect, test } from 'bun:test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { bootServer } from '../cast.ts';
import { whyNoFaults } from '../faults/build.ts';
import { suiteWhere } from '../faults/suite.ts';
import { Chance, ROUNDS, sleep } from './chance.ts';
import { check, FLAWLESS, size } from './checker.ts';
import { Clerk } from './clerk.ts';
import { Company } from './company.ts';
import { FragileDisk } from './disk.ts';
import { readStored } from './log.ts';

suiteWhere(whyNoFaults(), 'a power cut', () => {
  test('loses what was not fsynced: without that the next test could not fail', async () => {
    expect(await rowsAfterPowerCut('OFF')).toBe(0);
    expect(await rowsAfterPowerCut('NORMAL')).toBe(0);
    expect(await rowsAfterPowerCut('FULL')).toBe(ROWS);
  }, 60_000);

  test(
    '[guarantee.3] leaves every acked message, registration and group',
    async () => {
      const chance = new Chance();
      console.log(`power cuts, ${ROUNDS} of them, CHATEAU_CHAOS_SEED=${chance.seed}`);
      const disk = await FragileDisk.make();
      const boot = () =>
        bootServer({ data: disk.data, env: { ...disk.env, CHATEAU_LIMITS_ENABLED: 'false' } });
      const [company, clerk] = [new Company(chance), new Clerk()];
      let server = await boot();
      await company.enter(server.url);

      for (let round = 0; round < ROUNDS; round++) {
        const work = [company.write(), clerk.work(server.url)];
        await sleep(chance.moment());
        await server.kill();
        await Promise.all(work);
        await disk.losePower();
        const { groups } = await readStored(disk.data);
        expect(groups).toEqual(expect.arrayContaining([...clerk.groups]));
        server = await boot();
        await company.comeBack(server.url);
        await clerk.verify(server.url);
      }
      await company.finish();
      await company.leave();
      await server.kill();
      await disk.losePower();

      const { log } = await readStored(disk.data);
      console.log(
        `${size(log, company.history)}, ${clerk.people} people, ${clerk.groups.length} groups`,
      );
      expect(company.history.refused.size).toBe(0);
      expect(company.history.acked.size).toBeGreaterThan(0);
      expect(clerk.groups.length).toBeGreaterThan(0);
      expect(check(log, company.history)).toEqual(FLAWLESS);
    },
    60_000 + ROUNDS * 20_000,
  );
});

const ROWS = 100;

/** How many of a plain program's committed rows are there when the power comes back. */
async function rowsAfterPowerCut(synchronous: string): Promise<number> {
  const disk = await FragileDisk.make();
  const file = join(disk.data, 'rows.db');
  const child = spawn(process.execPath, ['-e', program(file, synchronous)], {
    env: { ...process.env, ...disk.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(child.stdout.setEncoding('utf8'), 'data');
  expect(said).toBe('acked');
  child.kill('SIGKILL');
  await once(child, 'close');
  await disk.losePower();
  return countRows(file);
}

/** Inserts rows, each in a transaction of its own, says so, and waits to be killed. */
function program(file: string, synchronous: string): string {
  return `
    const { DatabaseSync } = await import('node:sqlite');
    globalThis.db = new DatabaseSync(${JSON.stringify(file)});
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}');
    db.exec('CREATE TABLE rows (number INTEGER)');
    const insert = db.prepare('INSERT INTO rows VALUES (?)');
    for (let number = 0; number < ${ROWS}; number++) insert.run(number);
    process.stdout.write('acked');
    setInterval(() => {}, 1_000);`;
}

function countRows(file: string): number {
  const db = new DatabaseSync(file);
  try {
    return (db.prepare('SELECT count(*) AS rows FROM rows').get() as { rows: number }).rows;
  } catch {
    // Not even the table has survived.
    return 0;
  } finally {
    db.close();
  }
}
