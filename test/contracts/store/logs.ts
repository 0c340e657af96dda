import { expect, test } from 'bun:test';
import type { Appended, NewMessage } from '../../../server/src/ports/logs.ts';
import type { ChatId, PersonId, Store } from '../../../server/src/ports/store.ts';
import type { Given } from './given.ts';
import { claim, failure, three } from './guests.ts';

export function logsContract(given: Given): void {
  test('the entries of a chat are numbered 1, 2, 3', async () => {
    const { store } = given();
    const [ada] = await three(store);
    const chat = await group(store, 'tea', ada);
    expect(await say(store, chat, ada, 11)).toEqual({ chat, seq: 1, at: 11, isFirst: true });
    expect(await say(store, chat, ada, 12)).toEqual({ chat, seq: 2, at: 12 });
    expect(await say(store, chat, ada, 12)).toEqual({ chat, seq: 3, at: 12 });
  });

  test('the first message of a chat is told from the others, whatever came before it', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada);
    const by = { chat, by: ada, at: 1, seen: { rank: 'owner' }, most: 9 } as const;
    const isFirst = (appended: object) => 'isFirst' in appended;
    expect(isFirst(stored(await store.changeMembers({ ...by, join: [bob] })))).toBe(false);
    expect(isFirst(stored(await store.changeGroup({ ...by, topic: 'cake' })))).toBe(false);
    const said = await Promise.all([say(store, chat, ada), say(store, chat, bob)]);
    expect(said.map(isFirst)).toEqual([true, false]);
    stored(await store.changeMembers({ ...by, join: [cleo] }));
    stored(await store.amend({ ...by, target: 3, change: { kind: 'delete' } }));
    expect(isFirst(await say(store, chat, cleo))).toBe(false);
  });

  test('every chat counts for itself', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const tea = await group(store, 'tea', ada);
    const cake = await group(store, 'cake', ada);
    const { chat } = await paired(store, ada, bob);
    const chats = [tea, cake, tea, chat, cake, tea, chat];
    const seqs = await Promise.all(chats.map((to) => say(store, to, ada)));
    expect(seqs.map(({ seq }) => seq)).toEqual([1, 1, 2, 1, 2, 3, 2]);
  });

  test('a thousand entries at once are numbered in the order of the calls', async () => {
    const { store } = given();
    const people = await three(store);
    const chat = await group(store, 'tea', ...people);
    const calls = Array.from({ length: 1_000 }, (_, at) =>
      say(store, chat, people[at % 3] as PersonId, at),
    );
    const entries = await Promise.all(calls);
    expect(entries.map(({ seq }) => seq)).toEqual(calls.map((_, at) => at + 1));
    expect(entries.map(({ at }) => at)).toEqual(calls.map((_, at) => at));
  });

  test('calls that come while others are being stored are numbered after them', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    const seqs: number[] = [];
    await Promise.all(
      [ada, bob].map(async (sender) => {
        for (let n = 0; n < 50; n++) seqs.push((await say(store, chat, sender)).seq);
      }),
    );
    expect(seqs.sort((one, other) => one - other)).toEqual(seqs.map((_, at) => at + 1));
  });

  test('a message to a person makes their conversation, or goes on in it', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const first = await tell(store, { direct: bob }, ada);
    expect(await store.findDirect(bob, ada)).toBe(first.chat);
    const back = await tell(store, { direct: ada }, bob, { at: 2 });
    expect(back).toEqual({ chat: first.chat, seq: 2, at: 2 });
    const { chat } = await paired(store, ada, cleo);
    const third = await tell(store, { direct: cleo }, ada, { at: 3 });
    expect(third).toEqual({ chat, seq: 1, at: 3, isFirst: true });
  });

  test('first messages that cross make one conversation', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const crossed = await Promise.all([
      tell(store, { direct: bob }, ada),
      tell(store, { direct: ada }, bob),
    ]);
    expect(crossed[0].chat).toBe(crossed[1].chat);
    expect(crossed.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test('an entry that is denied takes no number, and its neighbours are stored', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada);
    const before = [say(store, chat, ada), say(store, chat, ada)];
    const stranger = store.append({ to: { chat }, sender: bob, content: 'me too', at: 1 });
    const after = say(store, chat, ada);
    expect(await stranger).toBe('gone');
    const stored = await Promise.all([...before, after]);
    expect(stored.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect((await say(store, chat, ada)).seq).toBe(4);
  });

  test('a call that fails leaves its neighbours alone', async () => {
    const { store } = given();
    const [ada] = await three(store);
    const chat = await group(store, 'tea', ada);
    const before = say(store, chat, ada);
    const [impossible, after] = [failure(paired(store, ada, ada)), say(store, chat, ada)];
    expect(await impossible).toBeInstanceOf(Error);
    expect([(await before).seq, (await after).seq]).toEqual([1, 2]);
  });

  test('an entry that was refused takes no number', async () => {
    const { store, refusing } = given();
    const [ada] = await three(store);
    const chat = await group(store, 'tea', ada);
    await say(store, chat, ada);
    await refusing(async () => {
      const refused = await Promise.allSettled([say(store, chat, ada), say(store, chat, ada)]);
      expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    });
    expect((await say(store, chat, ada)).seq).toBe(2);
  });
}

export async function group(store: Store, name: string, ...members: PersonId[]): Promise<ChatId> {
  const chat = await store.addGroup({ name: claim(name), members, at: 1 });
  if (typeof chat !== 'string' || chat === 'taken') throw new Error(`${name} is taken`);
  return chat;
}

/** The conversation of two. */
export async function paired(store: Store, person: PersonId, other: PersonId, at = 1) {
  return stored(await store.openDirect({ person, other, at }));
}

/** Stores a message that nothing is in the way of. */
export async function tell(
  store: Store,
  to: NewMessage['to'],
  sender: PersonId,
  more: Partial<NewMessage> = {},
): Promise<Appended> {
  return stored(await store.append({ to, sender, content: 'hello', at: 1, ...more }));
}

export function say(store: Store, chat: ChatId, sender: PersonId, at = 1): Promise<Appended> {
  return tell(store, { chat }, sender, { at });
}

/** What was made, where nothing was in the way. */
export function stored<T extends object>(outcome: T | string): Exclude<T, { digest: string }> {
  if (typeof outcome === 'string') throw new Error(`nothing was stored: ${outcome}`);
  if ('digest' in outcome) throw new Error('it had been stored before');
  return outcome as Exclude<T, { digest: string }>;
}
