import { type Conversation, conversation } from '../conversation.ts';
import { gather } from '../gather.ts';
import { absent, aNumber, ensure, show } from '../match.ts';
import * as ask from '../requests.ts';
import { named, seqsOf } from './members.ts';

const AREA = 'member';
const OPEN = { policy: 'open' };

export const openGroups: Conversation[] = [
  conversation(
    AREA,
    'Bob comes into an open group by its name, Carol by its id, and they see all of it',
    ['member.6', 'member.7'],
    async (stage) => {
      const [alice] = await stage.enterWith({ features: ['log'] }, 'alice');
      const [bob, carol] = await stage.enter('bob', 'carol');
      const phone = await stage.device(bob);
      const { chat, chatname } = await gather(stage, 'supper', [alice], OPEN);
      await alice.asks(ask.groupMessage(chatname, 'is anybody there?'), { seq: 1 });
      const done = { type: 'GroupJoinResponse', status: 200, chat, chatname, at: aNumber };
      await bob.asks(ask.join({ chatname: chatname.toUpperCase() }), { ...done, seq: 2 });
      const told = { type: 'GroupMessageInitResponse', status: 201, chat, sender: bob.name };
      await phone.receives({ ...told, recipients: [alice.name], member_count: 2 });
      await alice.receives({ type: 'MembersRecv', seq: 2, joined: [named(bob)], left: [] });
      await carol.asks(ask.join({ chat, chatname: 'wins nothing' }), { ...done, seq: 3 });
      await alice.receives({ type: 'MembersRecv', seq: 3, joined: [named(carol)] });
      await carol.asks(ask.groupMessage(chatname, 'I am'), { status: 200, seq: 4 });
      for (const person of [alice, bob, phone]) await person.receives({ content: 'I am' });
      for (const person of [bob, carol]) {
        const seen = seqsOf(await person.asks(ask.history(chat, { after: 0 })));
        ensure(show(seen) === '[1,2,3,4]', `Of an open group somebody sees ${show(seen)}.`);
      }
    },
  ),

  conversation(
    AREA,
    'whoever is in already is in, and a group by invitation is not there to come into',
    ['member.6', 'member.2'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const { chat, chatname } = await gather(stage, 'supper', [alice], OPEN);
      await bob.asks(ask.join({ chat }), { status: 200, seq: 1 });
      await bob.asks(ask.join({ chat }), { status: 200, chat, chatname, seq: absent });
      await alice.asks(ask.join({ chatname }), { status: 200, chat, seq: absent });
      await bob.asks(ask.leave(chat), { status: 200, seq: 2 });
      await alice.asks(ask.change(chat, { policy: 'invite' }), { status: 200, seq: 3 });
      for (const which of [{ chat }, { chatname }, { chatname: alice.name }, { chat: '' }]) {
        const code = 'chat' in which && which.chat === '' ? 'bad_request' : 'not_found';
        await bob.isRefused(ask.join(which), code);
      }
      await bob.isRefused(ask.join({}), 'bad_request');
      await alice.hearsNothing(50);
    },
  ),

  conversation(
    AREA,
    'that one is in already is an answer that a key keeps, like any other',
    ['member.6', 'key.2', 'key.3'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const { chat, chatname } = await gather(stage, 'supper', [alice], OPEN);
      await bob.asks(ask.join({ chatname, key: 'came' }), { status: 200, seq: 1 });
      const again = ask.join({ chatname, key: 'was in' });
      const inAlready = { type: 'GroupJoinResponse', status: 200, chat, chatname, seq: absent };
      await bob.asks(again, inAlready);
      await bob.isRefused(ask.join({ chat, key: 'was in' }), 'conflict');
      await bob.asks(ask.leave(chat), { status: 200, seq: 2 });
      await bob.asks(again, inAlready);
      await bob.asks(ask.join({ chatname, key: 'came' }), { status: 200, seq: 1 });
      await bob.isRefused(ask.history(chat), 'not_found');
      await alice.hearsNothing(50);
    },
  ),

  conversation(
    AREA,
    'what an open group has said is for its members alone once it is by invitation',
    ['member.7'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const { chat, chatname } = await gather(stage, 'supper', [alice], OPEN);
      await alice.asks(ask.groupMessage(chatname, 'before'), { seq: 1 });
      await bob.asks(ask.join({ chat }), { seq: 2 });
      await bob.asks(ask.history(chat, { before: 9 }), { entries: [{ content: 'before' }] });
      await alice.asks(ask.change(chat, { policy: 'invite' }), { seq: 3 });
      await bob.asks(ask.history(chat, { before: 9 }), { entries: [] });
      const seen = seqsOf(await bob.asks(ask.history(chat, { after: 0 })));
      ensure(show(seen) === '[2,3]', `Bob, who came second, sees ${show(seen)}.`);
    },
  ),

  conversation(
    AREA,
    'in an open group everybody may bring others along',
    ['member.1', 'member.4'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const { chat } = await gather(stage, 'supper', [alice, bob], OPEN);
      await bob.asks(ask.invite(chat, [carol.name]), { status: 200, seq: 1 });
      await carol.receives({ status: 201, chat, sender: bob.name });
      await alice.asks(ask.change(chat, { policy: 'invite' }), { status: 200 });
      await carol.asks(ask.leave(chat), { status: 200 });
      await bob.isRefused(ask.invite(chat, [carol.name]), 'forbidden');
    },
  ),

  conversation(
    AREA,
    'open groups are listed by name, page by page, the others are not',
    ['member.17'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const query = stage.suffix;
      const names: string[] = [];
      for (const label of ['c', 'a', 'b']) {
        const { chatname } = await gather(stage, label, [alice], { ...OPEN, topic: label });
        names.push(chatname);
      }
      const { chatname: hidden } = await gather(stage, 'hidden', [alice]);
      names.sort();
      const list = await bob.asks(ask.openGroups({ query: query.toUpperCase() }), {
        type: 'GroupListResponse',
        status: 200,
        more: absent,
      });
      const groups = list['groups'] as { chat: string; chatname: string }[];
      const found = groups.map(({ chatname }) => chatname);
      ensure(show(found) === show(names), `Listed are ${show(found)}, and not ${show(names)}.`);
      ensure(!found.includes(hidden), 'A group by invitation is on the list.');
      await bob.asks(ask.join({ chat: groups[0]?.chat }), { status: 200 });
      let after: string | undefined;
      for (const [index, chatname] of names.entries()) {
        const page = ask.openGroups({ query, limit: 1, ...(after && { after }) });
        await bob.asks(page, {
          groups: [
            {
              chatname,
              topic: chatname[0],
              joined: index === 0,
              member_count: index === 0 ? 2 : 1,
            },
          ],
          more: index < 2 ? true : absent,
        });
        after = chatname;
      }
      await bob.asks(ask.openGroups({ query: `${query}x` }), { groups: [] });
    },
  ),
];
