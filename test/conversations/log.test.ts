import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import type { Person, Stage } from '@chateau/conformance';

import { type BootedServer, bootServer, stageOn } from '../cast.ts';

/** Logs so long, and messages so large, that no frame holds them. That no frame is too long, every person checks. */

type Fields = Record<string, unknown>;
interface Entry {
  readonly seq: number;
  readonly kind: string;
  readonly content?: string;
  readonly reactions?: readonly { readonly count: number; readonly people: readonly unknown[] }[];
}

let server: BootedServer;
let stage: Stage;

beforeAll(async () => {
  server = await bootServer({ env: { CHATEAU_LIMITS_ENABLED: 'false' } });
  stage = stageOn(server, { isOwn: true });
}, 30_000);

afterEach(async () => {
  const leftovers = stage.leftovers();
  await stage.end();
  stage = stageOn(server, { isOwn: true });
  expect(leftovers).toEqual([]);
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
}, 30_000);

test.each([
  ['60 KB of letters', 'x'.repeat(60_000), 12],
  ['60 KB of signs of four bytes', '🎉'.repeat(15_000), 12],
  // A sixth of what a frame takes, for each of them is six characters there.
  ['signs that are long in JSON', '\u0001'.repeat(10_000), 60],
  ['signs that JSON escapes', '"\\'.repeat(15_000), 24],
])(
  '[transport.12, history.5, history.6] pages of messages of %s end in time, and all of it comes',
  async (_, content, count) => {
    const [alice, bob] = await stage.enter('alice', 'bob');
    const { chat } = await alice.asks(message(bob.name, 'first'), { status: 200 });
    await bob.receives({ seq: 1 });
    for (let at = 0; at < count; at++) {
      await alice.asks(
        { type: 'MessageRequest', chat, content: `${at}${content}` },
        { seq: at + 2 },
      );
      await bob.receives({ seq: at + 2 });
    }
    for (const way of [forward, backward]) {
      const pages = await way(bob, chat);
      expect(pages.length).toBeGreaterThan(1);
      // Room is left unused only where another message would not fit into it.
      for (const page of pages.slice(0, -1)) expect(page.length).toBeGreaterThan(1);
      const entries = pages.flat();
      expect(entries.map(({ seq }) => seq)).toEqual(numbers(count + 1));
      const contents = entries.slice(1).map((entry) => entry.content);
      expect(contents.every((one, at) => one === `${at}${content}`)).toBe(true);
    }
    const around = await bob.asks(history(chat, { around: 6 }), { more: true });
    expect((around['entries'] as Entry[]).some(({ seq }) => seq === 6)).toBe(true);
    const caught = await catchUp(bob, { [`${chat}`]: 0 });
    expect(caught.get(`${chat}`)).toEqual(numbers(count + 1));
  },
  60_000,
);

test('[history.5, history.6, edit.4] a page has 200 entries, whatever is asked for', async () => {
  const [alice, bob] = await stage.enter('alice', 'bob');
  const { chat } = await alice.asks(message(bob.name, 'first'), { status: 200 });
  await Promise.all(numbers(429).map((at) => alice.asks(message(bob.name, `${at}`))));
  for (const seq of numbers(430)) await bob.receives({ seq });
  for (let target = 1; target <= 20; target++) {
    const asked = { chat, target, ...(target % 2 === 0 && { content: 'now' }) };
    const type = target % 2 === 0 ? 'MessageEditRequest' : 'MessageDeleteRequest';
    await alice.asks({ type, ...asked }, { status: 200, seq: 430 + target });
  }
  for (const limit of [undefined, 200, 201, 1e9]) {
    const pages = await forward(bob, chat, limit);
    expect(pages.map(({ length }) => length)).toEqual([200, 200, 50]);
    expect(pages.flat().map(({ seq }) => seq)).toEqual(numbers(450));
  }
  const back = await backward(bob, chat);
  expect(back.map(({ length }) => length)).toEqual([30, 200, 200]);
  expect(back.flat().map(({ seq }) => seq)).toEqual(numbers(430));
  expect((await catchUp(bob, { [`${chat}`]: 3 })).get(`${chat}`)).toEqual(numbers(450).slice(3));
}, 60_000);

test('[catchup.2, transport.12] forty chats of any length are caught up with, each entry once', async () => {
  const [alice, bob] = await stage.enter('alice', 'bob');
  const wanted = new Map<string, number[]>();
  const positions: Record<string, number> = {};
  for (const number of numbers(40)) {
    const chatname = stage.name(`room ${number}`);
    const { chat } = await alice.asks(openGroup(chatname, [bob.name]), { status: 200 });
    const count = (number * 37) % 90;
    const size = 1 + ((number * 997) % 4_000);
    const content = 'é'.repeat(size);
    const said = { type: 'MessageRequest', chat, content };
    await Promise.all(numbers(count).map(() => alice.asks(said, { status: 200 })));
    await bob.receives({ status: 201, chat });
    for (const seq of numbers(count)) await bob.receives({ chat, seq });
    const from = number % 3 === 0 ? Math.floor(count / 2) : 0;
    positions[`${chat}`] = from;
    wanted.set(`${chat}`, numbers(count).slice(from));
  }
  expect(await catchUp(bob, positions)).toEqual(wanted);
}, 120_000);

