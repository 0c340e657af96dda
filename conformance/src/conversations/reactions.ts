import { type Conversation, conversation } from '../conversation.ts';
import { absent, aNumber } from '../match.ts';
import type { Person } from '../person.ts';
import * as ask from '../requests.ts';
import { LOG, supper, talk } from '../supper.ts';

const AREA = 'reaction';
const ANSWER = 'ReactionResponse';

export const reactions: Conversation[] = [
  conversation(
    AREA,
    'Bob reacts and takes it back, and all who have the log see both',
    ['reaction.1', 'history.4'],
    async (stage) => {
      const { people, chat, chatname } = await supper(stage, LOG, 'alice', 'bob');
      const [alice, bob] = people;
      await talk(chat, alice, [bob], 'pizza?');
      let seq = 1;
      for (const on of [true, false]) {
        seq += 1;
        const done = { type: ANSWER, status: 200, chat, target: 1, seq, at: aNumber };
        const { at } = await bob.asks(ask.react(chat, 1, '👍', { on }), done);
        const entry = { chat, chatname, seq, at, sender: bob.name, sender_id: bob.id };
        await alice.receives({ type: 'ReactionRecv', ...entry, target: 1, reaction: '👍', on });
        const reactions = on ? [{ reaction: '👍', count: 1, mine: false }] : absent;
        await alice.asks(ask.history(chat), { entries: [{ seq: 1, reactions }] });
      }
      await bob.hearsNothing();
    },
  ),

  conversation(
    AREA,
    'a reaction is set and never toggled: what is so already is no entry',
    ['reaction.2'],
    async (stage) => {
      const { people, chat } = await supper(stage, LOG, 'alice', 'bob');
      const [alice, bob] = people;
      await talk(chat, alice, [bob], 'pizza?');
      const same = { type: ANSWER, status: 200, chat, target: 1, seq: absent, at: absent };
      await bob.asks(ask.react(chat, 1, '👍', { on: false }), same);
      await bob.asks(ask.react(chat, 1, '👍'), { seq: 2 });
      await alice.receives({ type: 'ReactionRecv', on: true });
      for (let time = 0; time < 3; time++) await bob.asks(ask.react(chat, 1, '👍'), same);
      await bob.asks(ask.react(chat, 1, '👍', { on: false }), { seq: 3 });
      await alice.receives({ type: 'ReactionRecv', on: false });
      await bob.asks(ask.react(chat, 1, '👍', { on: false }), same);
      await alice.hearsNothing();
      await talk(chat, alice, [bob], 'next');
      await bob.asks(ask.history(chat, { before: 9 }), { last_seq: 4 });
    },
  ),

  conversation(
    AREA,
    'reactions are counted by kind, with who they are from, in their order, and whether one is among them',
    ['reaction.1', 'reaction.5', 'history.4'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob', 'carol');
      const [alice, bob, carol] = people;
      await talk(chat, alice, [bob, carol], 'pizza?');
      const inOrder = [carol, alice, bob];
      for (const person of inOrder) await person.asks(ask.react(chat, 1, '👍'), { status: 200 });
      await carol.asks(ask.react(chat, 1, '👍', { on: false }), { status: 200 });
      await carol.asks(ask.react(chat, 1, '👍'), { status: 200 });
      await bob.asks(ask.react(chat, 1, 'mmh'), { status: 200 });
      const names = (...whom: Person[]) => whom.map(({ name: username }) => ({ username }));
      for (const reader of [alice, bob]) {
        const reactions = [
          { reaction: '👍', count: 3, mine: true, people: names(alice, bob, carol) },
          { reaction: 'mmh', count: 1, mine: reader === bob, people: names(bob) },
        ];
        await reader.asks(ask.history(chat), { entries: [{ seq: 1, reactions }] });
      }
    },
  ),

  conversation(
    AREA,
    'emoji of any make are reactions, and what is long or cannot be seen is none',
    ['reaction.3'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      await talk(chat, alice, [bob], 'pizza?');
      const wales = '\u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}';
      for (const reaction of [
        '👍🏽',
        '❤️',
        '❤️‍🔥',
        '👩‍👩‍👧‍👦',
        wales,
        '🇨🇭',
        '1️⃣',
        '+1',
        'はい',
        'x'.repeat(16),
      ]) {
        await bob.asks(ask.react(chat, 1, reaction), { status: 200 });
      }
      const unseen = ['\u200b', '\u200d', '\u00ad', '\u202e👍', 'a\u{e0067}', 'a\u{e0100}'];
      const blank = ['\ufe0f', '\u034f', '\u3164', '\u2800'];
      for (const reaction of ['', ' ', 'two words', 'a\nb', 'x'.repeat(17), ...unseen, ...blank]) {
        await bob.isRefused(ask.react(chat, 1, reaction), 'bad_request');
      }
      await alice.hearsNothing(1);
    },
  ),
];
