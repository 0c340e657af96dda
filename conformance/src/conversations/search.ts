import { type Conversation, conversation } from '../conversation.ts';
import { absent, aNumber, ensure, show } from '../match.ts';
import { pause } from '../pause.ts';
import type { Person } from '../person.ts';
import * as ask from '../requests.ts';
import { supper, talk } from '../supper.ts';

const AREA = 'search';
const FOUND = 'SearchResponse';

interface Hit {
  readonly chat: string;
  readonly seq: number;
  readonly position: number;
  readonly snippet: string;
}

async function look(person: Person, query: string, more = {}): Promise<Hit[]> {
  const { hits } = await person.asks(ask.search(query, more), { type: FOUND, status: 200 });
  return hits as Hit[];
}

/** Finds just these, the newest first: soon, for the index follows the log. */
async function finds(person: Person, query: string, seqs: readonly number[], more = {}) {
  let found: Hit[] = [];
  for (let time = 0; time < 8; time++) {
    found = await look(person, query, more);
    if (show(found.map(({ seq }) => seq)) === show(seqs)) return found;
    await pause(100 * 2 ** time);
  }
  throw new Error(`Looking for ${query}, ${person.name} has found ${show(found)}.`);
}

export const searches: Conversation[] = [
  conversation(
    AREA,
    'a message is found by its words, with the place that it has in the log',
    ['search.1', 'search.3', 'search.5', 'search.8'],
    async (stage) => {
      const { people, chat, chatname } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      const word = `zebra${stage.digits}`;
      await talk(chat, alice, [bob], `A ${word} in the Café`, `no ${word} & no tea`, 'tea');
      const [second, first] = await finds(bob, word, [2, 1]);
      ensure(
        (second?.position ?? 0) > (first?.position ?? 0),
        'Newer hits have no higher position.',
      );
      const place = { chat, chatname, groupchat: true, sender: alice.name, sender_id: alice.id };
      await bob.asks(ask.search(`cafe ${word.toUpperCase()}`), {
        type: FOUND,
        more: absent,
        hits: [{ ...place, seq: 1, at: aNumber, position: aNumber }],
      });
      const snippet = `A \ue000${word}\ue001 in the \ue000Caf\ue001é`;
      await bob.asks(ask.search(`caf ${word}`), { hits: [{ snippet }] });
      await bob.asks(ask.search(`ebra${stage.digits} tea`), { hits: [{ seq: 2 }] });
      await bob.asks(ask.search(`${word} coffee`), { hits: [] });
    },
    { seconds: 30 },
  ),

  conversation(
    AREA,
    'what is found is what the message says now',
    ['search.1', 'search.8', 'edit.2', 'edit.4'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      const [old, word] = [`yak${stage.digits}`, `zebra${stage.digits}`];
      await talk(chat, alice, [bob], `the ${old}`);
      await finds(bob, old, [1]);
      await alice.asks(ask.edit(chat, 1, `the ${word}`), { status: 200 });
      await finds(bob, word, [1]);
      await finds(bob, old, []);
      await alice.asks(ask.remove(chat, 1), { status: 200 });
      await finds(bob, word, []);
    },
    { seconds: 30 },
  ),

  conversation(
    AREA,
    'nobody finds what is not theirs, whichever chat they name',
    ['search.2'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      const [mallory] = await stage.enter('mallory');
      const word = `zebra${stage.digits}`;
      await talk(chat, alice, [bob], word);
      await finds(bob, word, [1]);
      await finds(bob, word, [1], { chat });
      for (const more of [{}, { chat }, { chat: 'elsewhere' }, { chat: '__proto__' }]) {
        const nothing = { type: FOUND, hits: [], more: absent };
        await mallory.asks(ask.search(word, more), nothing);
        await mallory.asks(ask.search(`from:${alice.name}`, more), nothing);
      }
      await alice.asks(ask.invite(chat, [mallory.name]), { status: 200 });
      await mallory.receives({ status: 201, chat });
      await mallory.asks(ask.search(word), { hits: [] });
      await alice.asks(ask.putOut(chat, bob.id), { status: 200 });
      await bob.asks(ask.search(word), { hits: [] });
    },
    { seconds: 30 },
  ),

  conversation(
    AREA,
    'a search is narrowed by sender, chat, day and what is in it',
    ['search.4'],
    async (stage) => {
      const { people, chat, chatname } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      const word = `zebra${stage.digits}`;
      await talk(chat, alice, [bob], `${word} https://example.org`, `${word} \`x\``);
      await talk(chat, bob, [alice], word);
      const { chat: direct } = await alice.asks(ask.message(bob.name, `${word} too`), { seq: 1 });
      await bob.receives({ chat: direct });
      await finds(bob, word, [1, 3, 2, 1]);
      const day = (days: number) =>
        new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
      const cases: [narrow: string, seqs: number[]][] = [
        [`from:${bob.name}`, [3]],
        [`from:@${alice.name.toUpperCase()}`, [1, 2, 1]],
        [`in:"${chatname}"`, [3, 2, 1]],
        [`in:${alice.name}`, [1]],
        ['has:link', [1]],
        ['has:code', [2]],
        [`after:${day(-2)} before:${day(2)}`, [1, 3, 2, 1]],
        [`before:${day(-2)}`, []],
        [`after:${day(2)}`, []],
        [`from:${stage.name('nobody')}`, []],
      ];
      for (const [narrow, seqs] of cases) await finds(bob, `${word} ${narrow}`, seqs);
      await finds(bob, word, [1], { chat: direct });
    },
    { seconds: 30 },
  ),

  conversation(
    AREA,
    'hits come in pages, and a query that asks for nothing is none',
    ['search.6', 'search.7'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      const word = `zebra${stage.digits}`;
      await talk(chat, alice, [bob], ...Array<string>(5).fill(word));
      await finds(bob, word, [5, 4, 3, 2, 1]);
      const seen: number[] = [];
      for (let before: unknown, more: unknown = true; more; ) {
        const page = await bob.asks(ask.search(word, { limit: 2, before }), { status: 200 });
        const hits = page['hits'] as Hit[];
        ensure(hits.length <= 2, `A page of 2 has ${hits.length} hits.`);
        seen.push(...hits.map(({ seq }) => seq));
        more = page['more'];
        before = page['next'];
      }
      ensure(show(seen) === show([5, 4, 3, 2, 1]), `The pages have ${show(seen)}.`);
      await bob.asks(ask.search(word, { limit: 0 }), { hits: [{ seq: 5 }], more: true });
      await finds(bob, word, [5, 4, 3, 2, 1], { limit: 1e9 });
      for (const nothing of ['', ' ', '%', '*', '"', '()']) {
        await bob.isRefused(ask.search(nothing), 'bad_request');
      }
      await bob.isRefused(ask.search('x'.repeat(1_001)), 'too_large');
    },
    { seconds: 30 },
  ),
];
