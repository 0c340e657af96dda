import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { type Found, fold, hasWord, type Search, wordsOf } from '../../ports/search.ts';
import { sqliteFollower } from './follower.ts';
import { faultsOf, SpokenLog } from './search.fixture.ts';
import { sqliteSearch } from './search.ts';
import { openIndexFile, searchIndex } from './search-index.ts';
import { sqliteSearcher } from './searcher.ts';

let log: SpokenLog;
let searcher: ReturnType<typeof sqliteSearcher>;
let [alice, bob, carol]: [string, string, string] = ['', '', ''];
let tower = '';

beforeEach(() => {
  log = new SpokenLog();
  searcher = sqliteSearcher(log.db, log.index);
  [alice, bob, carol] = [log.person('alice'), log.person('bob'), log.person('carol')];
  tower = log.group('tower', alice, bob);
});
afterEach(() => {
  searcher.close();
  log.close();
});

describe('a search', () => {
  test('finds what has all the words, the newest first', () => {
    const first = log.say(tower, alice, 'The kettle is on');
    log.say(tower, bob, 'which kettle?');
    const third = log.say(tower, alice, 'on the stove: the kettle');
    expect(find('kettle on')).toEqual([third, first]);
  });

  test('says where, by whom and when, with the name that everybody has now', () => {
    const chat = log.direct(alice, bob);
    const at = log.say(chat, bob, 'tea?', 1_234);
    follow();
    const found = search({ words: ['tea'] });
    expect(found).toEqual({
      more: false,
      hits: [
        {
          position: at,
          ...{ chat, name: 'bob', isGroup: false, seq: 1, at: 1_234 },
          ...{ sender: { id: bob, name: 'bob' }, content: 'tea?' },
        },
      ],
    });
    expect(search({ words: ['tea'], reader: bob }).hits[0]?.name).toBe('alice');
  });

  test('finds nothing in chats of others, however it is asked for', () => {
    const theirs = log.group('cellar', bob, carol);
    log.say(theirs, bob, 'secret https://example.org `x`');
    expect(find('secret')).toEqual([]);
    expect(find('', { chat: theirs })).toEqual([]);
    expect(find('', { in: ['cellar'] })).toEqual([]);
    expect(find('', { from: ['bob'] })).toEqual([]);
    expect(find('', { has: ['link', 'code'] })).toEqual([]);
    expect(find('secret', { reader: 'p999' })).toEqual([]);
    expect(find('secret', { chat: 'c999' })).toEqual([]);
    expect(find('secret', { chat: 'p1' })).toEqual([]);
  });

  test('finds what was said while the reader was there, and in an open group all', () => {
    const before = log.say(tower, bob, 'tea one');
    log.say(tower, bob, 'tea two');
    const since = log.say(tower, bob, 'tea three');
    log.seat(tower, carol, 3);
    expect(find('tea', { reader: carol })).toEqual([since]);
    log.db.exec('INSERT INTO stays VALUES (3, 1, 1, 1)');
    expect(find('tea', { reader: carol })).toEqual([since, before]);
    log.db.exec("UPDATE chats SET policy = 'open'");
    expect(find('tea', { reader: carol })).toHaveLength(3);
    log.db.exec('DELETE FROM seats WHERE person = 3');
    expect(find('tea', { reader: carol })).toEqual([]);
  });

  test('finds messages as they are now, whether the index knows yet or not', () => {
    const edited = log.say(tower, alice, 'black tea');
    const deleted = log.say(tower, alice, 'green tea');
    follow();
    log.edit(edited, 'black coffee');
    log.delete(deleted);
    expect(now('tea')).toEqual([]);
    follow();
    expect(now('coffee')).toEqual([edited]);
    expect(now('tea')).toEqual([]);
  });

  test('is of messages by these people, in these chats, of these days, with these things', () => {
    const chat = log.direct(alice, bob);
    const old = log.say(tower, bob, 'see HTTP://example.org', 100);
    const late = log.say(tower, alice, 'run `ls`', 200);
    const inner = log.say(chat, bob, 'see https://example.org/`x`', 300);
    expect(find('', { from: ['bob'] })).toEqual([inner, old]);
    expect(find('', { from: ['bob', 'alice'] })).toEqual([inner, late, old]);
    expect(find('', { in: ['tower'] })).toEqual([late, old]);
    expect(find('', { in: ['bob'] })).toEqual([inner]);
    expect(find('', { in: ['tower', 'bob'], from: ['alice'] })).toEqual([late]);
    expect(find('', { chat: tower })).toEqual([late, old]);
    expect(find('', { chat: tower, in: ['bob'] })).toEqual([]);
    expect(find('', { has: ['link'] })).toEqual([inner, old]);
    expect(find('', { has: ['link', 'code'] })).toEqual([inner]);
    expect(find('', { since: 200 })).toEqual([inner, late]);
    expect(find('', { until: 200 })).toEqual([old]);
    expect(find('', { since: 101, until: 201 })).toEqual([late]);
    expect(find('', { since: 301 })).toEqual([]);
    expect(find('see', { until: 300 })).toEqual([old]);
    expect(find('', { from: ['nobody'] })).toEqual([]);
    expect(find('')).toEqual([inner, late, old]);
  });

  test('finds days where clocks have jumped', () => {
    const times = [5_000, 10, 9_000, 20, 7_000];
    const said = times.map((at) => log.say(tower, alice, 'tick', at));
    expect(find('tick', { since: 15, until: 6_000 })).toEqual([
      said[3] as number,
      said[0] as number,
    ]);
    expect(find('', { until: 15 })).toEqual([said[1] as number]);
  });

  test('goes on page by page, and has every message once', () => {
    const said = Array.from({ length: 150 }, (_, at) => log.say(tower, alice, `tea ${at}`));
    follow();
    const pages = inPages((before) => search({ words: ['tea'], limit: 7, before }));
    expect(pages).toEqual(said.reverse());
  });

  test('of somebody with many chats finds the same', () => {
    const said = [log.say(tower, alice, 'tea')];
    for (let i = 0; i < 300; i++) said.push(log.say(log.group(`room${i}`, alice), alice, 'tea'));
    for (let i = 0; i < 100; i++) log.say(log.group(`other${i}`, bob), bob, 'tea');
    expect(find('tea', { limit: 1_000 })).toEqual(said.reverse());
  });

  test('of everything in messages of 60 KB stops early, says where to go on, and finds all in the end', () => {
    const long = Array.from({ length: 6_000 }, (_, at) => `ö${(at * 7_919).toString(36)}`).join(
      ' ',
    );
    const said = [log.say(tower, alice, 'needle')];
    for (let i = 0; i < 50; i++) log.say(tower, alice, `${i} ${long}`);
    said.push(log.say(tower, alice, `${long} needle`));
    follow();
    let pages = 0;
    const found = inPages((before) => {
      pages++;
      return search({ words: ['needle'], before });
    });
    expect(found).toEqual(said.reverse());
    expect(pages).toBeWithin(2, 10);
  });

  test('finds anything in a message of 60 KB, even of words that are all different', () => {
    const words = Array.from({ length: 6_000 }, (_, at) => `w${(at * 7_919).toString(36)}${at}`);
    const at = log.say(tower, alice, words.join(' '));
    const chinese = String.fromCodePoint(...Array.from({ length: 20_000 }, (_, i) => 0x4e00 + i));
    const other = log.say(tower, alice, chinese);
    for (const word of [words[0], words[3_000], words.at(-1)])
      expect(find(word ?? '')).toEqual([at]);
    for (const i of [0, 9_999, 19_998]) expect(find(chinese.slice(i, i + 2))).toEqual([other]);
    expect(find('absent')).toEqual([]);
    expect(search({ words: wordsOf(words[3_000] ?? '') }).hits[0]?.content.length).toBe(1_000);
  });

  test.each([
    ...[
      '"',
      '"""',
      '*',
      'tea*',
      '%',
      '_',
      '-tea',
      '^tea',
      'tea:x',
      'pieces:tea',
      '{tea}',
      '(',
      'NEAR(',
    ],
    ...[
      'NEAR(tea, 5)',
      'tea AND',
      'tea OR coffee',
      'NOT tea',
      "'; DROP TABLE texts; --",
      'tea\u0000',
    ],
  ])('takes %j for nothing but words', (query) => {
    const at = log.say(tower, alice, 'tea and near or not coffee drop table texts pieces x 5');
    log.say(tower, alice, 'unlike');
    const expected = wordsOf(query).length === 0 ? [at + 1, at] : [at];
    expect(find(query)).toEqual(expected);
  });

  test('of sixteen words of a thousand letters is answered', () => {
    const words = Array.from({ length: 16 }, (_, at) => `${at}x`.repeat(500));
    const at = log.say(tower, alice, words.join(' '));
    expect(find(words.join(' '))).toEqual([at]);
    expect(find(`${words.join(' ')}q`)).toEqual([]);
  });
});

