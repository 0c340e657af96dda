import { newAccount } from '../account.ts';
import { type Conversation, conversation } from '../conversation.ts';
import { gather } from '../gather.ts';
import { ensure, show } from '../match.ts';
import type { Person } from '../person.ts';
import * as ask from '../requests.ts';
import type { Stage } from '../stage.ts';
import { named } from './members.ts';

const AREA = 'block';
const BLOCKED = { type: 'BlockResponse', status: 200 };

/** Whatever one of them tries, the other one is not there. */
async function areApart(stage: Stage, one: Person, other: Person): Promise<void> {
  const nobody = stage.name('nobody');
  const same = async (refused: object, none: object) => {
    const sayings = [refused, none].map((answer) =>
      show({ ...answer, msg_id: 0 }).replaceAll(other.name, nobody),
    );
    ensure(sayings[0] === sayings[1], `Blocked and nobody are not the same: ${show(sayings)}`);
  };
  for (const to of [ask.message, ask.groupMessage]) {
    await same(
      await one.isRefused(to(other.name, 'hello?'), 'unknown_recipient'),
      await one.isRefused(to(nobody, 'hello?'), 'unknown_recipient'),
    );
  }
  const missing = { recipients: [other.name] };
  const opening = ask.openGroup(stage.name(`of ${one.id}`), [other.name]);
  await one.isRefused(opening, 'recipient_offline', missing);
  const { chat } = await one.asks({ ...opening, recipients: [] }, { status: 200 });
  await one.isRefused(ask.invite(chat, [other.name]), 'recipient_offline', missing);
  await one.asks(ask.leave(chat), { status: 200 });
}

