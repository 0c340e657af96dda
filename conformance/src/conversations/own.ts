import { logIn, newAccount, PASSWORD } from '../account.ts';
import { type Conversation, conversation } from '../conversation.ts';
import { gather } from '../gather.ts';
import { absent, aNumber, ensure, show } from '../match.ts';
import type { Person } from '../person.ts';
import * as ask from '../requests.ts';

const AREA = 'own';
const ERASED = { type: 'EraseResponse', status: 200 };

type Line = { readonly what: string; readonly [field: string]: unknown };

/** All pages, one line after another. */
async function archiveOf(person: Person): Promise<Line[]> {
  const all: Line[] = [];
  for (let after: unknown; ; ) {
    const page = await person.asks(ask.takeAlong(after === undefined ? {} : { after }), {
      type: 'ExportResponse',
      status: 200,
      position: aNumber,
    });
    const lines = page['lines'] as string[];
    ensure(!lines.some((line) => line.includes('\n')), 'A line of the archive is several.');
    all.push(...lines.map((line) => JSON.parse(line) as Line));
    if (page['more'] === undefined) return all;
    after = page['position'];
  }
}

export const own: Conversation[] = [
  conversation(
    AREA,
    'Alice takes along all that is hers, and nothing of anybody else',
    ['own.1', 'own.2'],
    async (stage) => {
      const [alice] = await stage.enterWith({ features: [], device: 'a laptop' }, 'alice');
      const [bob, carol] = await stage.enter('bob', 'carol');
      const { chat, chatname } = await gather(stage, 'supper', [bob, alice]);
      await alice.asks(ask.groupMessage(chatname, 'in the group'), { seq: 1 });
      await bob.asks(ask.groupMessage(chatname, 'secret of bob'), { seq: 2 });
      await alice.asks(ask.react(chat, 2, '👍'), { status: 200 });
      await alice.asks(ask.groupMessage(chatname, 'first', { reply_to: 2 }), { seq: 4 });
      await alice.asks(ask.edit(chat, 4, 'then'), { status: 200 });
      await alice.asks(ask.groupMessage(chatname, 'deleted'), { seq: 6 });
      await alice.asks(ask.remove(chat, 6), { status: 200 });
      const direct = await carol.asks(ask.message(alice.name, 'secret of carol'), { seq: 1 });
      await alice.asks(ask.message(carol.name, 'between us'), { seq: 2 });
      await alice.asks(ask.block({ id: carol.id }), { status: 200 });
      const { report } = await alice.asks(ask.report({ id: bob.id }), { status: 200 });
      await alice.asks(ask.leave(chat), { status: 200 });
      const lines = await archiveOf(alice);
      const wanted = [
        { what: 'person', id: alice.id, username: alice.name },
        { what: 'device', device: 'a laptop' },
        { what: 'chat', chat: direct['chat'], chatname: carol.name, groupchat: false },
        { what: 'message', chat, seq: 1, content: 'in the group' },
        { what: 'message', chat, seq: 4, content: 'then', reply_to: 2 },
        { what: 'message', chat: direct['chat'], seq: 2, content: 'between us' },
        { what: 'reaction', chat, target: 2, reaction: '👍' },
        { what: 'block', id: carol.id, username: carol.name },
        { what: 'report', report, id: bob.id, reason: 'rude' },
      ];
      for (const line of wanted) {
        const fields = Object.entries(line);
        const found = lines.some((one) => fields.every(([name, value]) => one[name] === value));
        ensure(found, `The archive has not ${show(line)}: ${show(lines)}`);
      }
      ensure(lines.length === wanted.length, `The archive has more than it should: ${show(lines)}`);
      const text = JSON.stringify(lines);
      for (const other of ['secret', 'first', 'deleted', alice.token]) {
        ensure(!text.includes(other), `The archive has “${other}” in it.`);
      }
      for (const person of [alice, bob, carol]) person.takeUnread();
    },
  ),

  conversation(
    AREA,
    'a long archive comes page by page, everything once',
    ['own.1'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const long = 'é'.repeat(15_000);
      for (let at = 0; at < 10; at++) {
        await alice.asks(ask.message(bob.name, `${at} ${long}`), { seq: at + 1 });
        await bob.receives({ seq: at + 1 });
      }
      const lines = await archiveOf(alice);
      const said = lines.filter(({ what }) => what === 'message').map(({ seq }) => seq);
      const wanted = Array.from({ length: 10 }, (_, at) => at + 1);
      ensure(show(said) === show(wanted), `The archive has the messages ${show(said)}.`);
      await alice.asks(ask.takeAlong({ after: Number.MAX_SAFE_INTEGER }), {
        lines: [],
        more: absent,
      });
    },
  ),

  conversation(
    AREA,
    'erasing asks for one’s own name, and for the password where there is one',
    ['own.3'],
    async (stage) => {
      const [bob] = await stage.enterWith({ features: [] }, 'bob');
      for (const name of ['', stage.name('alice'), `${bob.name} `, 'me']) {
        await bob.isRefused(ask.erase(name), 'bad_request');
      }
      const alice = await newAccount(stage, 'alice');
      await alice.isRefused(ask.erase(bob.name, { password: PASSWORD }), 'bad_request');
      await alice.isRefused(ask.erase(alice.name), 'authentication_failed');
      const wrong = { password: `${PASSWORD}!` };
      await alice.isRefused(ask.erase(alice.name, wrong), 'authentication_failed');
      await alice.asks(ask.message(bob.name, 'still here'), { status: 200 });
      await bob.receives({ content: 'still here' });
    },
  ),

  conversation(
    AREA,
    'of Alice, who has had everything erased, the logs have their numbers and nothing more',
    ['own.4', 'own.6'],
    async (stage) => {
      const [alice] = await stage.enterWith({ features: ['log'] }, 'alice');
      const [bob] = await stage.enterWith({ features: ['log'] }, 'bob');
      const { chat, chatname } = await gather(stage, 'supper', [alice, bob]);
      await alice.asks(ask.groupMessage(chatname, 'my secret'), { seq: 1 });
      await bob.asks(ask.groupMessage(chatname, 'a reply', { reply_to: 1 }), { seq: 2 });
      await alice.asks(ask.react(chat, 2, '👍'), { seq: 3 });
      await alice.asks(ask.edit(chat, 1, 'my other secret'), { seq: 4 });
      const direct = await alice.asks(ask.message(bob.name, 'between us'), { seq: 1 });
      await alice.asks(ask.block({ id: bob.id }), { status: 200 });
      for (const person of [alice, bob]) person.takeUnread();
      await alice.asks(ask.erase(alice.name.toUpperCase()), ERASED);
      const { reason } = await alice.closedWith(4001);
      ensure(reason === 'logged_out', `The close says ${reason}, not logged_out.`);
      const left = [{ id: alice.id }];
      const roles = [{ id: bob.id, role: 'owner' }];
      await bob.receives({ type: 'MembersRecv', chat, seq: 5, left, roles });
      const log = await bob.asks(ask.history(chat, { after: 0 }), {
        entries: [
          { kind: 'message', seq: 1, sender: '', sender_id: alice.id, deleted: true },
          { kind: 'message', seq: 2, content: 'a reply', reply_to: 1, reactions: absent },
          { kind: 'reaction', seq: 3, sender: '', on: false },
          { kind: 'edit', seq: 4, content: absent },
          { kind: 'members', seq: 5, left: [{ id: alice.id, username: '' }] },
        ],
        last_seq: 5,
      });
      ensure(!show(log).includes('secret'), `The log still has it: ${show(log)}`);
      const ended = { chat: direct['chat'], chatname: '', ended: true };
      await bob.asks(ask.history(direct['chat']), { entries: [{ seq: 1, deleted: true }] });
      const { chats } = await bob.asks(ask.chatList());
      const shown = (chats as Line[]).find((one) => one['chat'] === direct['chat']);
      ensure(
        shown?.['ended'] === true && shown['chatname'] === '',
        `${show(ended)}: ${show(shown)}`,
      );
      await bob.isRefused(ask.say(direct['chat'], 'are you there?'), 'unknown_recipient');
      await bob.asks(ask.groupMessage(chatname, 'on we go'), { seq: 6 });
    },
  ),

  conversation(
    AREA,
    'whoever takes the name of somebody who was erased is somebody else, and finds nothing',
    ['own.5'],
    async (stage) => {
      const [bob] = await stage.enter('bob');
      const alice = await newAccount(stage, 'alice', { features: [] });
      const phone = await logIn(stage, alice, { features: ['log'] });
      const { chatname } = await gather(stage, 'supper', [bob, alice]);
      await phone.receives({ status: 201 });
      await alice.asks(ask.message(bob.name, 'between us'), { seq: 1 });
      await bob.receives({ content: 'between us' });
      await phone.receives({ content: 'between us' });
      await alice.asks(ask.erase(alice.name, { password: PASSWORD }), ERASED);
      for (const device of [alice, phone]) {
        const { reason } = await device.closedWith(4001);
        ensure(reason === 'logged_out', `The close says ${reason}, not logged_out.`);
      }
      phone.takeUnread();
      const back = await stage.connect('back', alice.name);
      for (const { token } of [alice, phone]) {
        await back.isRefused(ask.resume(token), 'token_expired');
      }
      const login = ask.register(alice.name, { auth: true, password: PASSWORD });
      await back.isRefused(login, 'authentication_failed');
      await back.registers({ features: [] });
      ensure(back.id !== alice.id, 'Somebody else has the id of somebody who was erased.');
      await back.asks(ask.chatList(), { chats: [] });
      await back.isRefused(ask.groupMessage(chatname, 'hello'), 'unknown_recipient');
      const lines = await archiveOf(back);
      const kinds = lines.map(({ what }) => what).sort();
      ensure(show(kinds) === '["device","person"]', `There is more of them: ${show(lines)}`);
      await bob.asks(ask.message(alice.name, 'who are you?'), { status: 200, seq: 1 });
      await back.receives({ content: 'who are you?', seq: 1 });
    },
  ),
];