describe('whatever is said, edited, deleted and asked', () => {
  const letter = fc.constantFrom(
    ...['a', 'b', 'c', 'É', 'e\u0301', 'ß', '漢', '字', 'か', 'が', '한', 'ル', '𠮷', '𝔞'],
    ...[' ', '. ', '`', '\u0301'],
  );
  const text = fc.string({ unit: letter, minLength: 1, maxLength: 12 });
  const say = fc.record({ do: fc.constant('say' as const), who: fc.nat(1), chat: fc.nat(2), text });
  const edit = fc.record({ do: fc.constant('edit' as const), which: fc.nat(), text });
  const remove = fc.record({ do: fc.constant('delete' as const), which: fc.nat() });
  const other = fc.record({ do: fc.constantFrom('follow' as const, 'place' as const) });
  const steps = fc.array(
    fc.oneof({ weight: 6, arbitrary: say }, edit, remove, { weight: 2, arbitrary: other }),
    { maxLength: 60 },
  );
  const queries = fc.array(fc.string({ unit: letter, minLength: 1, maxLength: 4 }), {
    maxLength: 8,
  });

  test('a search finds what reading through everything would find, and the index has nothing else', () => {
    const chats = [tower, log.group('mine', alice), log.group('not mine', bob)];
    let runs = 0;
    let found = 0;
    fc.assert(
      fc.property(steps, queries, fc.integer({ min: 1, max: 20 }), (story, asked, limit) => {
        log.forgetAll();
        const file = `${log.index}-${runs++}`;
        const db = openIndexFile(file, 'one');
        // Without the searcher, which would make a damaged index anew and say nothing.
        const index = searchIndex(db);
        const follower = sqliteFollower(log.db, db, index);
        const catchUp = () => {
          while (follower.step().isBehind);
        };
        const said: number[] = [];
        const one = (which: number) => said[which % said.length];
        for (const step of story) {
          const at = 'which' in step ? one(step.which) : undefined;
          if (step.do === 'say') {
            said.push(log.say(chats[step.chat] ?? '', [alice, bob][step.who] ?? '', step.text));
          } else if (step.do === 'follow') catchUp();
          else if (said.length === 0 || at === undefined) log.place();
          else if (step.do === 'edit') log.edit(at, step.text);
          else log.delete(at);
        }
        catchUp();
        const { search } = sqliteSearch(log.db, index);
        for (const words of asked.map(wordsOf)) {
          const expected = readThrough(words);
          found += expected.length;
          expect(inPages((before) => search({ reader: alice, words, limit, before }))).toEqual(
            expected,
          );
        }
        expect(faultsOf(log, file)).toEqual([]);
        db.close();
      }),
      { numRuns: 100 },
    );
    expect(found).toBeGreaterThan(20);
  });

  function readThrough(words: readonly string[]): number[] {
    const rows = log.db
      .prepare(
        `SELECT id, content FROM entries WHERE kind = 'message' AND deleted = 0 AND chat < 3
          ORDER BY id DESC`,
      )
      .all() as { id: number; content: string }[];
    return rows
      .filter(({ content }) => words.every((word) => hasWord(fold(content), word)))
      .map(({ id }) => id);
  }
});

/** Page after page, as a client goes on. */
function inPages(page: (before: number) => Found): number[] {
  const found: number[] = [];
  for (let before: number | undefined = Number.MAX_SAFE_INTEGER; before !== undefined; ) {
    const { hits, more, next } = page(before);
    found.push(...hits.map(({ position }) => position));
    before = more ? (next ?? hits.at(-1)?.position) : undefined;
  }
  return found;
}

/** A busy log is followed slowly: only once it rests is the end of it the end. */
function follow(): void {
  for (let ends = 0; ends < 2; ) ends = searcher.follow() === 0 ? 0 : ends + 1;
}

function search(asked: Partial<Search>) {
  return searcher.search({ reader: alice, words: [], limit: 20, ...asked });
}

/** With what the index knows now. */
function now(query: string, more: Partial<Search> = {}): number[] {
  return search({ words: wordsOf(query), ...more }).hits.map(({ position }) => position);
}

function find(query: string, more: Partial<Search> = {}): number[] {
  follow();
  return now(query, more);
}
