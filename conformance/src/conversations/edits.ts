import { type Conversation, conversation } from '../conversation.ts';
import { limitsOf } from '../limits.ts';
import { absent, aNumber } from '../match.ts';
import * as ask from '../requests.ts';
import { LOG, supper, talk } from '../supper.ts';

const AREA = 'edit';

export const edits: Conversation[] = [
  conversation(
    AREA,
    'Alice edits what she wrote, and all who have the log see it',
    ['edit.1', 'edit.2', 'features.1', 'features.2'],
    async (stage) => {
      const { people, chat, chatname } = await supper(stage, LOG, 'alice', 'bob');
      const [alice, bob] = people;
      const phone = await stage.device(alice, LOG);
      const classic = await stage.device(bob);
      await talk(chat, alice, [bob, phone, classic], 'pizza');
      const edited = await alice.asks(ask.edit(chat, 1, 'pasta'), {
        type: 'MessageEditResponse',
        status: 200,
        chat,
        target: 1,
        seq: 2,
        at: aNumber,
      });
      const entry = { sender: alice.name, sender_id: alice.id, at: edited['at'] };
      for (const device of [bob, phone]) {
        await device.receives({
          type: 'MessageEditRecv',
          chat,
          chatname,
          seq: 2,
          ...entry,
          target: 1,
          content: 'pasta',
        });
      }
      const now = { kind: 'message', seq: 1, content: 'pasta', edited_at: edited['at'] };
      await bob.asks(ask.history(chat), { entries: [now] });
      await bob.asks(ask.chatList(), { chats: [{ chat, last: { seq: 1, content: 'pasta' } }] });
      await alice.asks(ask.edit(chat, 1, 'both'), { seq: 3 });
      for (const device of [bob, phone]) await device.receives({ seq: 3, content: 'both' });
      const entries = [{ content: 'both' }, { kind: 'edit', content: 'both' }, { content: 'both' }];
      await classic.asks(ask.history(chat, { after: 0 }), { entries });
      await alice.hearsNothing();
      await classic.hearsNothing(1);
    },
  ),

  conversation(
    AREA,
    'of a conversation of two, each side hears of it under the other one’s name',
    ['edit.1', 'features.1'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enterWith(LOG, 'alice', 'bob', 'carol');
      const phone = await stage.device(alice, LOG);
      const { chat } = await alice.asks(ask.message(bob.name, 'one'), { status: 200 });
      await phone.receives({ content: 'one' });
      await bob.receives({ content: 'one' });
      await alice.asks(ask.edit(chat, 1, 'two'), { status: 200 });
      await bob.receives({ type: 'MessageEditRecv', chat, chatname: alice.name, content: 'two' });
      await phone.receives({ type: 'MessageEditRecv', chat, chatname: bob.name, content: 'two' });
      await alice.asks(ask.remove(chat, 1), { status: 200 });
      await bob.receives({ type: 'MessageDeleteRecv', chat, chatname: alice.name, target: 1 });
      await phone.receives({ type: 'MessageDeleteRecv', chat, chatname: bob.name, target: 1 });
      await alice.hearsNothing();
      await carol.hearsNothing(1);
    },
  ),

  conversation(
    AREA,
    'what is deleted leaves a tombstone, and nothing of what it said',
    ['edit.3', 'edit.4', 'edit.6'],
    async (stage) => {
      const { people, chat, chatname } = await supper(stage, LOG, 'alice', 'bob');
      const [alice, bob] = people;
      await talk(chat, bob, [alice], 'a secret');
      await bob.asks(ask.edit(chat, 1, 'the secret'), { seq: 2 });
      await alice.receives({ seq: 2 });
      await alice.asks(ask.say(chat, 'really?', { reply_to: 1 }), { seq: 3 });
      await bob.receives({ content: 'really?', reply_to: 1 });
      await alice.asks(ask.react(chat, 1, '👍'), { seq: 4 });
      await bob.receives({ seq: 4 });
      const deleted = await bob.asks(ask.remove(chat, 1), {
        type: 'MessageDeleteResponse',
        status: 200,
        chat,
        target: 1,
        seq: 5,
      });
      const entry = { sender: bob.name, sender_id: bob.id, at: deleted['at'] };
      const told = { type: 'MessageDeleteRecv', chat, chatname, seq: 5, target: 1, ...entry };
      await alice.receives({ ...told, content: absent });
      const gone = { deleted: true, content: absent };
      const tombstone = { kind: 'message', seq: 1, ...gone, edited_at: absent, reactions: absent };
      const reply = { kind: 'message', seq: 3, content: 'really?', reply_to: 1 };
      for (const reader of [alice, bob]) {
        await reader.asks(ask.history(chat, { after: 0 }), {
          entries: [
            tombstone,
            { kind: 'edit', target: 1, ...gone },
            reply,
            { kind: 'reaction', target: 1 },
            { kind: 'delete', target: 1 },
          ],
        });
        await reader.asks(ask.history(chat), { entries: [tombstone, reply] });
        for (const target of [1, 2, 4, 5, 6, 99]) {
          await reader.isRefused(ask.edit(chat, target, 'again'), 'not_found');
          await reader.isRefused(ask.remove(chat, target), 'not_found');
          await reader.isRefused(ask.react(chat, target, '👍'), 'not_found');
          await reader.isRefused(ask.say(chat, 'again', { reply_to: target }), 'not_found');
        }
      }
      await alice.hearsNothing();
      await bob.hearsNothing(1);
    },
  ),

  conversation(
    AREA,
    'nobody changes what others wrote, but for those who lead a group, who may delete it',
    ['edit.5', 'edit.3'],
    async (stage) => {
      const { people, chat } = await supper(stage, LOG, 'alice', 'bob', 'carol');
      const [alice, bob, carol] = people;
      await talk(chat, alice, [bob, carol], 'from Alice');
      await talk(chat, bob, [alice, carol], 'from Bob');
      const words = [];
      for (const [person, target] of [
        [bob, 1],
        [carol, 1],
        [carol, 2],
      ] as const) {
        words.push(await person.isRefused(ask.edit(chat, target, 'mine'), 'forbidden'));
        await person.isRefused(ask.remove(chat, target), 'forbidden');
      }
      await alice.isRefused(ask.edit(chat, 2, 'mine'), 'forbidden');
      await alice.asks(ask.remove(chat, 2), { status: 200, seq: 3 });
      for (const other of [bob, carol]) {
        await other.receives({ type: 'MessageDeleteRecv', sender: alice.name, target: 2 });
      }
      const { chat: direct } = await bob.asks(ask.message(alice.name, 'alone'), { status: 200 });
      await alice.receives({ content: 'alone' });
      await alice.isRefused(ask.remove(direct, 1), 'forbidden');
      await bob.hearsNothing();
    },
  ),

  conversation(
    AREA,
    'the new content is checked like that of a message',
    ['edit.7', 'limits.2'],
    async (stage) => {
      const { content: limit } = await limitsOf(stage);
      const { people, chat } = await supper(stage, LOG, 'alice', 'bob');
      const [alice, bob] = people;
      await talk(chat, alice, [bob], 'short');
      await alice.isRefused(ask.edit(chat, 1, ''), 'bad_request');
      await alice.isRefused(ask.edit(chat, 1, 'x'.repeat(limit + 1)), 'too_large');
      const long = 'é'.repeat(limit / 2);
      await alice.asks(ask.edit(chat, 1, long), { seq: 2 });
      await bob.receives({ type: 'MessageEditRecv', content: long });
    },
  ),

  conversation(
    AREA,
    'who is muted can say nothing by an edit or a reaction, and may take back what they said',
    ['edit.8'],
    async (stage) => {
      const { people, chat } = await supper(stage, LOG, 'alice', 'bob');
      const [alice, bob] = people;
      await talk(chat, bob, [alice], 'one', 'two');
      const mute = { type: 'GroupMuteRequest', chat, id: bob.id, seconds: 600 };
      await alice.asks(mute, { status: 200, seq: 3 });
      await bob.receives({ type: 'MembersRecv', seq: 3 });
      await bob.isRefused(ask.edit(chat, 1, 'uno'), 'forbidden');
      await bob.isRefused(ask.react(chat, 1, '👍'), 'forbidden');
      await bob.isRefused(ask.say(chat, 'three'), 'forbidden');
      await bob.asks(ask.remove(chat, 1), { status: 200, seq: 4 });
      await alice.receives({ type: 'MessageDeleteRecv', target: 1 });
      await alice.hearsNothing();
    },
  ),
];
