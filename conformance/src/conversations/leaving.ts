import { type Conversation, conversation } from '../conversation.ts';
import { gather } from '../gather.ts';
import { aNumber, ensure } from '../match.ts';
import * as ask from '../requests.ts';
import { named } from './members.ts';

const AREA = 'member';
const TAKEN_IN = 'GroupMessageInitResponse';
const LOG = { features: ['log'] };

export const leaving: Conversation[] = [
  conversation(
    AREA,
    'whoever leaves hears and sees nothing more, at any device',
    ['member.8', 'member.10'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const phone = await stage.device(bob);
      const { chat, chatname } = await gather(stage, 'supper', [alice, bob]);
      await phone.receives({ type: TAKEN_IN, status: 201 });
      await alice.asks(ask.groupMessage(chatname, 'hello'), { seq: 1 });
      for (const device of [bob, phone]) await device.receives({ content: 'hello' });
      await bob.asks(ask.leave(chat), { status: 200, chat, seq: 2, at: aNumber });
      await alice.asks(ask.groupMessage(chatname, 'gone?'), { status: 200, seq: 3 });
      for (const device of [bob, phone]) await device.hearsNothing(100);
      await phone.isRefused(ask.groupMessage(chatname, 'still here'), 'unknown_recipient');
      await phone.isRefused(ask.say(chat, 'still here'), 'unknown_recipient');
      await bob.isRefused(ask.history(chat, { after: 0 }), 'not_found');
      await bob.isRefused(ask.leave(chat), 'not_found');
      await bob.asks(ask.catchUp({ [chat]: 0 }), { chats: [], gone: [chat] });
    },
  ),

  conversation(
    AREA,
    'where the owner leaves, the moderator follows who has been there longest, then the member',
    ['member.8'],
    async (stage) => {
      const [watcher] = await stage.enterWith(LOG, 'watcher');
      const [alice, bob, carol, dave] = await stage.enter('alice', 'bob', 'carol', 'dave');
      const { chat } = await gather(stage, 'supper', [alice, bob]);
      for (const late of [dave, carol, watcher]) {
        await alice.asks(ask.invite(chat, [late.name]), { status: 200 });
        await late.receives({ status: 201, chat });
      }
      await watcher.receives({ type: 'MembersRecv', joined: [named(watcher)] });
      for (const moderator of [carol, dave]) {
        await alice.asks(ask.rank(chat, moderator.id, 'moderator'), { status: 200 });
        await watcher.receives({ type: 'MembersRecv' });
      }
      for (const [owner, heir] of [
        [alice, dave],
        [dave, carol],
        [carol, bob],
      ] as const) {
        await owner.asks(ask.leave(chat), { status: 200 });
        const roles = [{ ...named(heir), role: 'owner' }];
        await watcher.receives({ type: 'MembersRecv', joined: [], left: [named(owner)], roles });
      }
      await bob.asks(ask.change(chat, { topic: 'mine now' }), { status: 200 });
      await watcher.receives({ type: 'ChatChangeRecv', topic: 'mine now' });
    },
  ),

  conversation(
    AREA,
    'the last one who leaves closes the group, and the name is free',
    ['member.9'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const open = { policy: 'open' };
      const { chat, chatname } = await gather(stage, 'supper', [alice, bob], open);
      await bob.asks(ask.leave(chat), { status: 200 });
      await bob.isRefused(ask.openGroup(chatname, []), 'chatname_taken');
      await alice.asks(ask.leave(chat), { status: 200 });
      for (const person of [alice, bob]) {
        await person.isRefused(ask.join({ chat }), 'not_found');
        await person.isRefused(ask.join({ chatname }), 'not_found');
        await person.isRefused(ask.history(chat), 'not_found');
      }
      const again = await bob.asks(ask.openGroup(chatname, [alice.name]), { status: 200 });
      ensure(again['chat'] !== chat, 'Another group has the id of one that is closed.');
      await alice.receives({ status: 201, chat: again['chat'] });
      await bob.asks(ask.groupMessage(chatname, 'from the start'), { status: 200, seq: 1 });
      await alice.receives({ content: 'from the start', status: 201 });
    },
  ),

  conversation(
    AREA,
    'who is put out gets nothing that is said behind the answer, at any device',
    ['member.10', 'member.15'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const phone = await stage.device(bob, { features: ['log', 'chats', 'typing'] });
      const { chat, chatname } = await gather(stage, 'supper', [alice, bob, carol]);
      for (const type of [TAKEN_IN, 'ChatRecv']) await phone.receives({ type, chat });
      const removed = alice.asks(ask.putOut(chat, bob.id), {
        type: 'GroupRemoveResponse',
        status: 200,
        chat,
        seq: 1,
        at: aNumber,
      });
      const behind = ['one', 'two', 'three'].map((content) =>
        alice.asks(ask.groupMessage(chatname, content), { status: 200 }),
      );
      await Promise.all([removed, ...behind, alice.asks(ask.typing(chat))]);
      for (const content of ['one', 'two', 'three']) await carol.receives({ content });
      await phone.receives({ type: 'MembersRecv', chat, seq: 1, left: [named(bob)] });
      await phone.receives({ type: 'ChatRecv', chat, gone: true });
      for (const device of [bob, phone]) await device.hearsNothing(100);
      await bob.isRefused(ask.groupMessage(chatname, 'but'), 'unknown_recipient');
      await alice.asks(ask.invite(chat, [bob.name]), { status: 200, seq: 5 });
      await bob.receives({ type: TAKEN_IN, status: 201, chat });
      phone.takeUnread();
    },
  ),
];