test('[reaction.4, history.4, transport.12] fifty different reactions by many people, and not one more', async () => {
  // The longest names, of signs of four bytes.
  const people = await Promise.all(
    numbers(14).map(async (number) => {
      const digits = `${number}`.padStart(2, '0');
      const person = await stage.connect(digits, `${'𠮷'.repeat(30)}${digits}`);
      await person.registers();
      return person;
    }),
  );
  const [alice, bob] = people as [Person, Person];
  const names = people.map(({ name }) => name);
  const { chat } = await alice.asks(openGroup(stage.name('party'), names), { status: 200 });
  const rows = numbers(5);
  for (const _ of rows) await alice.asks({ type: 'MessageRequest', chat, content: 'x' });
  for (const other of people.slice(1)) {
    await other.receives({ status: 201, chat });
    for (const seq of rows) await other.receives({ seq });
  }
  for (const target of rows) {
    const reactions = numbers(50).map((number) => `r${number}`);
    await Promise.all(
      people.map(async (person) => {
        for (const reaction of reactions) {
          await person.asks(react(chat, target, reaction), { status: 200 });
        }
      }),
    );
    await bob.isRefused(react(chat, target, 'r51'), 'too_large');
  }
  await bob.asks(react(chat, 1, 'r1'), { status: 200, seq: (seq: unknown) => seq === undefined });
  const pages = await backward(bob, chat);
  expect(pages.flat().map(({ seq }) => seq)).toEqual(rows);
  for (const { reactions = [] } of pages.flat()) {
    expect(reactions).toHaveLength(50);
    expect(reactions.every(({ count, people: named }) => count === 14 && named.length === 10)).toBe(
      true,
    );
  }
  await bob.asks(history(chat, { around: 3 }), { status: 200 });
  // Where one is taken back by all, there is room for another one.
  for (const person of people) await person.asks({ ...react(chat, 1, 'r1'), on: false });
  await bob.asks(react(chat, 1, 'r51'), { status: 200 });
}, 120_000);

test('[chats.3, transport.12] a list of chats that no frame holds is read in pages', async () => {
  const [alice] = await stage.enter('alice');
  const opened: unknown[] = [];
  for (const number of numbers(300)) {
    const chatname = stage.name(`room ${number}`);
    const opening = { ...openGroup(chatname, []), topic: '𠮷'.repeat(250) };
    opened.push((await alice.asks(opening, { status: 200 }))['chat']);
  }
  const seen: unknown[] = [];
  let pages = 0;
  for (let more: unknown = true; more; pages++) {
    const page = await alice.asks({ type: 'ChatListRequest', after: seen.at(-1) }, { status: 200 });

    seen.push(...(page['chats'] as Fields[]).map(({ chat }) => chat));
    more = page['more'];
  }
  expect(pages).toBe(2);
  expect(seen).toEqual(opened);
}, 60_000);

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

function message(recipient: string, content: string) {
  return { type: 'MessageRequest', recipient, content };
}

function openGroup(chatname: string, recipients: string[]) {
  return { type: 'GroupMessageInitRequest', chatname, recipients };
}

function history(chat: unknown, more: Fields) {
  return { type: 'HistoryRequest', chat, ...more };
}

function react(chat: unknown, target: number, reaction: string) {
  return { type: 'ReactionRequest', chat, target, reaction, on: true };
}

/** The pages in the order of the log. */
async function forward(reader: Person, chat: unknown, limit?: number): Promise<Entry[][]> {
  const pages: Entry[][] = [];
  for (let more: unknown = true; more; ) {
    const after = pages.at(-1)?.at(-1)?.seq ?? 0;
    const page = await reader.asks(history(chat, { after, limit }), { status: 200 });
    pages.push(page['entries'] as Entry[]);
    more = page['more'];
  }
  return pages;
}

async function backward(reader: Person, chat: unknown): Promise<Entry[][]> {
  const pages: Entry[][] = [];
  for (let more: unknown = true; more; ) {
    const before = pages[0]?.[0]?.seq;
    const page = await reader.asks(history(chat, { before }), { status: 200 });
    pages.unshift(page['entries'] as Entry[]);
    more = page['more'];
  }
  return pages;
}

/** The `seq` of every entry that comes, by chat. */
async function catchUp(reader: Person, positions: Record<string, number>) {
  const found = new Map(Object.keys(positions).map((chat) => [chat, [] as number[]]));
  const missing = new Set(found.keys());
  while (missing.size > 0) {
    const after = [...missing].map((chat) => [chat, found.get(chat)?.at(-1) ?? positions[chat]]);
    const chats = Object.fromEntries(after);
    const answer = await reader.asks(
      { type: 'CatchUpRequest', chats },
      { reset: [], gone: [], status: 200 },
    );
    const caught = answer['chats'] as { chat: string; entries: Entry[]; more?: true }[];
    expect(caught.length).toBeGreaterThan(0);
    expect(answer['more'] === true).toBe(caught.length < missing.size);
    for (const { chat, entries, more } of caught) {
      found.get(chat)?.push(...entries.map(({ seq }) => seq));
      if (!more) missing.delete(chat);
    }
  }
  return found;
}
