import { type Conversation, conversation } from '../conversation.ts';
import { gather } from '../gather.ts';
import { aNumber, aString } from '../match.ts';
import { pause } from '../pause.ts';
import * as ask from '../requests.ts';

const AREA = 'member';
const TAKEN_IN = 'GroupMessageInitResponse';
const LOG = { features: ['log'] };

export const steps: Conversation[] = [
  conversation(
    AREA,
    'steps and messages come in the order of the log, and classic clients see the messages',
    ['member.15', 'guarantee.2'],
    async (stage) => {
      const [alice, bob] = await stage.enterWith(LOG, 'alice', 'bob');
      const [carol, dave] = await stage.enter('carol', 'dave');
      const { chat, chatname } = await gather(stage, 'supper', [alice, bob, carol, dave]);
      const steps = Array.from({ length: 20 }, (_, at) =>
        alice.asks(ask.change(chat, { topic: `${at}` }), { status: 200, seq: aNumber }),
      );
      const messages = Array.from({ length: 40 }, (_, at) =>
        carol.asks(ask.groupMessage(chatname, `${at}`), { status: 200 }),
      );
      await Promise.all([...steps, ...messages]);
      for (let seq = 1; seq <= 60; seq++) await bob.receives({ chat, seq, chatname });
      for (let at = 0; at < 40; at++) {
        await alice.receives({ type: 'GroupMessageRecv', content: `${at}` });
        await dave.receives({ type: 'GroupMessageRecv', content: `${at}` });
      }
      for (const person of [alice, bob, carol, dave]) await person.hearsNothing(50);
    },
  ),

  conversation(
    AREA,
    'those who ask for chats hear which are new, gone, or another thing to them',
    ['member.16'],
    async (stage) => {
      const chats = { features: ['chats'] };
      const [alice] = await stage.enter('alice');
      const [bob] = await stage.enterWith(chats, 'bob');
      const phone = await stage.device(bob, chats);
      const { chat, chatname } = await gather(stage, 'supper', [alice, bob]);
      await phone.receives({ type: TAKEN_IN, status: 201 });
      const hear = async (...views: object[]) => {
        for (const view of views) {
          for (const device of [bob, phone]) {
            await device.receives({ type: 'ChatRecv', chat, ...view });
          }
        }
      };
      await hear({ chatname, groupchat: true, role: 'member', member_count: 2 });
      await alice.asks(ask.rank(chat, bob.id, 'moderator'), { status: 200 });
      await hear({ role: 'moderator' });
      await alice.asks(ask.rank(chat, bob.id, 'member'), { status: 200 });
      await hear({ role: 'member' });
      await alice.asks(ask.mute(chat, bob.id, 60), { status: 200 });
      await hear({ muted_until: aNumber });
      await alice.asks(ask.mute(chat, bob.id, 0), { status: 200 });
      await hear({ muted_until: 0 });
      await alice.asks(ask.rank(chat, bob.id, 'owner'), { status: 200 });
      await hear({ role: 'owner' });
      await bob.asks(ask.leave(chat), { status: 200 });
      await phone.receives({ type: 'ChatRecv', chat, gone: true });
      for (const device of [alice, bob, phone]) await device.hearsNothing(50);
    },
  ),

  conversation(
    AREA,
    'who is kept from writing is refused with a sentence until the time is over',
    ['member.12'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const open = { policy: 'open' };
      const { chat, chatname } = await gather(stage, 'supper', [alice, bob, carol], open);
      await bob.asks(ask.groupMessage(chatname, 'loud'), { status: 200, seq: 1 });
      for (const person of [alice, carol]) await person.receives({ content: 'loud' });
      const told = { type: 'GroupMuteResponse', status: 200, chat, seq: 2, at: aNumber };
      await alice.asks(ask.mute(chat, bob.id, 60), told);
      const sentence = { detail: aString };
      await bob.isRefused(ask.groupMessage(chatname, 'louder'), 'forbidden', sentence);
      await bob.isRefused(ask.message(chatname, 'louder'), 'forbidden', sentence);
      await bob.isRefused(ask.edit(chat, 1, 'louder'), 'forbidden', sentence);
      await bob.isRefused(ask.react(chat, 1, '📢'), 'forbidden', sentence);
      await bob.asks(ask.leave(chat), { status: 200 });
      await bob.asks(ask.join({ chat }), { status: 200 });
      await bob.isRefused(ask.groupMessage(chatname, 'back'), 'forbidden', sentence);
      await alice.asks(ask.mute(chat, bob.id, 0), { status: 200 });
      await bob.asks(ask.groupMessage(chatname, 'thank you'), { status: 200 });
      for (const person of [alice, carol]) await person.receives({ content: 'thank you' });
      await alice.asks(ask.mute(chat, bob.id, 1), { status: 200 });
      await bob.isRefused(ask.groupMessage(chatname, 'now?'), 'forbidden', sentence);
      await pause(1_100);
      await bob.asks(ask.groupMessage(chatname, 'now'), { status: 200 });
      for (const person of [alice, carol]) await person.receives({ content: 'now' });
    },
  ),
];
