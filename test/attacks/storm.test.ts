import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Received } from '@chateau/client';
import type { Person, Stage } from '@chateau/conformance';
import fc from 'fast-check';
import { type BootedServer, bootServer, stageOn } from '../cast.ts';
import { UNLIMITED } from './scene.ts';

/** Everybody asks at once and waits for nothing. A failure prints its seed. */

const RUNS = Number(process.env['CHATEAU_MODEL_RUNS'] ?? 15);

interface Ask {
  readonly who: number;
  readonly what: 'write' | 'edit' | 'delete' | 'react' | 'invite' | 'remove' | 'change';
  readonly target: number;
  /** With one, it is sent twice. */
  readonly key: number | null;
}

const asks = fc.array(
  fc.record<Ask>({
    who: fc.nat({ max: 2 }),
    what: fc.oneof(
      { weight: 8, arbitrary: fc.constant('write') },
      { weight: 2, arbitrary: fc.constantFrom('edit', 'delete', 'react') },
      { weight: 1, arbitrary: fc.constantFrom('invite', 'remove', 'change') },
    ) as fc.Arbitrary<Ask['what']>,
    target: fc.integer({ min: 1, max: 12 }),
    key: fc.option(fc.nat({ max: 20 }), { freq: 2 }),
  }),
  { minLength: 60, maxLength: 150, size: 'max' },
);

const KINDS: Record<string, string> = {
  MessageSendResponse: 'message',
  MessageEditResponse: 'edit',
  MessageDeleteResponse: 'delete',
  ReactionResponse: 'reaction',
  GroupInviteResponse: 'members',
  GroupRemoveResponse: 'members',
  GroupChangeResponse: 'change',
};

interface Entry {
  readonly seq: number;
  readonly kind: string;
  readonly sender_id: string;
  readonly joined?: readonly { readonly id: string }[];
  readonly left?: readonly { readonly id: string }[];
}

let server: BootedServer;

beforeAll(async () => {
  server = await bootServer({ env: UNLIMITED });
}, 30_000);

afterAll(async () => {
  expect(server.output()).not.toMatch(/"level":[56]0/);
  expect(await server.stop()).toBe(0);
}, 30_000);

test('[guarantee.1, guarantee.2, guarantee.4, history.6] whatever is asked at once, there is one log, and everybody hears it once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(asks, async (storm) => {
      const stage = stageOn(server, { isOwn: true });
      try {
        await weather(stage, storm);
      } finally {
        await stage.end();
      }
    }),
    { numRuns: RUNS },
  );
}, 300_000);

async function weather(stage: Stage, storm: readonly Ask[]): Promise<void> {
  const log = { features: ['log'] };
  const people = await stage.enterWith(log, 'alice', 'bob', 'carol', 'mallory');
  const [alice, bob, carol, mallory] = people;
  const chatname = stage.name('club');
  const recipients = [bob.name, carol.name];
  const opening = { type: 'GroupMessageInitRequest', chatname, recipients };
  const opened = await alice.asks(opening, { status: 200 });
  const chat = String(opened['chat']);
  for (const other of [bob, carol]) await other.receives({ status: 201, chat });
  const phone = await stage.device(alice, log);

  const answers = await Promise.all(
    storm.flatMap((ask, at) => {
      const person = people[ask.who] as Person;
      const request = requestOf(ask, at, { chat, mallory });
      const isTwice = ask.key !== null;
      const asked = isTwice ? [person.asks(request), person.asks(request)] : [person.asks(request)];
      return asked.map(async (answer) => ({ person, answer: await answer }));
    }),
  );
  const entries = await wholeLog(alice, chat);
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, at) => at + 1));
  isAnswered(answers, entries);

  const whole = entries.map(({ seq }) => seq);
  const own = (person: Person) =>
    entries.filter(({ sender_id }) => sender_id === person.id).map(({ seq }) => seq);
  for (const person of [alice, bob, carol]) {
    const mine = new Set(own(person));
    expect(await heardBy(person, chat)).toEqual(whole.filter((seq) => !mine.has(seq)));
  }
  expect(await heardBy(phone, chat)).toEqual(whole);
  const guests = staysOf(mallory.id, entries);
  expect(await heardBy(mallory, chat)).toEqual(guests);
  expect(stage.leftovers()).toEqual([]);
}

function requestOf(
  { what, target, key }: Ask,
  at: number,
  { chat, mallory }: { chat: string; mallory: Person },
) {
  const more = { chat, ...(key !== null && { key: `${at} ${key}` }) };
  switch (what) {
    case 'write':
      return { type: 'GroupMessageRequest', content: `number ${at}`, ...more };
    case 'edit':
      return { type: 'MessageEditRequest', target, content: `edited by ${at}`, ...more };
    case 'delete':
      return { type: 'MessageDeleteRequest', target, ...more };
    case 'react':
      return { type: 'ReactionRequest', target, reaction: '👍', on: at % 3 > 0, ...more };
    case 'invite':
      return { type: 'GroupInviteRequest', recipients: [mallory.name], ...more };
    case 'remove':
      return { type: 'GroupRemoveRequest', id: mallory.id, ...more };
    case 'change':
      return { type: 'GroupChangeRequest', topic: `topic ${at % 4}`, ...more };
    default:
      return what satisfies never;
  }
}

/** Each place that was given out is that of one request, and has what it asked for. */
function isAnswered(
  answers: readonly { person: Person; answer: Received }[],
  entries: readonly Entry[],
): void {
  const given = new Map<number, string>();
  for (const { person, answer } of answers) {
    const { type, seq } = answer;
    if (typeof seq !== 'number') continue;
    const { sender_id, kind } = entries[seq - 1] as Entry;
    expect({ seq, sender_id, kind }).toEqual({
      seq,
      sender_id: person.id,
      kind: KINDS[type] ?? '',
    });
    given.set(seq, kind);
  }
  expect(given.size).toBe(entries.length);
}

async function wholeLog(reader: Person, chat: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let more: unknown = true; more; ) {
    const after = entries.at(-1)?.seq ?? 0;
    const page = await reader.asks({ type: 'HistoryRequest', chat, after }, { status: 200 });
    entries.push(...(page['entries'] as Entry[]));
    more = page['more'];
  }
  return entries;
}

/** The entries that were pushed, in the order in which they came. */
async function heardBy(person: Person, chat: string): Promise<number[]> {
  for (let time = 0; time < 2; time++) {
    await person.asks({ type: 'ClientListRequest', prefix: 'nobody' });
  }
  const frames = person.takeUnread().filter(({ type }) => type.endsWith('Recv'));
  expect(frames.every((frame) => frame['chat'] === chat)).toBe(true);
  return frames.map(({ seq }) => seq as number);
}

/** What somebody is told who came and went: from the entry that took them in to the one that put them out. */
function staysOf(person: string, entries: readonly Entry[]): number[] {
  let isIn = false;
  return entries.flatMap(({ seq, joined = [], left = [] }) => {
    isIn ||= joined.some(({ id }) => id === person);
    const isTold = isIn;
    if (left.some(({ id }) => id === person)) isIn = false;
    return isTold ? [seq] : [];
  });
}
