import { expect, test } from 'bun:test';
import { bootServer, temporaryDirectory } from '../cast.ts';
import { Chance, ROUNDS, sleep } from './chance.ts';
import { check, FLAWLESS, size } from './checker.ts';
import { Clerk } from './clerk.ts';
import { Company } from './company.ts';
import { readStored } from './log.ts';

const env = { CHATEAU_LIMITS_ENABLED: 'false' };

test(
  '[guarantee.1, guarantee.2, guarantee.3, guarantee.4] whatever was acked before kill -9 is there once, in order, and nobody saw anything else',
  async () => {
    const chance = new Chance();
    console.log(`kill -9, ${ROUNDS} times, CHATEAU_CHAOS_SEED=${chance.seed}`);
    const data = await temporaryDirectory();
    const [company, clerk] = [new Company(chance), new Clerk()];
    let server = await bootServer({ env, data });
    await company.enter(server.url);

    for (let round = 0; round < ROUNDS; round++) {
      const work = [company.write(), clerk.work(server.url)];
      await sleep(chance.moment());
      await server.kill();
      await Promise.all(work);
      server = await bootServer({ env, data });
      await company.comeBack(server.url);
      await clerk.verify(server.url);
    }
    await company.finish();
    await company.leave();
    expect(await server.stop()).toBe(0);

    const { log } = await readStored(data);
    console.log(`${size(log, company.history)}, ${clerk.people} people`);
    expect(company.history.refused.size).toBe(0);
    expect(company.history.acked.size).toBeGreaterThan(0);
    expect(clerk.people).toBeGreaterThan(0);
    expect(check(log, company.history)).toEqual(FLAWLESS);
  },
  60_000 + ROUNDS * 20_000,
);
