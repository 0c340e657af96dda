import { expect, test } from 'bun:test';
import { COUNTED, SHOWN } from '../../../server/src/ports/marks.ts';
import type { ChatId, PersonId, Store } from '../../../server/src/ports/store.ts';
import { open } from './accounts.ts';
import { edit, remove } from './amendments.ts';
import type { Given } from './given.ts';
import { enter, three } from './guests.ts';
import { group, paired, say, tell } from './logs.ts';
import { named, opened, ranked, stepped } from './steps.ts';

/** What a chat looks like to one of its people. Counting in all its forms is in `counts.ts`. */
export function marksContract(given: Given): void {
  test('a cursor goes forward, and back only where that is wanted', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    for (let n = 0; n < 5; n++) await say(store, chat, ada);
    const mark = (seq: number, back = false) => store.markRead({ person: bob, chat, seq, back });
    const showsReads = false;
    expect(await mark(3)).toEqual({ seq: 3, wasAt: 0, showsReads });
    expect(await mark(2)).toEqual({ seq: 3, wasAt: 3, showsReads });
    expect(await mark(2, true)).toEqual({ seq: 2, wasAt: 3, showsReads });
    expect(await mark(4, true)).toEqual({ seq: 4, wasAt: 2, showsReads });
    expect(await mark(Number.MAX_SAFE_INTEGER)).toEqual({ seq: 5, wasAt: 4, showsReads });
    expect(await mark(0, true)).toEqual({ seq: 0, wasAt: 5, showsReads });
    expect((await view(store, bob, chat)).readSeq).toBe(0);
    expect((await view(store, ada, chat)).readSeq).toBe(0);
  });

  test('nobody marks what is not theirs', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await stepped(store, chat, bob, { leave: [bob] });
    for (const other of [chat, 'c777', 'no id at all', '']) {
      const mark = { person: bob, chat: other, seq: 1, back: false };
      expect(await store.markRead(mark)).toBeUndefined();
      expect(await store.setPreference({ person: bob, chat: other, notify: 'none' })).toBe('gone');
    }
  });

  test('how much one hears, and whether others see how far one has read, is set by itself', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const { chat } = await tell(store, { direct: bob }, ada);
    const start = { notify: 'all', showsReads: false } as const;
    expect(await view(store, bob, chat)).toMatchObject(start);
    expect(await store.setPreference({ person: bob, chat, notify: 'mentions' })).toBe('set');
    expect(await store.setPreference({ person: bob, chat, showsReads: true })).toBe('set');
    expect(await store.setPreference({ person: bob, chat })).toBe('set');
    const now = { notify: 'mentions', showsReads: true } as const;
    expect(await view(store, bob, chat)).toMatchObject(now);
    expect(await view(store, ada, chat)).toMatchObject(start);
    const mark = { person: bob, chat, seq: 1, back: false };
    expect(await store.markRead(mark)).toMatchObject({ showsReads: true });
    await store.setPreference({ person: bob, chat, showsReads: false, notify: 'none' });
    expect(await view(store, bob, chat)).toMatchObject({ notify: 'none', showsReads: false });
  });

  test('a group and a conversation of two look like what they are', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const tea = await group(store, 'Tea', ada, bob);
    await opened(store, tea, ada);
    await ranked(store, tea, ada, bob, 'moderator');
    const { chat } = await tell(store, { direct: ada }, bob, { content: 'hello', at: 7 });
    const common = { notify: 'all', showsReads: false, mutedUntil: 0, readSeq: 0 } as const;
    expect(await store.chatsOf(bob, undefined, 9, 1)).toEqual([
      {
        ...common,
        chat: tea,
        name: 'Tea',
        group: { rank: 'moderator', policy: 'open', topic: '', memberCount: 2 },
        lastSeq: 2,
        unread: 0,
        mentions: 0,
      },
      {
        ...common,
        chat,
        name: 'ada',
        peer: { ...named(ada, 'ada'), hasEnded: false },
        lastSeq: 1,
        unread: 0,
        mentions: 0,
        last: { seq: 1, at: 7, sender: named(bob, 'bob'), content: 'hello', isDeleted: false },
      },
    ]);
    expect(await view(store, ada, chat)).toMatchObject({ name: 'bob', unread: 1 });
  });

  test('the last message is shown from its beginning, as it is now', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const { chat } = await tell(store, { direct: bob }, ada, { content: 'before' });
    await tell(store, { chat }, ada, { content: '\u{1f600}'.repeat(SHOWN + 1) });
    const last = async () => (await view(store, bob, chat)).last;
    expect((await last())?.content).toBe('\u{1f600}'.repeat(SHOWN));
    await edit(store, chat, ada, 2, 'now');
    expect(await last()).toMatchObject({ seq: 2, content: 'now', isDeleted: false });
    await remove(store, chat, ada, 2);
    expect(await last()).toMatchObject({ seq: 2, content: '', isDeleted: true });
    await edit(store, chat, ada, 1, 'after');
    expect(await view(store, bob, chat)).toMatchObject({ last: { seq: 2 }, lastSeq: 5 });
  });

  test('whoever joins has read what was before, and is shown nothing of it', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada);
    await say(store, chat, ada);
    await stepped(store, chat, ada, { join: [bob] });
    expect(await view(store, bob, chat)).toMatchObject({ unread: 0, lastSeq: 2 });
    expect((await view(store, bob, chat)).last).toBeUndefined();
    await opened(store, chat, ada);
    await stepped(store, chat, cleo, { join: [cleo] });
    expect(await view(store, cleo, chat)).toMatchObject({ unread: 0, last: { seq: 1 } });
    await say(store, chat, ada);
    expect((await view(store, bob, chat)).unread).toBe(1);
    expect((await view(store, cleo, chat)).unread).toBe(1);
    await store.markRead({ person: cleo, chat, seq: 0, back: true });
    expect((await view(store, cleo, chat)).unread).toBe(2);
  });

  test("one's own messages are read, and do not say that anything before them is", async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const { chat } = await tell(store, { direct: bob }, ada);
    await say(store, chat, bob);
    await say(store, chat, ada);
    expect(await view(store, bob, chat)).toMatchObject({ unread: 2, readSeq: 0 });
    expect(await view(store, ada, chat)).toMatchObject({ unread: 1, readSeq: 0 });
  });

  test('beyond so many, nobody counts, and somebody who is called is told all the same', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada, bob, cleo);
    await Promise.all(Array.from({ length: COUNTED + 5 }, () => say(store, chat, ada)));
    await tell(store, { chat }, ada, { mentions: { names: ['bob'], everybody: false } });
    expect(await view(store, bob, chat)).toMatchObject({ unread: COUNTED, mentions: 1 });
    const mentions = { names: [], everybody: true };
    const calls = Array.from({ length: COUNTED + 5 }, () =>
      tell(store, { chat }, ada, { mentions }),
    );
    await Promise.all(calls);
    expect(await view(store, cleo, chat)).toMatchObject({ unread: COUNTED, mentions: COUNTED });
    expect(await view(store, ada, chat)).toMatchObject({ unread: 0, mentions: 0 });
  });

  test('a call reaches those who are in the chat under that name, and nobody else', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    const names = ['bob', 'cleo', 'ada', 'tea', 'nobody', ''];
    await tell(store, { chat }, ada, { mentions: { names, everybody: false } });
    expect((await view(store, bob, chat)).mentions).toBe(1);
    expect((await view(store, ada, chat)).mentions).toBe(0);
    await opened(store, chat, ada);
    await stepped(store, chat, cleo, { join: [cleo] });
    await store.markRead({ person: cleo, chat, seq: 0, back: true });
    expect(await view(store, cleo, chat)).toMatchObject({ unread: 1, mentions: 0 });
    await store.releaseNames([bob]);
    await tell(store, { chat }, ada, { mentions: { names: ['bob'], everybody: false } });
    expect(await view(store, bob, chat)).toMatchObject({ unread: 2, mentions: 1 });
    const { chat: direct } = await paired(store, ada, cleo);
    await tell(store, { chat: direct }, ada, { mentions: { names: ['cleo'], everybody: false } });
    expect((await view(store, cleo, direct)).mentions).toBe(1);
  });

  test('chats are read in pages by id, each going on after the last of the one before', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chats: ChatId[] = [];
    for (let n = 0; n < 40; n++) chats.push(await group(store, `group ${n}`, ada));
    chats.push((await paired(store, ada, bob)).chat);
    const first = await store.chatsOf(ada, undefined, 25, 1);
    const second = await store.chatsOf(ada, first.at(-1)?.chat, 25, 1);
    expect([...first, ...second].map(({ chat }) => chat)).toEqual(chats);
    expect(first).toHaveLength(25);
    expect(await store.chatsOf(ada, second.at(-1)?.chat, 25, 1)).toEqual([]);
    expect((await store.chatsOf(bob, undefined, 25, 1)).map(({ chat }) => chat)).toEqual([
      chats[40] as ChatId,
    ]);
  });

  test('a conversation whose guest has ended is there to be read, and says so', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    const bob = await enter(store, 'bob', { expiresAt: 500 });
    const { chat } = await tell(store, { direct: ada }, bob);
    const hasEnded = async (now: number) => (await view(store, ada, chat, now)).peer?.hasEnded;
    expect([await hasEnded(499), await hasEnded(500)]).toEqual([false, true]);
    await store.endTokens({ person: bob, reason: 'logged_out', at: 1 });
    expect(await hasEnded(1)).toBe(true);
    expect(await view(store, ada, chat, 1)).toMatchObject({ name: 'bob', unread: 1 });
    await store.endTokens({ person: ada, reason: 'logged_out', at: 1 });
    expect((await view(store, bob, chat, 1)).peer?.hasEnded).toBe(false);
  });
}

export async function view(store: Store, person: PersonId, chat: ChatId, now = 1) {
  const found = await store.chatsOf(person, undefined, 1_000, now);
  const view = found.find((one) => one.chat === chat);
  if (!view) throw new Error(`${person} is not in ${chat}`);
  return view;
}
