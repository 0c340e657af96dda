import { type Conversation, conversation } from '../conversation.ts';
import { ensure, show } from '../match.ts';
import * as ask from '../requests.ts';
import { LOG, supper, talk } from '../supper.ts';

const AREA = 'key';

export const keys: Conversation[] = [
  conversation(
    AREA,
    'every request that stores something takes effect once with its key, and answers alike',
    ['key.1', 'key.2', 'guarantee.4', 'message.10'],
    async (stage) => {
      const { people, chat } = await supper(stage, LOG, 'alice', 'bob');
      const [alice, bob] = people;
      const phone = await stage.device(alice);
      await talk(chat, alice, [bob, phone], 'one', 'two');
      const [carol] = await stage.enter('carol');
      const club = stage.name('club');
      const requests = [
        ask.edit(chat, 1, 'uno'),
        ask.react(chat, 1, '👍'),
        ask.react(chat, 2, '👍', { on: false }),
        ask.remove(chat, 2),
        ask.prefer(chat, { notify: 'mentions' }),
        ask.openGroup(club, []),
        { type: 'GroupInviteRequest', chat, recipients: [carol.name] },
        { type: 'GroupChangeRequest', chat, topic: 'food' },
        { type: 'GroupRoleRequest', chat, id: bob.id, role: 'moderator' },
        { type: 'GroupMuteRequest', chat, id: carol.id, seconds: 60 },
        { type: 'GroupRemoveRequest', chat, id: carol.id },
        { type: 'BlockRequest', id: carol.id },
        { type: 'UnblockRequest', id: carol.id },
        { type: 'ReportRequest', chat, target: 1, reason: 'spam' },
      ];
      const { last_seq: before } = await bob.asks(ask.history(chat));
      for (const [at, request] of requests.entries()) {
        const keyed = { ...request, key: `key ${at}` };
        const { msg_id, ...answer } = await alice.asks(keyed, { status: 200 });
        ensure(msg_id !== undefined, 'The answer has no msg_id.');
        for (const device of [alice, phone]) {
          const { msg_id: _, ...again } = await device.asks(keyed, { status: 200 });
          const same = show(sorted(again)) === show(sorted(answer));
          ensure(same, `${request.type} was answered with ${show(answer)}, then ${show(again)}.`);
        }
        const other = ask.say(chat, `key ${at}`, { key: keyed.key });
        await phone.isRefused(other, 'conflict');
      }
      const entries = ['edit', 'reaction', 'delete', 'invite', 'topic', 'role', 'mute', 'remove'];
      await bob.asks(ask.history(chat), { last_seq: (before as number) + entries.length });
      const heard = bob.takeUnread().map(({ type }) => type);
      ensure(heard.length === entries.length, `Bob was told ${show(heard)}.`);
      phone.takeUnread();
      carol.takeUnread();
    },
    { seconds: 30 },
  ),

  conversation(
    AREA,
    'repeats that do not wait for the first answer take effect once, whatever they are',
    ['key.2', 'guarantee.4'],
    async (stage) => {
      const { people, chat } = await supper(stage, LOG, 'alice', 'bob');
      const [alice, bob] = people;
      const phone = await stage.device(alice);
      await talk(chat, alice, [bob, phone], 'one');
      for (const request of [ask.edit(chat, 1, 'uno'), ask.react(chat, 1, '👍')]) {
        const keyed = { ...request, key: request.type };
        const asked = [alice, phone, alice, phone].map((device) => device.asks(keyed, { chat }));
        const seqs = (await Promise.all(asked)).map(({ seq }) => seq);
        ensure(new Set(seqs).size === 1, `One ${request.type} has got the places ${show(seqs)}.`);
        await bob.receives({ seq: seqs[0] });
      }
      await bob.hearsNothing();
      alice.takeUnread();
    },
  ),

  conversation(
    AREA,
    'a key is one for all kinds of requests, and every field counts',
    ['key.3', 'message.11', 'message.12'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      const key = 'k';
      await talk(chat, alice, [bob], 'one', 'two');
      await alice.asks(ask.edit(chat, 1, 'uno', { key }), { seq: 3 });
      for (const other of [
        ask.edit(chat, 2, 'uno', { key }),
        ask.edit(chat, 1, 'due', { key }),
        ask.remove(chat, 1, { key }),
        ask.react(chat, 1, 'uno', { key }),
        ask.say(chat, 'uno', { key }),
        ask.say(chat, 'uno', { key, reply_to: 1 }),
        ask.edit('elsewhere', 1, 'uno', { key }),
        ask.prefer(chat, { notify: 'none', key }),
      ]) {
        await alice.isRefused(other, 'conflict');
      }
      await alice.asks(ask.edit(chat, 1, 'uno', { key, unknown: 'field' }), { seq: 3 });
      await bob.asks(ask.say(chat, 'from Bob', { key }), { seq: 4 });
      await alice.receives({ content: 'from Bob' });
    },
  ),

  conversation(
    AREA,
    'what was done with a key is answered so for good, whatever has become of it',
    ['key.2', 'message.13', 'message.14'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      const said = ask.say(chat, 'one', { key: 'said' });
      const { at } = await bob.asks(said, { seq: 1 });
      await alice.receives({ content: 'one' });
      const edited = ask.edit(chat, 1, 'uno', { key: 'edited' });
      await bob.isRefused(ask.edit(chat, 9, 'uno', { key: 'edited' }), 'not_found');
      await bob.asks(edited, { seq: 2 });
      const unchanged = ask.react(chat, 1, '👍', { on: false, key: 'unchanged' });
      const { msg_id: _, ...first } = await bob.asks(unchanged, { status: 200 });
      await alice.asks(ask.remove(chat, 1), { seq: 3 });
      const gone = { type: 'GroupRemoveRequest', chat, id: bob.id };
      await alice.asks(gone, { seq: 4 });
      await bob.asks(said, { type: 'MessageSendResponse', status: 200, chat, seq: 1, at });
      await bob.asks(edited, { type: 'MessageEditResponse', status: 200, target: 1, seq: 2 });
      await bob.asks(unchanged, first);
      await bob.isRefused(ask.say(chat, 'two'), 'unknown_recipient');
      await alice.asks(ask.history(chat), { last_seq: 4 });
    },
  ),
];

/** Fields come in any order. */
function sorted(answer: object): object {
  return Object.fromEntries(
    Object.entries(answer).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}
