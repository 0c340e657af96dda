import { expect, test } from 'bun:test';
import { Connection } from '@chateau/client';
import { bootServer } from '../cast.ts';
import { suiteWhere } from '../faults/suite.ts';
import { Chance } from './chance.ts';
import { check, FLAWLESS, size } from './checker.ts';
import { Company } from './company.ts';
import { readStored } from './log.ts';
import { SmallDisk, whyNoSmallDisk } from './smalldisk.ts';
import type { Send } from './writer.ts';

/** In KiB: soon full, and then never again. */
const SMALL = 3_000;
const LARGE = 100_000;

suiteWhere(await whyNoSmallDisk(), 'a full disk', () => {
  test('[guarantee.3, guarantee.4] refuses what would be stored, serves what is read, and heals when there is room', async () => {
    const chance = new Chance();
    console.log(`a full disk, CHATEAU_CHAOS_SEED=${chance.seed}`);
    const disk = await SmallDisk.make(SMALL);
    try {
      await fillAndGrow(disk, new Company(chance));
    } finally {
      disk.remove();
    }
  }, 60_000);
});

async function fillAndGrow(disk: SmallDisk, company: Company): Promise<void> {
  const { history } = company;
  const server = await bootServer({ data: disk.data, env: { CHATEAU_LIMITS_ENABLED: 'false' } });
  const status = async (path: string) => (await fetch(`${server.http}${path}`)).status;
  await company.enter(server.url);
  const said = await company.keyed.say({ type: 'MessageRequest', recipient: 'bob' });

  await company.write(() => history.refused.size > 0);
  // The last pages are too few for many messages at once, but do for a probe alone: those fill
  // them.
  while ((await status('/readyz')) !== 503);
  expect([...new Set(history.refused.values())]).toEqual(['storage_unavailable']);
  await servesReadsOnly(company, server.url, said);
  expect(await status('/readyz')).toBe(503);
  expect(await status('/healthz')).toBe(200);

  disk.grow(LARGE);
  expect(await status('/readyz')).toBe(200);
  const [acked, refused] = [history.acked.size, history.refused.size];
  await company.write(() => history.acked.size >= acked + 500);
  expect(history.refused.size).toBe(refused);
  await company.leave();
  expect(await server.stop()).toBe(0);

  const { log } = await readStored(disk.data);
  console.log(size(log, history));
  expect(check(log, history)).toEqual(FLAWLESS);
}

async function servesReadsOnly(
  { keyed, history }: Company,
  url: string,
  { message, ...said }: Send,
): Promise<void> {
  const { clients } = await keyed.ask({ type: 'ClientListRequest' });
  expect(clients).toEqual(['bob', 'cleo', 'dora']);
  // What was stored before is answered again, though nothing can be stored now.
  expect(await keyed.request(said)).toMatchObject({ ...history.acked.get(message) });

  const unavailable = { status: 503, code: 'storage_unavailable' };
  const group = { type: 'GroupMessageInitRequest', chatname: 'cake', recipients: ['bob'] };
  expect(await keyed.request(group)).toMatchObject(unavailable);
  const newcomer = await Connection.open(url);
  const registration = { type: 'RegisterRequest', username: 'emma' };
  expect(await newcomer.request(registration)).toMatchObject(unavailable);
  await newcomer.close();
}
