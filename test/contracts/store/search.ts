import { expect, test } from 'bun:test';
import { type Search, wordsOf } from '../../../server/src/ports/search.ts';
import type { ChatId, PersonId, Store } from '../../../server/src/ports/store.ts';
import { edit, react, remove } from './amendments.ts';
import type { Given } from './given.ts';
import { claim, enter, three } from './guests.ts';
import { group, paired, say, tell } from './logs.ts';
import { named, opened, stepped } from './steps.ts';

/** Finding messages. What has been written is found when `indexed` has come back. */
export function searchContract(given: Given): void {
  test('a message is found with all that there is to say of it', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const tea = await group(store, 'Tea', ada, bob);
    await tell(store, { chat: tea }, ada, { content: 'Where is Émilie?', at: 7 });
    const { chat } = await tell(store, { direct: bob }, ada, { content: 'émilie is here', at: 8 });
    await indexed(store);
    const { hits, more } = await store.search({ reader: bob, words: wordsOf('Emilie'), limit: 9 });
    expect(more).toBe(false);
    const sender = named(ada, 'ada');
    const content = 'émilie is here';
    expect(hits.map(({ position: _, ...hit }) => hit)).toEqual([
      { chat, name: 'ada', isGroup: false, seq: 1, at: 8, sender, content },
      { chat: tea, name: 'Tea', isGroup: true, seq: 1, at: 7, sender, content: 'Where is Émilie?' },
    ]);
    expect(hits[0]?.position).toBeGreaterThan(hits[1]?.position ?? Infinity);
  });

  test('words are found in any order and case, without accents and signs', async () => {
    const { store } = given();
    const look = await library(store, [
      'The Café on Łódź street, room 42: bring your résumé!',
      'STRASSE und Straße',
      'snake_case, kebab-case and e.g. dots',
    ]);
    for (const [query, found] of [
      ['cafe', [1]],
      ['CAFÉ street', [1]],
      ['street cafe', [1]],
      ['"resume"', [1]],
      ['straße', [2]],
      ['strasse', [2]],
      ['case', [3]],
      ['snake', [3]],
      ['cafe case', []],
      ['42', [1]],
      ['nowhere', []],
    ] as const) {
      expect({ query, found: await look(query) }).toEqual({ query, found: [...found] });
    }
  });

  test('three letters are found anywhere in a word, two where a word begins, one alone', async () => {
    const { store } = given();
    const look = await library(store, [
      'a rhinoceros',
      'an ear near',
      'x marks the spot',
      'earn it',
    ]);
    for (const [query, found] of [
      ['noc', [1]],
      ['rhinoceros', [1]],
      ['rh', [1]],
      ['hi', []],
      ['ear', [2, 4]],
      ['ea', [2, 4]],
      ['ne', [2]],
      ['x', [3]],
      ['a', [1]],
      ['e', []],
      ['earnest', []],
    ] as const) {
      expect({ query, found: await look(query) }).toEqual({ query, found: [...found] });
    }
  });

  test('Chinese, Japanese and Korean are found by any two characters', async () => {
    const { store } = given();
    const look = await library(store, [
      '今天下午三点开会',
      '明日の会議は京都です',
      '오늘 회의는 세 시에 있어요',
      'meeting 会议 at three',
    ]);
    for (const [query, found] of [
      ['下午', [1]],
      ['开会', [1]],
      ['午开', []],
      ['京都', [2]],
      ['会議', [2]],
      ['회의', [3]],
      ['会议', [4]],
      ['下午 开会', [1]],
      ['meeting 会议', [4]],
      ['三点开会', [1]],
    ] as const) {
      expect({ query, found: await look(query) }).toEqual({ query, found: [...found] });
    }
  });

  test('emoji are found wherever they stand, whatever they are joined to', async () => {
    const { store } = given();
    const look = await library(store, [
      'done🎉🎉 at last',
      'a \u{1f44d}\u{1f3fd} from me',
      'family: 👩‍👩‍👧',
      '❤️ and no party',
      '🎉',
    ]);
    for (const [query, found] of [
      ['🎉', [1, 5]],
      ['done🎉', [1]],
      ['🎉🎉', [1, 5]],
      ['👍', [2]],
      ['👍🏿', [2]],
      ['👧', [3]],
      ['👩‍👩‍👧', [3]],
      ['❤', [4]],
      ['❤️ party', [4]],
      ['🙈', []],
    ] as const) {
      expect({ query, found: await look(query) }).toEqual({ query, found: [...found] });
    }
  });

  test('nobody finds what they may not see', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const tea = await group(store, 'tea', ada);
    await tell(store, { chat: tea }, ada, { content: 'needle one' });
    await stepped(store, tea, ada, { join: [bob, cleo] });
    await tell(store, { chat: tea }, ada, { content: 'needle two' });
    await stepped(store, tea, cleo, { leave: [cleo] });
    const { chat } = await tell(store, { direct: bob }, ada, { content: 'needle three' });
    await indexed(store);
    const found = (reader: PersonId, more: Partial<Search> = {}) => contents(store, reader, more);
    expect(await found(ada)).toEqual(['needle three', 'needle two', 'needle one']);
    expect(await found(bob)).toEqual(['needle three', 'needle two']);
    expect(await found(cleo)).toEqual([]);
    expect(await found(cleo, { chat })).toEqual([]);
    expect(await found(bob, { chat: 'c777' })).toEqual([]);
    await opened(store, tea, ada);
    expect(await found(bob, { chat: tea })).toEqual(['needle two', 'needle one']);
    await stepped(store, tea, bob, { leave: [bob] });
    expect(await found(bob)).toEqual(['needle three']);
  });

  test('a message is found as it is now, and a deleted one is not', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await tell(store, { chat }, ada, { content: 'needle one' });
    await tell(store, { chat }, ada, { content: 'needle two' });
    await tell(store, { chat }, ada, { content: 'haystack' });
    await indexed(store);
    await edit(store, chat, ada, 1, 'something else');
    await remove(store, chat, ada, 2);
    expect(await contents(store, bob)).toEqual([]);
    await edit(store, chat, ada, 3, 'a needle in a haystack');
    await react(store, chat, ada, 3, 'needle');
    await indexed(store);
    expect(await contents(store, bob)).toEqual(['a needle in a haystack']);
    expect(await contents(store, bob, { words: ['something'] })).toEqual(['something else']);
  });

  test('hits are narrowed by sender, place, time and what is in them', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const tea = await group(store, 'Tea room', ada, bob);
    const said = [
      ['needle https://example.org', ada, 10],
      ['needle http:// `code`', bob, 20],
      ['needle ```code```', ada, 30],
      ['needle httpx', bob, 40],
    ] as const;
    for (const [content, sender, at] of said) {
      await tell(store, { chat: tea }, sender, { content, at });
    }
    await tell(store, { direct: bob }, ada, { content: 'needle between us', at: 50 });
    await indexed(store);
    const ats = async (more: Partial<Search>, reader = bob) => {
      const { hits } = await store.search({ reader, words: ['needle'], limit: 9, ...more });
      return hits.map(({ at }) => at);
    };
    expect(await ats({ from: ['ada'] })).toEqual([50, 30, 10]);
    expect(await ats({ from: ['ada', 'bob'] })).toEqual([50, 40, 30, 20, 10]);
    expect(await ats({ from: ['Ada'] })).toEqual([]);
    expect(await ats({ from: ['nobody'] })).toEqual([]);
    expect(await ats({ in: ['tea room'] })).toEqual([40, 30, 20, 10]);
    expect(await ats({ in: ['ada'] })).toEqual([50]);
    expect(await ats({ in: ['bob'] }, ada)).toEqual([50]);
    expect(await ats({ in: ['tea room', 'ada'] })).toEqual([50, 40, 30, 20, 10]);
    expect(await ats({ chat: tea })).toEqual([40, 30, 20, 10]);
    expect(await ats({ since: 20, until: 40 })).toEqual([30, 20]);
    expect(await ats({ has: ['link'] })).toEqual([20, 10]);
    expect(await ats({ has: ['code'] })).toEqual([30, 20]);
    expect(await ats({ has: ['link', 'code'] })).toEqual([20]);
    expect(await ats({ from: ['bob'], has: ['code'], until: 40, words: [] })).toEqual([20]);
    expect(await ats({ words: [], chat: tea, since: 40 })).toEqual([40]);
  });

  test('names in a search are those that people and groups have now', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await tell(store, { chat }, bob, { content: 'needle' });
    const by = { chat, by: ada, at: 1, seen: { rank: 'owner' } } as const;
    await store.changeGroup({ ...by, name: claim('Supper') });
    await indexed(store);
    expect(await contents(store, ada, { in: ['supper'] })).toEqual(['needle']);
    expect(await contents(store, ada, { in: ['tea'] })).toEqual([]);
    expect(await contents(store, ada, { from: ['bob'] })).toEqual(['needle']);
  });

  test('guests who have gone are found by the name that they had, whoever has it now', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const dora = await enter(store, 'Dora');
    const chat = await group(store, 'tea', ada, bob, cleo, dora);
    const { chat: direct } = await tell(store, { direct: ada }, bob, { content: 'needle one' });
    for (const [sender, content] of [
      [bob, 'needle two'],
      [cleo, 'needle three'],
      [dora, 'needle four'],
    ] as const) {
      await tell(store, { chat }, sender, { content });
    }
    await stepped(store, chat, cleo, { leave: [cleo] });
    await store.releaseNames([bob, cleo, dora]);
    const other = await enter(store, 'bob', { tokenHash: 'another bob' });
    await stepped(store, chat, ada, { join: [other] });
    await tell(store, { chat }, other, { content: 'needle five' });
    await indexed(store);
    const from = (...names: string[]) => contents(store, ada, { from: names });
    expect(await from('bob')).toEqual(['needle five', 'needle two', 'needle one']);
    expect(await from('cleo')).toEqual(['needle three']);
    expect(await from('dora')).toEqual(['needle four']);
    expect(await contents(store, ada, { from: ['bob'], chat: direct })).toEqual(['needle one']);
    expect(await contents(store, other, { from: ['bob'] })).toEqual(['needle five']);
  });

  test('hits are read in pages, the newest first', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const tea = await group(store, 'tea', ada);
    const { chat } = await paired(store, ada, bob);
    for (let n = 0; n < 25; n++) {
      await tell(store, { chat: n % 3 ? tea : chat }, ada, { content: `needle ${n}` });
      await say(store, tea, ada);
    }
    await indexed(store);
    const found: string[] = [];
    const pages: number[] = [];
    for (let before: number | undefined, more = true; more; ) {
      const page = await store.search({
        ...{ reader: ada, words: ['needle'], limit: 10 },
        ...(before !== undefined && { before }),
      });
      found.push(...page.hits.map(({ content }) => content));
      pages.push(page.hits.length);
      before = page.hits.at(-1)?.position;
      more = page.more;
    }
    expect(found).toEqual(Array.from({ length: 25 }, (_, at) => `needle ${24 - at}`));
    expect(pages).toEqual([10, 10, 5]);
    const all = { reader: ada, words: ['needle'], limit: 25 };
    expect((await store.search(all)).more).toBe(false);
  });

  test('whatever is looked for, it is looked for as it is written', async () => {
    const { store } = given();
    const look = await library(store, ['all of it and near by', 'nothing at all']);
    for (const [query, found] of [
      ['NEAR(all', [1]],
      ['-all', [1, 2]],
      ['^of', [1]],
      ['near*', [1]],
      ['ne%', [1]],
      ['a:b', []],
      ["'; DROP TABLE", []],
      ['"all of it', [1]],
      ['NOT at', [2]],
      ['AND OR', []],
    ] as const) {
      expect({ query, found: await look(query) }).toEqual({ query, found: [...found] });
    }
    const long = 'x'.repeat(1_000);
    expect(await look(long)).toEqual([]);
  });
}

