import type { Received } from '@chateau/client';
import { logIn, newAccount } from '../account.ts';
import { type Conversation, conversation } from '../conversation.ts';
import { gather } from '../gather.ts';
import { absent, aNumber, ensure, show } from '../match.ts';
import type { Person } from '../person.ts';
import * as ask from '../requests.ts';

const AREA = 'member';
const TAKEN_IN = 'GroupMessageInitResponse';
const LOG = { features: ['log'] };

export const named = ({ name, id }: Person) => ({ username: name, id });
export const seqsOf = ({ entries }: Received) =>
  (entries as { seq: number }[]).map(({ seq }) => seq);

export const members: Conversation[] = [
  conversation(
    AREA,
    'Bob is taken in later: all his devices hear of it, and of what is said from then on',
    ['member.4', 'member.5'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const phone = await stage.device(bob);
      const { chat, chatname } = await gather(stage, 'supper', [alice, carol]);
      await alice.asks(ask.groupMessage(chatname, 'before'), { seq: 1 });
      await carol.receives({ content: 'before' });
      const answer = { type: 'GroupInviteResponse', status: 200, chat, seq: 2, at: aNumber };
      await alice.asks(ask.invite(chat, [bob.name]), answer);
      const told = { type: TAKEN_IN, status: 201, chatname, chat, sender: alice.name };
      for (const device of [bob, phone]) await device.receives({ ...told, member_count: 3 });
      await carol.asks(ask.groupMessage(chatname, 'welcome'), { status: 200, seq: 3 });
      for (const person of [alice, bob, phone]) {
        await person.receives({ type: 'GroupMessageRecv', content: 'welcome', chat, seq: 3 });
      }
      await bob.asks(ask.groupMessage(chatname, 'thanks'), { status: 200, chat, seq: 4 });
      for (const person of [alice, carol, phone]) await person.receives({ content: 'thanks' });
      for (const person of [alice, bob, carol]) await person.hearsNothing(50);
    },
  ),

  conversation(
    AREA,
    'who is in already is left out, and nobody comes with somebody who is not to be found',
    ['member.4', 'member.14'],
    async (stage) => {
      const [alice] = await stage.enterWith(LOG, 'alice');
      const [bob, carol, dave] = await stage.enter('bob', 'carol', 'dave');
      const { chat } = await gather(stage, 'supper', [alice, bob]);
      const both = ask.invite(chat, [bob.name, carol.name, alice.name, carol.name.toUpperCase()]);
      await bob.hearsNothing(1);
      await alice.asks(both, { status: 200, seq: 1 });
      await carol.receives({ type: TAKEN_IN, status: 201, chat, member_count: 3 });
      for (const nobodyNew of [[], [alice.name], [bob.name, carol.name]]) {
        await alice.asks(ask.invite(chat, nobodyNew), { status: 200, chat, seq: absent });
      }
      const nobody = stage.name('nobody');
      await alice.isRefused(ask.invite(chat, [dave.name, nobody, bob.name]), 'recipient_offline', {
        recipients: [nobody],
      });
      await alice.asks(ask.members(chat), { member_count: 3 });
      for (const person of [bob, carol, dave]) await person.hearsNothing(50);
    },
  ),

  conversation(
    AREA,
    'accounts that are away are taken in, and find the group when they come back',
    ['member.4', 'group.11'],
    async (stage) => {
      const [alice] = await stage.enter('alice');
      const [guest] = await stage.enterWith({ features: [] }, 'guest');
      const bob = await newAccount(stage, 'bob', { features: [] });
      for (const person of [guest, bob]) await person.leaves();
      const offline = { offline: true };
      const { chat, chatname } = await gather(stage, 'supper', [alice]);
      await alice.asks(ask.invite(chat, [bob.name]), { status: 200, seq: 1 });
      const lunch = stage.name('lunch');
      const opening = ask.openGroup(lunch, [bob.name]);
      await alice.isRefused(opening, 'recipient_offline', { recipients: [bob.name] });
      await alice.asks({ ...opening, ...offline }, { type: TAKEN_IN, status: 200 });
      const withGuest = ask.openGroup(stage.name('tea'), [guest.name, bob.name]);
      const missing = { recipients: [guest.name] };
      await alice.isRefused({ ...withGuest, ...offline }, 'recipient_offline', missing);
      await alice.isRefused(ask.invite(chat, [guest.name]), 'recipient_offline', missing);
      await alice.asks(ask.groupMessage(chatname, 'for later'), { seq: 2 });
      const back = await logIn(stage, bob);
      await back.asks(ask.groupMessage(lunch, 'here I am'), { status: 200, seq: 1 });
      await alice.receives({ content: 'here I am' });
      await back.asks(ask.history(chat, { before: 9 }), { entries: [{ content: 'for later' }] });
    },
  ),

  conversation(
    AREA,
    'the list of members says who is there, what they may, and how many they are',
    ['member.3'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const [dave] = await stage.enterWith({ features: [] }, 'dave');
      const { chat } = await gather(stage, 'supper', [alice, bob, carol, dave]);
      await alice.asks(ask.rank(chat, carol.id, 'moderator'), { status: 200 });
      await alice.asks(ask.mute(chat, bob.id, 60), { status: 200 });
      await dave.leaves();
      const first = { ...named(alice), role: 'owner', online: true, muted_until: absent };
      const everybody = new Map<unknown, unknown>([
        [alice.id, first],
        [bob.id, { ...named(bob), role: 'member', online: true, muted_until: aNumber }],
        [carol.id, { ...named(carol), role: 'moderator', online: true, muted_until: absent }],
        [dave.id, { ...named(dave), role: 'member', online: false, muted_until: absent }],
      ]);
      const seen: string[] = [];
      for (let page = 0; page < 4; page++) {
        const after = seen.at(-1);
        const { members } = await bob.asks(
          ask.members(chat, { limit: 1, ...(after && { after }) }),
          {
            type: 'MemberListResponse',
            chat,
            member_count: 4,
            members: [{}],
            more: page < 3 ? true : absent,
          },
        );
        const [member] = members as [{ id: string }];
        await bob.asks(ask.members(chat, { limit: 0, ...(after && { after }) }), {
          members: [everybody.get(member.id)],
        });
        seen.push(member.id);
      }
      ensure(new Set(seen).size === 4, `The pages name somebody twice: ${show(seen)}`);
    },
  ),

  conversation(
    AREA,
    'of a group that is not one’s own nobody learns anything, not even that it is there',
    ['member.2'],
    async (stage) => {
      const [alice, bob, mallory] = await stage.enter('alice', 'bob', 'mallory');
      const { chat, chatname } = await gather(stage, 'supper', [alice, bob]);
      const about = (which: string) => [
        ask.members(which),
        ask.invite(which, [mallory.name]),
        ask.join({ chat: which }),
        ask.leave(which),
        ask.putOut(which, bob.id),
        ask.rank(which, mallory.id, 'owner'),
        ask.mute(which, bob.id, 60),
        ask.change(which, { topic: 'mine' }),
      ];
      const nowhere = about('nowhere');
      for (const [index, request] of about(chat).entries()) {
        const real = await mallory.isRefused(request, 'not_found');
        const none = await mallory.isRefused(nowhere[index] as typeof request, 'not_found');
        const differs = show({ ...real, msg_id: 0 }) !== show({ ...none, msg_id: 0 });
        ensure(!differs, `A group of others and none are not the same: ${show([real, none])}`);
      }
      await mallory.isRefused(ask.join({ chatname }), 'not_found');
      await alice.isRefused(ask.putOut(chat, mallory.id), 'not_found');
      await alice.isRefused(ask.rank(chat, mallory.id, 'moderator'), 'not_found');
      await alice.isRefused(ask.mute(chat, 'nobody', 60), 'not_found');
      await bob.asks(ask.members(chat), { member_count: 2 });
      for (const person of [alice, bob, mallory]) await person.hearsNothing(50);
    },
  ),

  conversation(
    AREA,
    'one sees what was said while one was in it, the first time and the second',
    ['member.7'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const { chat, chatname } = await gather(stage, 'supper', [alice, carol]);
      const says = (content: string) =>
        alice.asks(ask.groupMessage(chatname, content), { status: 200 });
      await says('before');
      await alice.asks(ask.invite(chat, [bob.name]), { seq: 2 });
      await says('during');
      await bob.asks(ask.leave(chat), { type: 'GroupLeaveResponse', status: 200, seq: 4 });
      await says('in between');
      await alice.asks(ask.invite(chat, [bob.name]), { seq: 6 });
      await says('again');
      const whole = await bob.asks(ask.history(chat, { after: 0 }), { last_seq: 7 });
      ensure(show(seqsOf(whole)) === '[2,3,6,7]', `Bob sees ${show(seqsOf(whole))}.`);
      const said = await bob.asks(ask.history(chat, { before: 99 }));
      ensure(show(seqsOf(said)) === '[3,7]', `Bob sees the messages ${show(seqsOf(said))}.`);
      const others = await carol.asks(ask.history(chat, { after: 0 }));
      ensure(seqsOf(others).length === 7, 'Carol was there all the time, and misses something.');
      for (const person of [bob, carol]) person.takeUnread();
    },
  ),
];
