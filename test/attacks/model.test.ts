import { afterAll, beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { type BootedServer, bootServer, stageOn } from '../cast.ts';
import { type Act, Assembly } from './assembly.ts';
import { UNLIMITED } from './scene.ts';

/** Anybody asks for anything, in any order, and the ledger knows what must come of it. A failure prints its seed. */

const RUNS = Number(process.env['CHATEAU_MODEL_RUNS'] ?? 25);

/** The last one is in no group at first. */
const who = fc.constantFrom(0, 0, 1, 1, 2, 2, 3);
const whom = fc.nat({ max: 3 });
const chat = fc.nat({ max: 5 });
const number = fc.nat({ max: 30 });
const asOwner = fc.boolean();
const what = fc.record({
  calls: fc.subarray([0, 1, 2, 3], { maxLength: 2 }),
  all: fc.constantFrom(false, false, true),
});

const act = (name: Act['do'], weight: number, more: Record<string, fc.Arbitrary<unknown>>) => ({
  weight,
  arbitrary: fc.record({ do: fc.constant(name), who, chat, ...more }) as fc.Arbitrary<Act>,
});

const acts = fc.array(
  fc.oneof(
    act('write', 12, { what, reply: fc.option(number, { freq: 2 }) }),
    act('say hello', 2, { whom }),
    act('edit', 4, { target: number, what }),
    act('delete', 4, { target: number }),
    act('react', 5, { target: number, reaction: fc.constantFrom('👍', '+1'), on: fc.boolean() }),
    act('read', 4, { seq: number, back: fc.boolean() }),
    act('prefer', 1, {}),
    act('type', 1, {}),
    act('look', 1, { seq: number, limit: number }),
    act('invite', 4, { whom, asOwner }),
    act('join', 2, {}),
    act('leave', 1, {}),
    act('remove', 2, { whom, asOwner }),
    act('rank', 2, { whom, rank: fc.constantFrom('owner', 'moderator', 'member'), asOwner }),
    act('open or shut', 2, { isOpen: fc.boolean(), asOwner }),
    act('mute', 1, { whom, on: fc.boolean(), asOwner }),
    act('let others talk', 1, {}),
    act('block', 1, { whom, on: fc.boolean() }),
  ),
  { minLength: 1, maxLength: 60, size: 'max' },
);

let server: BootedServer;

beforeAll(async () => {
  server = await bootServer({ env: UNLIMITED });
}, 30_000);

afterAll(async () => {
  expect(server.output()).not.toMatch(/"level":[56]0/);
  expect(await server.stop()).toBe(0);
}, 30_000);

test('[guarantee.2, history.2, history.8, read.5] whatever anybody asks for, everybody has what is theirs, and nobody anything else', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (story) => {
      const stage = stageOn(server, { isOwn: true });
      try {
        const assembly = await Assembly.open(stage);
        for (const [at, act] of story.entries()) {
          await assembly.perform(act);
          if (at % 20 === 19) await assembly.compare();
        }
        await assembly.compare();
        expect(stage.leftovers()).toEqual([]);
      } finally {
        await stage.end();
      }
    }),
    { numRuns: RUNS },
  );
}, 300_000);
