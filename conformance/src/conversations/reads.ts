import { type Conversation, conversation } from '../conversation.ts';
import { ensure, show } from '../match.ts';
import type { Person } from '../person.ts';
import * as ask from '../requests.ts';
import { supper, talk } from '../supper.ts';

const AREA = 'read';
const READ = { features: ['read'] };

/** What one's list says of the only chat there is. */
async function counts(person: Person, wanted: object): Promise<void> {
  await person.asks(ask.chatList(), { chats: [wanted] });
}

export const reads: Conversation[] = [
  conversation(
    AREA,
    'Bob reads on one device, and it is read on all of his, and nobody else learns of it',
    ['read.1', 'read.3', 'features.1', 'features.2'],
    async (stage) => {
      const { people, chat } = await supper(stage, READ, 'alice', 'bob');
      const [alice, bob] = people;
      await talk(chat, alice, [bob], 'one', 'two', 'three');
      const phone = await stage.device(bob, READ);
      const classic = await stage.device(bob);
      const answer = { type: 'ReadResponse', status: 200, chat };
      await bob.asks(ask.read(chat, 2), { ...answer, seq: 2 });
      await phone.receives({ type: 'ReadRecv', chat, username: bob.name, id: bob.id, seq: 2 });
      await bob.asks(ask.read(chat, 1), { ...answer, seq: 2 });
      await bob.asks(ask.read(chat, 2), { ...answer, seq: 2 });
      await phone.asks(ask.read(chat, Number.MAX_SAFE_INTEGER), { ...answer, seq: 3 });
      await bob.receives({ type: 'ReadRecv', chat, seq: 3 });
      await counts(classic, { read_seq: 3, unread: 0 });
      await phone.hearsNothing();
      for (const other of [alice, bob, classic]) await other.hearsNothing(1);
    },
  ),

  conversation(
    AREA,
    'what was read can be marked as unread again',
    ['read.2', 'read.4'],
    async (stage) => {
      const { people, chat } = await supper(stage, READ, 'alice', 'bob');
      const [alice, bob] = people;
      await talk(chat, alice, [bob], 'one', 'two', 'three');
      await bob.asks(ask.prefer(chat, { shows_reads: true }), { status: 200 });
      const phone = await stage.device(bob, READ);
      await bob.asks(ask.read(chat, 3), { seq: 3 });
      for (const other of [phone, alice]) await other.receives({ type: 'ReadRecv', seq: 3 });
      await bob.asks(ask.read(chat, 1, { back: true }), { seq: 1 });
      await phone.receives({ type: 'ReadRecv', seq: 1 });
      await counts(phone, { read_seq: 1, unread: 2 });
      await bob.asks(ask.read(chat, 0, { back: true }), { seq: 0 });
      await phone.receives({ type: 'ReadRecv', seq: 0 });
      await counts(phone, { read_seq: 0, unread: 3 });
      // The way back is nobody else's business.
      await alice.hearsNothing();
    },
  ),

  conversation(
    AREA,
    'others learn how far somebody has read where that one lets them, and asked to hear of it',
    ['read.4', 'chats.4'],
    async (stage) => {
      const { people, chat } = await supper(stage, READ, 'alice', 'bob', 'carol');
      const [alice, bob, carol] = people;
      const [dave] = await stage.enterWith(READ, 'dave');
      const classic = await stage.device(alice);
      await talk(chat, alice, [bob, carol, classic], 'one', 'two');
      await bob.asks(ask.read(chat, 1), { seq: 1 });
      await bob.asks(ask.prefer(chat, { shows_reads: true }), { status: 200 });
      await bob.asks(ask.read(chat, 2), { seq: 2 });
      const told = { type: 'ReadRecv', chat, username: bob.name, id: bob.id, seq: 2 };
      for (const other of [alice, carol]) await other.receives(told);
      await carol.asks(ask.read(chat, 2), { seq: 2 });
      await bob.asks(ask.prefer(chat, { shows_reads: false }), { status: 200 });
      await talk(chat, alice, [bob, carol, classic], 'three');
      await bob.asks(ask.read(chat, 3), { seq: 3 });
      await alice.hearsNothing();
      for (const other of [bob, carol, classic, dave]) await other.hearsNothing(1);
    },
  ),

  conversation(
    AREA,
    'in a conversation of two it is the same',
    ['read.3', 'read.4'],
    async (stage) => {
      const [alice, bob] = await stage.enterWith(READ, 'alice', 'bob');
      const { chat } = await alice.asks(ask.message(bob.name, 'one'), { status: 200 });
      await bob.receives({ content: 'one' });
      const phone = await stage.device(bob, READ);
      await bob.asks(ask.read(chat, 1), { seq: 1 });
      await phone.receives({ type: 'ReadRecv', chat, id: bob.id, seq: 1 });
      await alice.hearsNothing();
      await bob.asks(ask.prefer(chat, { shows_reads: true }), { status: 200 });
      await alice.asks(ask.say(chat, 'two'), { seq: 2 });
      for (const device of [bob, phone]) await device.receives({ content: 'two' });
      await bob.asks(ask.read(chat, 2), { seq: 2 });
      for (const device of [alice, phone]) await device.receives({ type: 'ReadRecv', seq: 2 });
    },
  ),

  conversation(
    AREA,
    'what is unread is what others wrote since, and deleted messages are none of it',
    ['read.5', 'read.1'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      await talk(chat, alice, [bob], 'one', 'two');
      await talk(chat, bob, [alice], 'three');
      await counts(bob, { last_seq: 3, read_seq: 0, unread: 2, mentions: 0 });
      await counts(alice, { last_seq: 3, read_seq: 0, unread: 1 });
      await alice.asks(ask.edit(chat, 1, 'uno'), { seq: 4 });
      await counts(bob, { last_seq: 4, unread: 2 });
      await alice.asks(ask.remove(chat, 2), { seq: 5 });
      await counts(bob, { last_seq: 5, unread: 1 });
      await bob.asks(ask.read(chat, 1), { seq: 1 });
      await counts(bob, { last_seq: 5, read_seq: 1, unread: 0 });
      const [carol] = await stage.enter('carol');
      const invited = { type: 'GroupInviteRequest', chat, recipients: [carol.name] };
      await alice.asks(invited, { seq: 6 });
      await carol.receives({ status: 201, chat });
      await counts(carol, { last_seq: 6, unread: 0 });
      await talk(chat, bob, [alice, carol], 'seven');
      await counts(carol, { last_seq: 7, unread: 1 });
    },
  ),

  conversation(
    AREA,
    'who is named is called, by nobody’s edit but the present one',
    ['read.6'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob', 'carol');
      const [alice, bob, carol] = people;
      await talk(chat, alice, [bob, carol], `@${bob.name}, and @${bob.name.toUpperCase()}!`);
      await talk(chat, alice, [bob, carol], `mail to bob@${bob.name}, or @${bob.name}x`);
      await counts(bob, { unread: 2, mentions: 1 });
      await counts(carol, { unread: 2, mentions: 0 });
      await alice.asks(ask.edit(chat, 1, `@${carol.name}.`), { seq: 3 });
      await counts(bob, { unread: 2, mentions: 0 });
      await counts(carol, { unread: 2, mentions: 1 });
      await carol.asks(ask.read(chat, 1), { seq: 1 });
      await counts(carol, { unread: 1, mentions: 0 });
      await carol.asks(ask.read(chat, 0, { back: true }), { seq: 0 });
      await alice.asks(ask.remove(chat, 1), { seq: 4 });
      await counts(carol, { unread: 1, mentions: 0 });
    },
  ),

  conversation(
    AREA,
    'everybody is called by those who lead the group, and by nobody else',
    ['read.6'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob', 'carol');
      const [alice, bob, carol] = people;
      await talk(chat, bob, [alice, carol], '@all, listen', '@here, too');
      for (const other of [alice, carol]) await counts(other, { unread: 2, mentions: 0 });
      await talk(chat, alice, [bob, carol], '@ALL, listen');
      await counts(bob, { unread: 1, mentions: 1 });
      await counts(carol, { unread: 3, mentions: 1 });
      await counts(alice, { unread: 2, mentions: 0 });
      await alice.asks(ask.edit(chat, 3, 'never mind'), { seq: 4 });
      await counts(carol, { unread: 3, mentions: 0 });
      const [dave] = await stage.enter('dave');
      await bob.asks(ask.message(dave.name, '@all'), { status: 200 });
      await dave.receives({ content: '@all' });
      await counts(dave, { unread: 1, mentions: 0 });
      const { chats } = await bob.asks(ask.chatList());
      const ids = (chats as { chat: string }[]).map((one) => one.chat);
      ensure(ids.length === 2, `Bob has the chats ${show(ids)}.`);
    },
  ),
];
