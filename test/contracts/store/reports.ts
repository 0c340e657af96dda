import { expect, test } from 'bun:test';
import type { Report } from '../../../server/src/ports/safety.ts';
import type { PersonId, Store } from '../../../server/src/ports/store.ts';
import { edit, remove } from './amendments.ts';
import type { Given } from './given.ts';
import { three } from './guests.ts';
import { group, say, stored, tell } from './logs.ts';
import { named, stepped } from './steps.ts';

/** What somebody tells the moderators. */
export function reportsContract(given: Given): void {
  test('a report of a message has the message as it was then', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const { chat } = await tell(store, { direct: bob }, ada, { content: 'first' });
    await edit(store, chat, ada, 1, 'second');
    const about = { chat, seq: 1 };
    const made = await report(store, bob, about, 7);
    await edit(store, chat, ada, 1, 'third');
    await remove(store, chat, ada, 1);
    expect(await store.reports(undefined, 9)).toEqual([
      {
        id: made.report,
        at: 7,
        reporter: named(bob, 'bob'),
        about: named(ada, 'ada'),
        reason: 'rude',
        chat,
        seq: 1,
        content: 'second',
        isClosed: false,
      },
    ]);
  });

  test('a report may be about a person alone', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const made = await report(store, bob, { person: ada });
    const common = { at: 1, reason: 'rude', isClosed: false };
    expect(await store.reports(undefined, 9)).toEqual([
      { id: made.report, ...common, reporter: named(bob, 'bob'), about: named(ada, 'ada') },
    ]);
  });

  test('nobody reports what they do not see, or what is not there', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada, cleo);
    await say(store, chat, ada);
    await stepped(store, chat, ada, { join: [bob] });
    await say(store, chat, ada);
    await remove(store, chat, ada, 3);
    await stepped(store, chat, cleo, { leave: [cleo] });
    for (const [reporter, about] of [
      [bob, { chat, seq: 1 }],
      [bob, { chat, seq: 2 }],
      [bob, { chat, seq: 3 }],
      [bob, { chat, seq: 99 }],
      [cleo, { chat, seq: 1 }],
      [bob, { chat: 'c777', seq: 1 }],
      [bob, { person: 'p777' }],
      [bob, { person: '' }],
      [bob, { person: chat }],
    ] as const) {
      const wanted = { reporter, about, reason: 'rude', at: 1 };
      expect(await store.report(wanted)).toBeUndefined();
    }
    expect(await store.reports(undefined, 9)).toEqual([]);
  });

  test('reports are read in pages, the oldest first, closed ones as well', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const made: string[] = [];
    for (let n = 0; n < 12; n++) made.push((await report(store, bob, { person: ada }, n)).report);
    const first = await store.reports(undefined, 10);
    const second = await store.reports(first.at(-1)?.id, 10);
    expect([...first, ...second].map(({ id }) => id)).toEqual(made);
    expect(first).toHaveLength(10);
    expect(await store.reports(second.at(-1)?.id, 10)).toEqual([]);
    expect(await store.closeReport(made[3] as string)).toBe(true);
    expect(await store.closeReport(made[3] as string)).toBe(false);
    expect(await store.closeReport('777')).toBe(false);
    expect(await store.closeReport('no id at all')).toBe(false);
    const isClosed = (await store.reports(undefined, 99)).map((one: Report) => one.isClosed);
    expect(isClosed).toEqual(made.map((_, at) => at === 3));
  });
}

export async function report(
  store: Store,
  reporter: PersonId,
  about: Parameters<Store['report']>[0]['about'],
  at = 1,
): Promise<{ report: string }> {
  const made = await store.report({ reporter, about, reason: 'rude', at });
  return stored(made ?? 'there is no such thing');
}