export const blocks: Conversation[] = [
  conversation(
    AREA,
    'Alice blocks Mallory, and neither is there for the other',
    ['block.1', 'block.2', 'block.3'],
    async (stage) => {
      const [alice, mallory] = await stage.enter('alice', 'mallory');
      const phone = await stage.device(mallory);
      await alice.asks(ask.block({ id: mallory.id }), { ...BLOCKED, id: mallory.id });
      await areApart(stage, mallory, alice);
      await areApart(stage, alice, mallory);
      await phone.isRefused(ask.message(alice.name, 'hello?'), 'unknown_recipient');
      await mallory.isRefused(ask.openDirect(alice.name), 'recipient_offline');
      await alice.isRefused(ask.openDirect(mallory.name), 'recipient_offline');
      for (const person of [alice, mallory]) await person.hearsNothing(50);
      phone.takeUnread();
    },
  ),

  conversation(
    AREA,
    'a conversation that they had is there to be read, and neither can write in it',
    ['block.2'],
    async (stage) => {
      const [alice, mallory] = await stage.enter('alice', 'mallory');
      const { chat } = await mallory.asks(ask.message(alice.name, 'hello'), { seq: 1 });
      await alice.receives({ content: 'hello', chat });
      await alice.asks(ask.block({ username: mallory.name.toUpperCase() }), { id: mallory.id });
      for (const [one, other] of [
        [alice, mallory],
        [mallory, alice],
      ] as const) {
        await one.isRefused(ask.message(other.name, 'hello?'), 'unknown_recipient');
        await one.isRefused(ask.say(chat, 'hello?'), 'unknown_recipient');
        await one.asks(ask.history(chat), { entries: [{ content: 'hello' }], last_seq: 1 });
        await one.asks(ask.openDirect(other.name), { status: 200, chat });
        await one.asks(ask.typing(chat), { status: 200 });
      }
      const withTyping = await stage.device(alice, { features: ['typing', 'log'] });
      await mallory.asks(ask.typing(chat, { on: false }), { status: 200 });
      await mallory.isRefused(ask.edit(chat, 1, 'look here'), 'not_found');
      await mallory.isRefused(ask.react(chat, 1, '👋'), 'not_found');
      for (const person of [alice, mallory, withTyping]) await person.hearsNothing(50);
    },
  ),

  conversation(AREA, 'in a group that both are in nothing changes', ['block.3'], async (stage) => {
    const [alice, mallory, carol] = await stage.enter('alice', 'mallory', 'carol');
    const { chat, chatname } = await gather(stage, 'supper', [carol, alice, mallory]);
    await alice.asks(ask.block({ id: mallory.id }), BLOCKED);
    for (const [writer, readers] of [
      [mallory, [alice, carol]],
      [alice, [mallory, carol]],
    ] as const) {
      await writer.asks(ask.groupMessage(chatname, `from ${writer.id}`), { status: 200 });
      for (const reader of readers) await reader.receives({ content: `from ${writer.id}`, chat });
    }
    const both = ask.openGroup(stage.name('tea'), [alice.name, mallory.name]);
    await carol.asks(both, { status: 200 });
    for (const person of [alice, mallory]) await person.receives({ status: 201 });
  }),

  conversation(
    AREA,
    'what each has made, each takes back',
    ['block.1', 'block.4', 'block.5', 'key.1'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const keyed = ask.block({ id: bob.id, key: 'b' });
      for (let time = 0; time < 2; time++) await alice.asks(keyed, { ...BLOCKED, id: bob.id });
      await alice.isRefused({ ...keyed, id: carol.id }, 'conflict');
      await alice.asks(ask.block({ id: bob.id, username: carol.name }), { id: bob.id });
      await bob.asks(ask.block({ id: alice.id }), BLOCKED);
      await carol.asks(ask.block({ id: alice.id }), BLOCKED);
      const listed = { type: 'BlockListResponse', status: 200 };
      await alice.asks(ask.blocked(), { ...listed, people: [named(bob)] });
      await bob.asks(ask.blocked(), { ...listed, people: [named(alice)] });
      const open = { type: 'UnblockResponse', status: 200 };
      await alice.asks(ask.unblock(bob.id), { ...open, id: bob.id });
      await alice.asks(ask.unblock(bob.id), open);
      await alice.asks(ask.unblock(carol.id), { ...open, id: carol.id });
      await alice.asks(ask.blocked(), { people: [] });
      await areApart(stage, alice, bob);
      await alice.isRefused(ask.message(carol.name, 'hello?'), 'unknown_recipient');
      await bob.asks(ask.unblock(alice.id), open);
      await alice.asks(ask.message(bob.name, 'friends?'), { status: 200, seq: 1 });
      await bob.receives({ content: 'friends?' });
      await bob.asks(ask.message(alice.name, 'friends'), { status: 200, seq: 2 });
      await alice.receives({ content: 'friends' });
    },
  ),

  conversation(AREA, 'nobody blocks themselves, or nobody', ['block.1'], async (stage) => {
    const [alice] = await stage.enter('alice');
    await alice.isRefused(ask.block({ id: alice.id }), 'bad_request');
    await alice.isRefused(ask.block({ username: alice.name }), 'bad_request');
    await alice.isRefused(ask.block({ username: stage.name('nobody') }), 'not_found');
    await alice.isRefused(ask.block({ id: 'nobody' }), 'not_found');
    await alice.isRefused(ask.unblock('nobody'), 'not_found');
    await alice.isRefused(ask.block({}), 'bad_request');
    await alice.asks(ask.blocked(), { people: [] });
  }),

  conversation(
    AREA,
    'a block is there on every device, whoever of the two comes back',
    ['block.1', 'block.6'],
    async (stage) => {
      const [alice] = await stage.enterWith({ features: [] }, 'alice');
      const mallory = await newAccount(stage, 'mallory');
      await mallory.leaves();
      await alice.asks(ask.block({ username: mallory.name }), { id: mallory.id });
      await alice.leaves();
      const back = await stage.device(mallory);
      const phone = await stage.device(alice, { features: [] });
      await areApart(stage, back, alice);
      await areApart(stage, phone, mallory);
      await phone.asks(ask.unblock(mallory.id), { status: 200 });
      await back.asks(ask.message(alice.name, 'at last'), { status: 200 });
      await phone.receives({ content: 'at last' });
    },
  ),

  conversation(
    AREA,
    'whom somebody has blocked they do not meet as a stranger, and are not met by',
    ['block.2', 'random.4'],
    async (stage) => {
      const [alice, mallory, carol] = await stage.enter('alice', 'mallory', 'carol');
      await alice.asks(ask.block({ id: mallory.id }), BLOCKED);
      for (let time = 0; time < 5; time++) {
        for (const one of [alice, mallory]) await one.asks(ask.random(), { client: carol.name });
      }
      await carol.leaves();
      for (const one of [alice, mallory]) await one.isRefused(ask.random(), 'not_enough_people');
      await alice.asks(ask.unblock(mallory.id), { status: 200 });
      await alice.asks(ask.random(), { client: mallory.name });
    },
    { alone: true },
  ),
];
