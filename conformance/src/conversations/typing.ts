import { type Conversation, conversation } from '../conversation.ts';
import { ensure } from '../match.ts';
import { pause } from '../pause.ts';
import * as ask from '../requests.ts';
import { supper } from '../supper.ts';

const AREA = 'typing';
const TYPING = { features: ['typing'] };
const ANSWER = { type: 'TypingResponse', status: 200 };

export const typings: Conversation[] = [
  conversation(
    AREA,
    'whoever asked for it sees that Alice is typing, and nothing is stored',
    ['typing.1', 'features.1', 'features.2'],
    async (stage) => {
      const { people, chat } = await supper(stage, TYPING, 'alice', 'bob');
      const [alice, bob] = people;
      const [carol] = await stage.enterWith(TYPING, 'carol');
      const { chat: direct } = await bob.asks(ask.openDirect(alice.name), { status: 200 });
      await alice.receives({ status: 201, chat: direct });
      const classic = await stage.device(bob);
      await alice.asks(ask.typing(chat), ANSWER);
      const told = { type: 'TypingRecv', chat, username: alice.name, id: alice.id };
      await bob.receives({ ...told, on: true });
      await alice.asks(ask.typing(chat, { on: false }), ANSWER);
      await bob.receives({ ...told, on: false });
      await bob.asks(ask.history(chat, { after: 0 }), { entries: [], last_seq: 0 });
      await bob.asks(ask.typing(direct), ANSWER);
      await alice.receives({ type: 'TypingRecv', chat: direct, id: bob.id, on: true });
      await alice.hearsNothing();
      for (const other of [bob, carol, classic]) await other.hearsNothing(1);
    },
  ),

  conversation(
    AREA,
    'who types all the time is shown as often as one can notice',
    ['typing.2'],
    async (stage) => {
      const { people, chat } = await supper(stage, TYPING, 'alice', 'bob');
      const [alice, bob] = people;
      const begin = Date.now();
      for (let time = 0; time < 20; time++) {
        await alice.asks(ask.typing(chat, { on: time % 2 === 0 }), ANSWER);
      }
      // A server at work may have taken more than a second for it.
      const seconds = 1 + Math.floor((Date.now() - begin) / 1_000);
      await bob.receives({ type: 'TypingRecv', on: true });
      await bob.receives({ type: 'TypingRecv', on: false });
      await pause(150);
      const more = bob.takeUnread().length;
      ensure(more <= 2 * (seconds - 1), `Bob was told ${more + 2} times in ${seconds} s.`);
    },
  ),

  conversation(
    AREA,
    'nobody is told of somebody who may not write there',
    ['typing.3', 'read.4'],
    async (stage) => {
      const features = { features: ['typing', 'read'] };
      const { people, chat } = await supper(stage, features, 'alice', 'bob');
      const [alice, bob] = people;
      await alice.asks(ask.mute(chat, bob.id, 600), { status: 200 });
      await bob.asks(ask.typing(chat), ANSWER);
      const { chat: direct } = await alice.asks(ask.message(bob.name, 'hello'), { seq: 1 });
      await bob.receives({ content: 'hello' });
      for (const person of people) {
        await person.asks(ask.prefer(direct, { shows_reads: true }), { status: 200 });
      }
      await bob.asks(ask.block({ id: alice.id }), { status: 200 });
      for (const person of people) {
        await person.asks(ask.typing(direct), ANSWER);
        await person.asks(ask.read(direct, 1), { seq: 1 });
      }
      await alice.hearsNothing();
      await bob.hearsNothing(1);
      await bob.asks(ask.unblock(alice.id), { status: 200 });
      await bob.asks(ask.typing(direct), ANSWER);
      await alice.receives({ type: 'TypingRecv', chat: direct });
    },
  ),
];
