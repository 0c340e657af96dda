import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Person, Stage } from '@chateau/conformance';
import { WIRE } from '@chateau/protocol';
import { type BootedServer, bootServer, stageOn } from '../cast.ts';

/** So many people, under names so long, that a list of them does not fit into one frame. */
const CROWD = 2_400;
const AT_ONCE = 100;

let server: BootedServer;
let stage: Stage;
const crowd: Person[] = [];

beforeAll(async () => {
  server = await bootServer({ env: { CHATEAU_LIMITS_CONNECTIONS_PER_ADDRESS: '10000' } });
  stage = stageOn(server);
  for (let number = 0; number < CROWD; number += AT_ONCE) {
    crowd.push(
      ...(await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => enter(number + at)))),
    );
  }
}, 120_000);

afterAll(async () => {
  await server.stop();
}, 30_000);

test('[transport.12, list.4] a list that fits into no frame ends early, and goes on page by page', async () => {
  const [alice] = await stage.enter('alice');
  const prefix = '𠮷';
  const seen: string[] = [];
  let pages = 0;
  for (let after: string | undefined; ; after = seen.at(-1)) {
    const page = await alice.asks({ type: 'ClientListRequest', prefix, after }, { status: 200 });
    // Nothing else would have fitted: as many as fit are given.
    const bytes = Buffer.byteLength(JSON.stringify(page));
    expect(bytes).toBeLessThanOrEqual(WIRE.serverFrame);
    seen.push(...(page['clients'] as string[]));
    pages += 1;
    if (page['more'] === undefined) break;
    expect(bytes).toBeGreaterThan(WIRE.serverFrame * 0.9);
  }
  expect(pages).toBe(2);
  expect(seen).toEqual(crowd.map(({ name }) => name));
  expect(alice.leftovers()).toEqual([]);
}, 60_000);

test('[group.10, group.2] of many who are invited 200 are named, and all are counted', async () => {
  const [alice] = await stage.enter('alicia');
  const invited = crowd.slice(0, 400);
  const chatname = stage.name('party');
  const recipients = invited.map(({ name }) => name);
  const { chat } = await alice.asks(
    { type: 'GroupMessageInitRequest', chatname, recipients },
    { status: 200 },
  );
  for (const person of invited) {
    const told = await person.receives({ status: 201, chatname, chat, member_count: 401 });
    const named = told['recipients'] as string[];
    expect(named.length).toBe(200);
    expect(named.every((name) => recipients.includes(name))).toBe(true);
  }
  await alice.asks(
    { type: 'GroupMessageRequest', recipient: chatname, content: 'hello' },
    { status: 200, seq: 1 },
  );
  for (const person of invited) {
    await person.receives({
      type: 'GroupMessageRecv',
      status: 201,
      content: 'hello',
      chat,
      seq: 1,
    });
  }
  await crowd[CROWD - 1]?.hearsNothing();
}, 60_000);

async function enter(number: number): Promise<Person> {
  const digits = `${number}`.padStart(4, '0');
  const person = await stage.connect(digits, `${'𠮷'.repeat(28)}${digits}`);
  await person.registers();
  return person;
}
