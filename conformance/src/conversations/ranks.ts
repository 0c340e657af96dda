import { type Conversation, conversation } from '../conversation.ts';
import { gather } from '../gather.ts';
import { absent, aNumber, ensure, show } from '../match.ts';
import * as ask from '../requests.ts';
import type { Stage } from '../stage.ts';
import { named, seqsOf } from './members.ts';

const AREA = 'member';
const LOG = { features: ['log'] };

/** Alice owns the group, Bob is a moderator, Carol and Dave are members; Erin is not in it. */
async function company(stage: Stage) {
  const people = await stage.enter('alice', 'bob', 'carol', 'dave', 'erin');
  const [alice, bob, carol, dave] = people;
  const { chat } = await gather(stage, 'supper', [alice, bob, carol, dave]);
  const answer = { type: 'GroupRoleResponse', status: 200, chat, seq: 1, at: aNumber };
  await alice.asks(ask.rank(chat, bob.id, 'moderator'), answer);
  return { chat, people };
}

export const ranks: Conversation[] = [
  conversation(
    AREA,
    'what a member may not do is refused and changes nothing',
    ['member.1'],
    async (stage) => {
      const { chat, people } = await company(stage);
      const [alice, bob, carol, dave, erin] = people;
      for (const request of [
        ask.invite(chat, [erin.name]),
        ask.change(chat, { name: stage.name('mine') }),
        ask.change(chat, { topic: 'mine' }),
        ask.change(chat, { policy: 'open' }),
        ask.putOut(chat, dave.id),
        ask.putOut(chat, bob.id),
        ask.putOut(chat, alice.id),
        ask.putOut(chat, carol.id),
        ask.mute(chat, dave.id, 60),
        ask.mute(chat, alice.id, 60),
        ask.rank(chat, carol.id, 'owner'),
        ask.rank(chat, dave.id, 'moderator'),
        ask.rank(chat, alice.id, 'member'),
      ]) {
        await carol.isRefused(request, 'forbidden');
      }
      await alice.asks(ask.history(chat, { after: 0 }), { last_seq: 1 });
      for (const person of people) await person.hearsNothing(20);
    },
  ),

  conversation(
    AREA,
    'moderators lead the members, and neither each other nor the owner',
    ['member.1', 'member.11'],
    async (stage) => {
      const { chat, people } = await company(stage);
      const [alice, bob, carol, dave, erin] = people;
      await alice.asks(ask.rank(chat, dave.id, 'moderator'), { status: 200, seq: 2 });
      for (const request of [
        ask.putOut(chat, dave.id),
        ask.putOut(chat, alice.id),
        ask.putOut(chat, bob.id),
        ask.mute(chat, dave.id, 60),
        ask.mute(chat, alice.id, 60),
        ask.mute(chat, bob.id, 60),
        ask.rank(chat, carol.id, 'moderator'),
        ask.rank(chat, dave.id, 'member'),
        ask.rank(chat, bob.id, 'owner'),
      ]) {
        await bob.isRefused(request, 'forbidden');
      }
      await bob.asks(ask.invite(chat, [erin.name]), { status: 200, seq: 3 });
      await erin.receives({ status: 201, chat, sender: bob.name });
      await bob.asks(ask.change(chat, { topic: 'Pizza' }), { status: 200, seq: 4 });
      await bob.asks(ask.mute(chat, carol.id, 60), { status: 200, seq: 5 });
      await bob.asks(ask.putOut(chat, carol.id), { status: 200, seq: 6 });
      await alice.asks(ask.rank(chat, bob.id, 'member'), { status: 200, seq: 7 });
      await bob.isRefused(ask.putOut(chat, erin.id), 'forbidden');
      await alice.asks(ask.putOut(chat, dave.id), { status: 200, seq: 8 });
      await alice.asks(ask.members(chat), { member_count: 3 });
    },
  ),

  conversation(
    AREA,
    'the owner hands the group on and is a moderator then',
    ['member.11', 'member.15'],
    async (stage) => {
      const [watcher] = await stage.enterWith(LOG, 'watcher');
      const [alice, bob] = await stage.enter('alice', 'bob');
      const { chat } = await gather(stage, 'supper', [alice, bob, watcher]);
      for (const role of ['member', 'moderator', 'owner']) {
        await alice.isRefused(ask.rank(chat, alice.id, role), 'bad_request');
      }
      await alice.asks(ask.rank(chat, bob.id, 'owner'), { status: 200, seq: 1 });
      const change = await watcher.receives({ type: 'MembersRecv', seq: 1, sender: alice.name });
      const roles = (change['roles'] as { id: string }[]).toSorted((one) =>
        one.id === bob.id ? -1 : 1,
      );
      const wanted = [
        { ...named(bob), role: 'owner' },
        { ...named(alice), role: 'moderator' },
      ];
      ensure(show(roles) === show(wanted), `The entry says ${show(roles)}.`);
      await alice.isRefused(ask.rank(chat, watcher.id, 'moderator'), 'forbidden');
      await alice.isRefused(ask.putOut(chat, bob.id), 'forbidden');
      await bob.asks(ask.rank(chat, alice.id, 'member'), { status: 200, seq: 2 });
      await watcher.receives({ type: 'MembersRecv', roles: [{ ...named(alice), role: 'member' }] });
    },
  ),

  conversation(
    AREA,
    'name, topic and policy change; the new name holds at once and the old one is free',
    ['member.13', 'member.15', 'group.12'],
    async (stage) => {
      const [bob] = await stage.enterWith(LOG, 'bob');
      const [alice, carol] = await stage.enter('alice', 'carol');
      const first = { topic: 'Pizza', policy: 'open' };
      const { chat, chatname } = await gather(stage, 'supper', [alice, bob], first);
      await carol.asks(ask.openGroups({ query: chatname }), {
        groups: [{ chat, chatname, topic: 'Pizza', joined: false }],
      });
      const name = stage.name('late supper');
      const answer = { type: 'GroupChangeResponse', status: 200, chat, at: aNumber };
      await alice.asks(ask.change(chat, { name, topic: 'Pasta' }), { ...answer, seq: 1 });
      const by = { chat, chatname: name, sender: alice.name, sender_id: alice.id };
      const told = { type: 'ChatChangeRecv', seq: 1, ...by, name, topic: 'Pasta', policy: absent };
      await bob.receives(told);
      await alice.isRefused(ask.groupMessage(chatname, 'where?'), 'unknown_recipient');
      await alice.asks(ask.groupMessage(name, 'here'), {
        status: 200,
        chat,
        chatname: name,
        seq: 2,
      });
      await bob.receives({ content: 'here', chatname: name });
      const other = await carol.asks(ask.openGroup(chatname, []), { status: 200 });
      ensure(other['chat'] !== chat, 'The old name leads to the old group.');
      await alice.asks(ask.change(chat, { policy: 'invite' }), { ...answer, seq: 3 });
      await bob.receives({ type: 'ChatChangeRecv', seq: 3, policy: 'invite', name: absent });
      await alice.asks(ask.change(chat, { name: name.toUpperCase() }), { ...answer, seq: 4 });
      await bob.receives({ type: 'ChatChangeRecv', seq: 4, name: name.toUpperCase() });
      await carol.asks(ask.openGroups({ query: name }), { groups: [] });
    },
  ),

  conversation(
    AREA,
    'a change that cannot be is refused as a whole, and one that is none is no entry',
    ['member.13', 'member.14', 'group.12'],
    async (stage) => {
      const [alice, bob] = await stage.enterWith(LOG, 'alice', 'bob');
      const { chat, chatname } = await gather(stage, 'supper', [alice, bob], { topic: 'Pizza' });
      const other = await gather(stage, 'lunch', [bob]);
      const topic = 'never said';
      for (const name of [other.chatname, other.chatname.toUpperCase(), bob.name]) {
        await alice.isRefused(ask.change(chat, { name, topic }), 'chatname_taken');
      }
      for (const name of ['', ' supper', 'sup\nper', 'x'.repeat(65), 'all']) {
        await alice.isRefused(ask.change(chat, { name, topic }), 'bad_chatname');
      }
      await alice.isRefused(ask.change(chat, { topic: 'x'.repeat(251) }), 'too_large');
      const long = { ...ask.openGroup(stage.name('tea'), []), topic: 'x'.repeat(251) };
      await alice.isRefused(long, 'too_large');
      for (const topic of ['two\nlines', 'a\u0000', '\u202Egnp', '\u2066x', 'a\u2028b']) {
        await alice.isRefused(ask.change(chat, { topic }), 'bad_request');
        await alice.isRefused({ ...long, topic }, 'bad_request');
      }
      await alice.isRefused(ask.change(chat, {}), 'bad_request');
      await alice.isRefused(ask.change(chat, { policy: 'closed' }), 'bad_request');
      for (const more of [{ topic: 'Pizza' }, { name: chatname, policy: 'invite' }]) {
        await alice.asks(ask.change(chat, more), { status: 200, chat, seq: absent });
      }
      await alice.asks(ask.rank(chat, bob.id, 'member'), { status: 200, chat, seq: absent });
      await bob.hearsNothing();
      await alice.asks(ask.change(chat, { topic: '' }), { status: 200, seq: 1 });
      await bob.receives({ type: 'ChatChangeRecv', seq: 1, topic: '' });
    },
  ),

  conversation(
    AREA,
    'a step that is sent again with its key is taken once',
    ['member.14', 'guarantee.4', 'key.1', 'key.2', 'key.3'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const { chat, chatname } = await gather(stage, 'supper', [alice, bob, carol]);
      const [dave] = await stage.enter('dave');
      const name = stage.name('tea');
      const requests = [
        ask.invite(chat, [dave.name], { key: '1' }),
        ask.mute(chat, dave.id, 60, { key: '2' }),
        ask.change(chat, { name, key: '3' }),
        ask.putOut(chat, dave.id, { key: '4' }),
        ask.rank(chat, bob.id, 'owner', { key: '5' }),
        ask.leave(chat, { key: '6' }),
      ];
      for (const [index, request] of requests.entries()) {
        const { type, ...done } = await alice.asks(request, { status: 200, seq: index + 1 });
        for (let time = 0; time < 2; time++) {
          await alice.asks(request, { type, chat, seq: done['seq'], at: done['at'] });
        }
      }
      await alice.isRefused(ask.leave(chat, { key: '1' }), 'conflict');
      const opening = { ...ask.openGroup(stage.name('lunch'), [carol.name]), key: '7' };
      const opened = await alice.asks(opening, { status: 200 });
      await alice.asks(opening, { type: opened.type, chat: opened['chat'], status: 200 });
      await carol.receives({ status: 201, chat: opened['chat'] });
      await carol.hearsNothing(50);
      const whole = await bob.asks(ask.history(chat, { after: 0 }));
      ensure(seqsOf(whole).length === 6, `The log has ${show(seqsOf(whole))}.`);
      await dave.receives({ status: 201, chat, chatname });
    },
  ),
];