/** Puts each text into a message of one chat; looks which of them, by number, a query finds. */
async function library(store: Store, texts: readonly string[]) {
  const ada = await enter(store, 'librarian');
  const chat: ChatId = await group(store, 'library', ada);
  for (const content of texts) await tell(store, { chat }, ada, { content });
  await indexed(store);
  return async (query: string): Promise<number[]> => {
    const { hits } = await store.search({ reader: ada, words: wordsOf(query), limit: 99 });
    return hits.map(({ seq }) => seq).sort((one, other) => one - other);
  };
}

async function contents(
  store: Store,
  reader: PersonId,
  more: Partial<Search> = {},
): Promise<string[]> {
  const { hits } = await store.search({ reader, words: ['needle'], limit: 99, ...more });
  return hits.map(({ content }) => content);
}

let rounds = 0;

/** Comes back when what has been written until now can be found: the index follows the log in its order. */
export async function indexed(store: Store): Promise<void> {
  const round = ++rounds;
  const watcher = await enter(store, `watcher${round}`);
  const chat = await group(store, `watch ${round}`, watcher);
  await tell(store, { chat }, watcher, { content: 'watchword' });
  for (;;) {
    const { hits } = await store.search({ reader: watcher, words: ['watchword'], limit: 1 });
    if (hits.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
