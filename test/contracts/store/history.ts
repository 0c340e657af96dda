import { expect, test } from 'bun:test';
import type { Entry, Page, Span } from '../../../server/src/ports/logs.ts';
import type { ChatId, PersonId, Store } from '../../../server/src/ports/store.ts';
import { edit, react, remove } from './amendments.ts';
import type { Given } from './given.ts';
import { claim, resumption, three } from './guests.ts';
import { group, paired, say, tell } from './logs.ts';
import { named, stepped } from './steps.ts';

/** Reading one log. What is left out of it for somebody is in `stays.ts`. */
export function historyContract(given: Given): void {
  test('a message is read as it was sent, by all who are there', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const content = ' <b>\u{1f600}</b>\n\u0001 "\\" e\u0301 ';
    const { chat } = await tell(store, { direct: bob }, ada, { content, at: 7 });
    await tell(store, { chat }, bob, { content: 'yes', at: 8, replyTo: 1 });
    const message = { kind: 'message', reactions: [] } as const;
    const all = [
      { ...message, seq: 1, at: 7, sender: named(ada, 'ada'), content },
      { ...message, seq: 2, at: 8, sender: named(bob, 'bob'), content: 'yes', replyTo: 1 },
    ];
    for (const [reader, name] of [
      [ada, 'bob'],
      [bob, 'ada'],
    ] as const) {
      for (const span of [{ after: 0 }, { before: 9 }, { around: 1 }, { at: 0 }]) {
        expect(await page(store, reader, chat, span)).toEqual({
          name,
          entries: all,
          more: false,
          lastSeq: 2,
        });
      }
    }
  });

  test('what is not theirs is nothing to anybody, as what is not there', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const tea = await group(store, 'tea', ada);
    const { chat } = await tell(store, { direct: bob }, ada);
    for (const other of [tea, chat, 'c777', 'no id at all', '', ada]) {
      for (const span of [{ after: 0 }, { after: 9 }, { before: 9 }, { around: 1 }, { at: 0 }]) {
        expect(await page(store, cleo, other, span)).toBeUndefined();
      }
      expect(await store.findMessage(cleo, other, 1)).toBeUndefined();
    }
  });

  test('entries of every kind come after a position, in order, messages in their present form', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await tell(store, { chat }, ada, { content: 'first' });
    await edit(store, chat, ada, 1, 'second', 3);
    await react(store, chat, bob, 1, 'yes');
    await stepped(store, chat, ada, { join: [cleo] });
    await edit(store, chat, ada, 1, 'third', 5);
    await tell(store, { chat }, bob, { content: 'gone' });
    await remove(store, chat, bob, 6);
    const [message, ...others] = await entries(store, ada, chat);
    const reactions = [{ reaction: 'yes', count: 1, mine: false, people: [named(bob, 'bob')] }];
    expect(message).toMatchObject({ content: 'third', editedAt: 5, reactions });
    expect(others).toEqual([
      { kind: 'edit', seq: 2, at: 3, sender: named(ada, 'ada'), target: 1, content: 'third' },
      expect.objectContaining({ kind: 'reaction', seq: 3, target: 1, reaction: 'yes', on: true }),
      expect.objectContaining({ kind: 'members', seq: 4 }),
      { kind: 'edit', seq: 5, at: 5, sender: named(ada, 'ada'), target: 1, content: 'third' },
      { kind: 'message', seq: 6, at: 1, sender: named(bob, 'bob'), reactions: [] },
      expect.objectContaining({ kind: 'delete', seq: 7, target: 6 }),
    ]);
    expect(await page(store, ada, chat, { after: 5 })).toMatchObject({
      entries: [{ seq: 6 }, { seq: 7 }],
      more: false,
      lastSeq: 7,
    });
  });

  test('pages before and around a message have messages alone', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const { chat } = await tell(store, { direct: bob }, ada);
    await react(store, chat, bob, 1, 'yes');
    await edit(store, chat, ada, 1, 'now');
    for (let n = 4; n <= 9; n++) await say(store, chat, ada, n);
    await remove(store, chat, ada, 5);
    for (const [span, limit, seqs, more] of [
      [{ before: 7 }, 3, [4, 5, 6], true],
      [{ before: 7 }, 4, [1, 4, 5, 6], false],
      [{ before: Number.MAX_SAFE_INTEGER }, 2, [8, 9], true],
      [{ before: 1 }, 3, [], false],
      [{ before: 0 }, 3, [], false],
      [{ around: 6 }, 4, [4, 5, 6, 7], true],
      [{ around: 6 }, 1, [6], true],
      [{ around: 2 }, 2, [1, 4], true],
      [{ around: 6 }, 7, [1, 4, 5, 6, 7, 8, 9], false],
      // What one half leaves free, the other takes.
      [{ around: 0 }, 4, [1, 4, 5, 6], true],
      [{ around: 9 }, 4, [6, 7, 8, 9], true],
      [{ around: Number.MAX_SAFE_INTEGER }, 3, [7, 8, 9], true],
    ] as [Span, number, number[], boolean][]) {
      const found = (await page(store, bob, chat, span, limit)) as Page;
      const shown = { span, limit, seqs: found.entries.map(({ seq }) => seq), more: found.more };
      expect(shown).toEqual({ span, limit, seqs, more });
      expect(found.lastSeq).toBe(10);
      expect(found.entries.every(({ kind }) => kind === 'message')).toBe(true);
    }
  });

  test('a time finds the first message from then on, and the latest ones where there is none', async () => {
    const { store } = given();
    const [ada] = await three(store);
    const chat = await group(store, 'tea', ada);
    for (const at of [10, 20, 20, 30, 40]) await say(store, chat, ada, at);
    const at = async (time: number, limit: number) => seqs(store, ada, chat, { at: time }, limit);
    expect(await at(20, 1)).toEqual([2]);
    expect(await at(20, 2)).toEqual([1, 2]);
    expect(await at(21, 1)).toEqual([4]);
    expect(await at(0, 2)).toEqual([1, 2]);
    expect(await at(41, 2)).toEqual([4, 5]);
    expect(await at(Number.MAX_SAFE_INTEGER, 1)).toEqual([5]);
  });

  test('a log that nothing was said in has no entries, whatever is asked', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const { chat } = await paired(store, ada, bob);
    for (const span of [{ after: 0 }, { before: 9 }, { around: 1 }, { at: 0 }]) {
      const nothing = { name: 'bob', entries: [], more: false, lastSeq: 0 };
      expect(await page(store, ada, chat, span)).toEqual(nothing);
    }
  });

  test('a position beyond the end is of another history', async () => {
    const { store } = given();
    const [ada] = await three(store);
    const chat = await group(store, 'tea', ada);
    await say(store, chat, ada);
    const nothing = { name: 'tea', entries: [], more: false, lastSeq: 1 };
    expect(await page(store, ada, chat, { after: 1 })).toEqual(nothing);
    expect(await page(store, ada, chat, { after: 2 })).toBe('reset');
    expect(await page(store, ada, chat, { after: Number.MAX_SAFE_INTEGER })).toBe('reset');
  });

  test('a page ends before its entries pass so many bytes, and is never empty for that', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    // Signs that take several bytes each, in UTF-8 or once they are JSON.
    const contents = ['a'.repeat(3_000), 'é'.repeat(500), '\u0001'.repeat(500), '"'.repeat(900)];
    for (let n = 0; n < 12; n++) {
      await tell(store, { chat }, ada, { content: contents[n % 4] as string });
    }
    for (let n = 0; n < 9; n++) await react(store, chat, n % 2 ? ada : bob, 12, `reaction${n}`);
    for (let n = 0; n < 9; n++) {
      await stepped(store, chat, ada, { join: [cleo] });
      await stepped(store, chat, ada, { leave: [cleo] });
    }
    for (const bytes of [1, 1_000, 4_000, 9_000]) {
      const read: number[] = [];
      for (let after = 0, more = true; more; after = read.at(-1) ?? 0) {
        const found = (await page(store, bob, chat, { after }, 200, bytes)) as Page;
        expect(fits(found, bytes)).toBe(true);
        read.push(...found.entries.map(({ seq }) => seq));
        more = found.more;
      }
      expect(read).toEqual(Array.from({ length: 39 }, (_, at) => at + 1));
      const back: number[] = [];
      for (let before = 99, more = true; more; before = back[0] ?? 0) {
        const found = (await page(store, bob, chat, { before }, 200, bytes)) as Page;
        expect(fits(found, bytes)).toBe(true);
        back.unshift(...found.entries.map(({ seq }) => seq));
        more = found.more;
      }
      expect(back).toEqual(read.slice(0, 12));
      const around = (await page(store, bob, chat, { around: 6 }, 200, bytes)) as Page;
      expect(fits(around, bytes)).toBe(true);
      expect(around.entries.some(({ seq }) => seq === 6)).toBe(true);
      expect(around.more).toBe(around.entries.length < 12);
    }
  });

  test('names are those that people have now', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await stepped(store, chat, bob, { join: [cleo] });
    await say(store, chat, bob);
    await react(store, chat, cleo, 2, 'yes');
    await store.resume(resumption(bob, 'bob', claim('Robert')));
    await store.resume(resumption(cleo, 'cleo', claim('Cleopatra')));
    const [step, message] = await entries(store, ada, chat);
    expect(message).toMatchObject({
      sender: named(bob, 'Robert'),
      reactions: [{ people: [named(cleo, 'Cleopatra')] }],
    });
    expect(step).toMatchObject({ sender: named(bob, 'Robert'), joined: [{ name: 'Cleopatra' }] });
  });

  test('a message is found with its sender, as long as there is something to change', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const { chat } = await tell(store, { direct: bob }, ada);
    expect(await store.findMessage(bob, chat, 1)).toEqual({ sender: ada, isDeleted: false });
    await remove(store, chat, ada, 1);
    expect(await store.findMessage(bob, chat, 1)).toEqual({ sender: ada, isDeleted: true });
    for (const seq of [0, 2, 3, Number.MAX_SAFE_INTEGER]) {
      expect(await store.findMessage(bob, chat, seq)).toBeUndefined();
    }
  });
}

export function page(
  store: Store,
  reader: PersonId,
  chat: ChatId,
  span: Span,
  limit = 200,
  bytes = 100_000,
): ReturnType<Store['history']> {
  return store.history({ reader, chat, span, limit, bytes });
}

/** All that somebody sees of a chat, from the beginning. */
export async function entries(store: Store, reader: PersonId, chat: ChatId): Promise<Entry[]> {
  const all: Entry[] = [];
  for (let more = true; more; ) {
    const found = await page(store, reader, chat, { after: all.at(-1)?.seq ?? 0 });
    if (typeof found !== 'object') throw new Error(`${reader} is not in ${chat}`);
    all.push(...found.entries);
    more = found.more;
  }
  return all;
}

export async function seqs(
  store: Store,
  reader: PersonId,
  chat: ChatId,
  span: Span,
  limit?: number,
): Promise<number[] | undefined> {
  const found = await page(store, reader, chat, span, limit);
  return typeof found === 'object' ? found.entries.map(({ seq }) => seq) : undefined;
}

/** Whether a page is as small as it should be. */
export function fits({ entries }: Pick<Page, 'entries'>, bytes: number): boolean {
  return entries.length <= 1 || Buffer.byteLength(JSON.stringify(entries)) <= bytes;
}
