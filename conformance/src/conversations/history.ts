import { type Conversation, conversation } from '../conversation.ts';
import { absent, aNumber, difference, ensure, show } from '../match.ts';
import type { Person } from '../person.ts';
import * as ask from '../requests.ts';
import { LOG, seqsOf, supper, talk } from '../supper.ts';

const AREA = 'history';
const PAGE = 'HistoryResponse';

export const history: Conversation[] = [
  conversation(
    AREA,
    'the log of a group is the same for everybody in it, and has every entry',
    ['history.1', 'history.2', 'history.4', 'guarantee.2'],
    async (stage) => {
      const { people, chat, chatname } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      await talk(chat, alice, [bob], 'pizza?');
      await bob.asks(ask.react(chat, 1, '👍'), { seq: 2 });
      await bob.asks(ask.say(chat, 'or pasta', { reply_to: 1 }), { seq: 3 });
      await alice.receives({ content: 'or pasta', reply_to: 1 });
      await alice.asks(ask.edit(chat, 1, 'pasta!'), { seq: 4 });
      await bob.asks(ask.remove(chat, 3), { seq: 5 });
      const by = ({ name, id }: Person) => ({ at: aNumber, sender: name, sender_id: id });
      const reaction = { reaction: '👍', count: 1, people: [{ username: bob.name, id: bob.id }] };
      for (const reader of [alice, bob]) {
        const page = await reader.asks(ask.history(chat, { after: 0 }), {
          type: PAGE,
          status: 200,
          chat,
          chatname,
          last_seq: 5,
          more: absent,
        });
        const wanted = [
          {
            kind: 'message',
            seq: 1,
            ...by(alice),
            content: 'pasta!',
            edited_at: aNumber,
            deleted: absent,
            reactions: [{ ...reaction, mine: reader === bob }],
          },
          { kind: 'reaction', seq: 2, ...by(bob), target: 1, reaction: '👍', on: true },
          { kind: 'message', seq: 3, ...by(bob), content: absent, deleted: true, reply_to: 1 },
          { kind: 'edit', seq: 4, ...by(alice), target: 1, content: 'pasta!' },
          { kind: 'delete', seq: 5, ...by(bob), target: 3 },
        ];
        const found = difference(wanted, page['entries']);
        ensure(found === undefined, `The log is not what has happened: ${found}`);
      }
    },
  ),

  conversation(
    AREA,
    'pages lead through the log either way, and nothing is missed or comes twice',
    ['history.5', 'history.6', 'history.3'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      await talk(chat, alice, [bob], 'one', 'two', 'three', 'four');
      await alice.asks(ask.edit(chat, 2, 'deux'), { seq: 5 });
      await talk(chat, bob, [alice], 'six', 'seven');
      const reader = await stage.device(bob);
      const forward: number[] = [];
      for (let more: unknown = true; more; ) {
        const page = await reader.asks(ask.history(chat, { after: forward.at(-1) ?? 0, limit: 3 }));
        ensure(seqsOf(page).length <= 3, `A page of at most 3 is ${show(page)}`);
        forward.push(...seqsOf(page));
        more = page['more'];
      }
      ensure(show(forward) === show([1, 2, 3, 4, 5, 6, 7]), `Forward came ${show(forward)}.`);
      const back: number[] = [];
      for (let more: unknown = true; more; ) {
        const before = back.length > 0 ? { before: back[0] } : {};
        const page = await reader.asks(ask.history(chat, { ...before, limit: 4 }));
        back.unshift(...seqsOf(page));
        more = page['more'];
      }
      ensure(show(back) === show([1, 2, 3, 4, 6, 7]), `Back came ${show(back)}.`);
    },
  ),

  conversation(
    AREA,
    'what is around a message is half before it, and half from it on',
    ['history.3', 'history.7'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      await talk(chat, alice, [bob], 'one', 'two', 'three', 'four', 'five', 'six');
      await alice.asks(ask.react(chat, 1, '👍'), { seq: 7 });
      const cases: [span: Record<string, number>, seqs: number[], isMore: boolean][] = [
        [{ around: 3, limit: 4 }, [1, 2, 3, 4], true],
        [{ around: 3, limit: 3 }, [2, 3, 4], true],
        [{ around: 1, limit: 3 }, [1, 2, 3], true],
        [{ around: 6, limit: 3 }, [4, 5, 6], true],
        [{ around: 7, limit: 3 }, [4, 5, 6], true],
        [{ around: 4 }, [1, 2, 3, 4, 5, 6], false],
        [{ around: 0 }, [1, 2, 3, 4, 5, 6], false],
        [{ before: 1 }, [], false],
        [{ before: 0 }, [], false],
        [{ before: Number.MAX_SAFE_INTEGER, limit: 2 }, [5, 6], true],
        [{ around: Number.MAX_SAFE_INTEGER, limit: 2 }, [5, 6], true],
        [{ after: 6 }, [7], false],
        [{ after: 7 }, [], false],
      ];
      for (const [span, seqs, isMore] of cases) {
        const page = await bob.asks(ask.history(chat, span), {
          type: PAGE,
          last_seq: 7,
          more: isMore || absent,
        });
        ensure(show(seqsOf(page)) === show(seqs), `For ${show(span)} came ${show(seqsOf(page))}.`);
      }
    },
  ),

  conversation(
    AREA,
    'a time leads to the first message from then on',
    ['history.3'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      await talk(chat, alice, [bob], 'one', 'two', 'three');
      const page = await bob.asks(ask.history(chat), { type: PAGE });
      const messages = page['entries'] as { seq: number; at: number }[];
      const last = messages.at(-1)?.at ?? 0;
      const first = messages.find(({ at }) => at === last)?.seq;
      await bob.asks(ask.history(chat, { at: last, limit: 1 }), { entries: [{ seq: first }] });
      await bob.asks(ask.history(chat, { at: 0, limit: 1 }), { entries: [{ seq: 1 }] });
      const future = last + 86_400_000;
      await bob.asks(ask.history(chat, { at: future, limit: 1 }), { entries: [{ seq: 3 }] });
      for (const more of [
        { at: last, before: 2 },
        { after: 0, around: 2 },
        { before: 1, after: 1 },
      ])
        await bob.isRefused(ask.history(chat, more), 'bad_request');
    },
  ),

  conversation(
    AREA,
    'a limit below 1 counts as 1, and a large one as 200',
    ['history.5'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      await talk(chat, alice, [bob], 'one', 'two');
      for (const limit of [0, -1, -1e9])
        await bob.asks(ask.history(chat, { after: 0, limit }), {
          entries: [{ seq: 1 }],
          more: true,
        });
      for (const limit of [2, 1e9]) {
        const entries = [{ seq: 1 }, { seq: 2 }];
        await bob.asks(ask.history(chat, { after: 0, limit }), { entries, more: absent });
      }
    },
  ),

  conversation(
    AREA,
    'a position beyond the end of the log is of another history',
    ['history.7'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      for (const after of [1, Number.MAX_SAFE_INTEGER])
        await bob.isRefused(ask.history(chat, { after }), 'reset');
      await bob.asks(ask.history(chat, { after: 0 }), { entries: [], last_seq: 0 });
      await talk(chat, alice, [bob], 'one');
      await bob.asks(ask.history(chat, { after: 1 }), { entries: [], last_seq: 1 });
      await bob.isRefused(ask.history(chat, { after: 2 }), 'reset');
    },
  ),

  conversation(
    AREA,
    'a chat of others is answered like one that is not there, whatever is asked of it',
    ['history.8', 'message.7'],
    async (stage) => {
      const { people, chat } = await supper(stage, LOG, 'alice', 'bob');
      const [alice, bob] = people;
      await talk(chat, alice, [bob], 'a secret');
      const { chat: direct } = await bob.asks(ask.message(alice.name, 'another'), { status: 200 });
      await alice.receives({ content: 'another' });
      const [mallory] = await stage.enterWith(LOG, 'mallory');
      const requests = (id: unknown) => [
        ask.history(id, { after: 0 }),
        ask.history(id, { after: 99 }),
        ask.edit(id, 1, 'mine'),
        ask.remove(id, 1),
        ask.react(id, 1, '👍'),
        ask.read(id, 1),
        ask.typing(id),
        ask.prefer(id, { notify: 'none' }),
      ];
      const said = new Map<string, Set<string>>();
      for (const id of [chat, direct, 'nothing-like-that', '__proto__']) {
        for (const request of requests(id)) {
          const { msg_id, ...answer } = await mallory.isRefused(request, 'not_found');
          ensure(msg_id !== undefined, 'The refusal has no msg_id.');
          const answers = said.get(request.type) ?? new Set();
          said.set(request.type, answers.add(JSON.stringify(answer)));
        }
      }
      for (const [type, answers] of said)
        ensure(answers.size === 1, `${type} tells the cases apart: ${[...answers].join(' ')}`);
      for (const person of people) await person.hearsNothing(1);
    },
  ),

  conversation(
    AREA,
    'a name means whoever has it at present, and chat wins over it',
    ['history.9', 'message.15'],
    async (stage) => {
      const { people, chat, chatname } = await supper(stage, LOG, 'alice', 'bob', 'carol');
      const [alice, bob, carol] = people;
      await talk(chat, alice, [bob, carol], 'to all');
      const old = bob.name;
      const { chat: withBob } = await alice.asks(ask.message(old, 'to Bob'), { status: 200 });
      await bob.receives({ content: 'to Bob' });
      const named = (name: string) => ask.history(undefined, { chatname: name });
      await alice.asks(named(chatname.toUpperCase()), { chat, chatname });
      await alice.asks(named(old), { chat: withBob, chatname: old, entries: [{ seq: 1 }] });
      await alice.asks(ask.history(withBob, { chatname }), { chat: withBob });
      await alice.isRefused(named(carol.name), 'not_found');
      await alice.isRefused(named(alice.name), 'not_found');
      await alice.isRefused({ type: 'HistoryRequest' }, 'bad_request');

      await bob.leaves();
      const back = await stage.connect('bob');
      const robert = stage.name('robert');
      await back.resumes(bob.token, { ...LOG, username: robert });
      await alice.asks(named(robert), { chat: withBob, chatname: robert });
      await alice.isRefused(named(old), 'not_found');
      const heir = await stage.connect('heir', old);
      await heir.registers(LOG);
      await alice.isRefused(named(old), 'not_found');
      await alice.asks(ask.say(withBob, 'to Robert', { recipient: old }), { chatname: robert });
      await back.receives({ content: 'to Robert', chat: withBob });
      await heir.hearsNothing(1);
      await heir.isRefused(named(alice.name), 'not_found');
    },
  ),

  conversation(
    AREA,
    'what was sent to somebody who was away is there when they come back',
    ['history.10', 'register.12'],
    async (stage) => {
      const [alice, bob] = await stage.enterWith(LOG, 'alice', 'bob');
      await bob.leaves();
      const { chat } = await alice.asks(ask.message(bob.name, 'are you there?'), { seq: 1 });
      await alice.asks(ask.message(bob.name, 'call me'), { seq: 2 });
      const back = await stage.connect('bob');
      await back.resumes(bob.token, LOG);
      await back.asks(ask.history(chat, { after: 0 }), {
        chatname: alice.name,
        entries: [
          { content: 'are you there?', sender: alice.name },
          { content: 'call me', sender: alice.name },
        ],
      });
      await back.hearsNothing(1);
    },
  ),

  conversation(
    AREA,
    'whoever comes later sees what was said from then on, and everything once the group is open',
    ['history.11'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      await talk(chat, alice, [bob], 'before');
      const [carol] = await stage.enter('carol');
      const invited = { type: 'GroupInviteRequest', chat, recipients: [carol.name] };
      await alice.asks(invited, { status: 200, seq: 2 });
      await carol.receives({ status: 201, chat });
      await talk(chat, alice, [bob, carol], 'after');
      const since = [
        { kind: 'members', seq: 2 },
        { seq: 3, content: 'after' },
      ];
      await carol.asks(ask.history(chat, { after: 0 }), { entries: since, last_seq: 3 });
      await carol.asks(ask.history(chat), { entries: [{ seq: 3 }], more: absent });
      await carol.isRefused(ask.react(chat, 1, '👍'), 'not_found');
      const open = { type: 'GroupChangeRequest', chat, policy: 'open' };
      await alice.asks(open, { status: 200, seq: 4 });
      const entries = [1, 2, 3, 4].map((seq) => ({ seq }));
      await carol.asks(ask.history(chat, { after: 0 }), { entries });
    },
  ),
];
