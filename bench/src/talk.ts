import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PLACE } from '../../server/src/adapters/sqlite/log.ts';

const PEOPLE = 20_000;
const GROUPS = 2_000;
const DIRECTS = 98_000;
/** Different words, the most frequent first; how long messages are; how many are written without spaces. */
const VOCABULARY = 40_000;
const [SHORTEST, LONGEST] = [2, 24];
const CHINESE = 0.02;
/** When the first of them was said, one each second: 2024-01-01. */
const FIRST = 1_704_067_200_000;

/** The same numbers for the same seed (mulberry32): what was measured can be measured again. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Words that can be spoken, of one to five syllables. */
export function vocabulary(random: () => number): string[] {
  const pick = (letters: string) => letters[Math.floor(random() * letters.length)] ?? '';
  const words = new Set<string>();
  while (words.size < VOCABULARY) {
    // Frequent words are short.
    const syllables = 1 + Math.floor(random() * Math.min(5, 1 + words.size / 1_000));
    let word = '';
    for (let i = 0; i < syllables; i++) {
      word += pick('bcdfghklmnprstvwz') + (random() < 0.02 ? 'é' : pick('aeiou'));
      if (random() < 0.5) word += pick('nrst');
    }
    words.add(word);
  }
  return [...words];
}

/** Of so many things the first ones far more often than the last. */
export function rank(random: () => number, things: number): number {
  return Math.floor(things ** random()) - 1;
}

/** People who talk in groups of every size and in pairs, about as people do. The server has made the schema. */
export function addTalk(directory: string, messages: number): void {
  const random = chance(1);
  const words = vocabulary(random);
  const db = new DatabaseSync(join(directory, 'chateau.db'));
  db.exec('PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; BEGIN');
  const members = addChats(db, random);
  const seqs = members.map(() => 0);
  const insert = db.prepare(
    "INSERT INTO entries (chat, seq, at, sender, kind, content) VALUES (?, ?, ?, ?, 'message', ?)",
  );
  for (let i = 0; i < messages; i++) {
    const isInGroup = random() < 0.5;
    const at = isInGroup ? rank(random, GROUPS) : GROUPS + Math.floor(random() * DIRECTS);
    const people = members[at] ?? [];
    const sender = people[Math.floor(random() * people.length)] ?? 1;
    seqs[at] = (seqs[at] ?? 0) + 1;
    insert.run(at + 1, seqs[at] as number, FIRST + i * 1_000, sender, sentence(random, words));
  }
  db.exec(`${PLACE} ORDER BY chat, seq;
    UPDATE facts SET value = (SELECT max(id) FROM entries) WHERE name = 'placed';
    COMMIT; PRAGMA wal_checkpoint(TRUNCATE)`);
  db.close();
}

function sentence(random: () => number, words: readonly string[]): string {
  const length = SHORTEST + Math.floor(random() ** 2 * (LONGEST - SHORTEST));
  if (random() < CHINESE) {
    const characters = Array.from({ length }, () => 0x4e00 + rank(random, 6_000));
    return String.fromCodePoint(...characters);
  }
  const said = Array.from({ length }, () => words[rank(random, words.length)]);
  return random() < 0.03 ? `${said.join(' ')} https://example.org/` : said.join(' ');
}

/** Their people, by chat; the first person sits in every group, the second in every fiftieth. */
function addChats(db: DatabaseSync, random: () => number): number[][] {
  const person = db.prepare('INSERT INTO people (name, created_at) VALUES (?, 0)');
  for (let i = 1; i <= PEOPLE; i++) person.run(`guest${i}`);
  const chat = db.prepare('INSERT INTO chats (name, low, high, created_at) VALUES (?, ?, ?, 0)');
  const seat = db.prepare('INSERT OR IGNORE INTO seats (person, chat) VALUES (?, ?)');
  const someone = () => 1 + Math.floor(random() * PEOPLE);
  const members: number[][] = [];
  for (let i = 1; i <= GROUPS; i++) {
    chat.run(`group${i}`, null, null);
    const people = new Set([1, ...(i % 50 === 0 ? [2] : [])]);
    const size = 3 + Math.floor(10_000 / i);
    while (people.size < size) people.add(someone());
    for (const one of people) seat.run(one, i);
    members.push([...people]);
  }
  for (let i = 0; i < DIRECTS; i++) {
    const one = i % PEOPLE;
    const other = (one + 1 + Math.floor(i / PEOPLE)) % PEOPLE;
    const people = [1 + Math.min(one, other), 1 + Math.max(one, other)];
    const { lastInsertRowid } = chat.run(null, ...(people as [number, number]));
    for (const each of people) seat.run(each, lastInsertRowid);
    members.push(people);
  }
  return members;
}
