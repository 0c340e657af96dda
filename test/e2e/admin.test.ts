import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Person, Stage } from '@chateau/conformance';
import { type BootedServer, bootServer, stageOn, temporaryDirectory } from '../cast.ts';
import { suiteWhere } from '../faults/suite.ts';
import { endAll, missingTerminal, run } from './command.ts';

/** `chateau admin`, beside a running server and without one. */

const PASSWORD = 'a plain horse in 4 quiet towns';

let server: BootedServer;
let stage: Stage;

beforeAll(async () => {
  server = await bootServer({ data: await temporaryDirectory() });
  stage = stageOn(server, { isOwn: true });
});

afterAll(async () => {
  await stage.end();
  await server.stop();
  endAll();
});

/** What the command says, and how it ends. */
async function admin(line: string, input = PASSWORD, data = server.data) {
  const command = run(`printf '%s\\n' "$INPUT" | cli/bin/chateau admin ${line}`, {
    env: { CHATEAU_DATA: data, INPUT: input },
  });
  const code = await command.exit;
  return { code, output: command.output() };
}

async function logsIn(name: string, password = PASSWORD, more = {}): Promise<Person> {
  const person = await stage.connect('somebody', name);
  await person.registers({ auth: true, password, ...more });
  return person;
}

const refused = (name: string, password: string) => ({
  type: 'RegisterRequest',
  username: name,
  auth: true,
  password,
});

test('an account that an operator has made is there at once, on a server that runs', async () => {
  expect(await admin('user add alice --role moderator')).toEqual({
    code: 0,
    output: 'alice has an account.\n',
  });
  const alice = await stage.connect('alice', 'alice');
  await alice.registers({ auth: true, password: PASSWORD, features: [] });
  const device = await stage.connect('device', 'alice');
  const request = { ...refused('alice', PASSWORD), features: [] };
  await device.asks(request, { status: 200, id: alice.id, role: 'moderator' });
});

test('without a password one is made, shown once, and good', async () => {
  const { code, output } = await admin('user add bob', '');
  expect(code).toBe(0);
  const [, password = ''] = /The password is (\S+)/.exec(output) ?? [];
  expect(password).toMatch(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);
  await logsIn('bob', password);
});

suiteWhere(missingTerminal, 'at a terminal', () => {
  test('a password is asked for until it was typed twice alike, and never shown', async () => {
    const env = { CHATEAU_DATA: server.data };
    const command = run('cli/bin/chateau admin user add grace', { env, terminal: true });
    await command.says(/Password for grace \(empty: one is made\): /);
    command.types(`${PASSWORD}\r`);
    await command.says(/Once more: /);
    command.types(`${PASSWORD}, or not\r`);
    await command.says(/not the same.*Password for grace/s);
    command.types(`${PASSWORD}\r`);
    await command.says(/not the same.*Once more: /s);
    command.types(`${PASSWORD}\r`);
    expect(await command.exit).toBe(0);
    expect(command.output()).toContain('grace has an account.');
    expect(command.output()).not.toContain('horse');
    await logsIn('grace');
  });
});

test.each([
  ['user add alice', PASSWORD, /taken/],
  ['user add аlice', PASSWORD, /mix/],
  ['user add me', PASSWORD, /reserved/],
  ['user add carol', 'short', /15 characters/],
  ['user reset nobody', PASSWORD, /no account nobody/],
  ['user disable nobody', PASSWORD, /no account nobody/],
])('`%s` is refused in a sentence', async (line, input, sentence) => {
  const { code, output } = await admin(line, input);
  expect(code).toBe(1);
  expect(output).toMatch(sentence);
  expect(output).not.toContain('    at ');
});

test('[account.6, login.2] an account that is shut is closed everywhere, and let in by nothing', async () => {
  await admin('user add dave');
  const dave = await logsIn('dave');
  const phone = await logsIn('dave', PASSWORD, { features: [] });
  expect((await admin('user disable DAVE')).code).toBe(0);
  for (const device of [dave, phone]) {
    expect((await device.closedWith(4003)).reason).toBe('disabled');
  }
  const back = await stage.connect('back', 'dave');
  await back.isRefused({ type: 'ResumeRequest', token: phone.token }, 'token_expired');
  await back.isRefused(refused('dave', PASSWORD), 'authentication_failed');
  await back.isRefused({ type: 'RegisterRequest', username: 'dave' }, 'username_taken');
  expect((await admin('user enable dave')).code).toBe(0);
  await back.registers({ auth: true, password: PASSWORD });
});

test('[account.6] a password that an operator resets ends the sessions and the old password', async () => {
  await admin('user add erin');
  const erin = await logsIn('erin');
  expect((await admin('user reset erin', 'the town has 5 other horses')).code).toBe(0);
  expect((await erin.closedWith(4001)).reason).toBe('revoked');
  const back = await stage.connect('back', 'erin');
  await back.isRefused(refused('erin', PASSWORD), 'authentication_failed');
  await back.registers({ auth: true, password: 'the town has 5 other horses' });
});

test('the list is a table of all accounts', async () => {
  const { code, output } = await admin('user list');
  expect(code).toBe(0);
  const [header, first] = output.split('\n');
  expect(header?.split(/\s{2,}/)).toEqual([
    'name',
    'role',
    'from',
    'state',
    'last seen',
    'display name',
  ]);
  expect(first).toMatch(/^alice +moderator +local +open +2\d{3}-\d\d-\d\dT\d\d:\d\d/);
});

test('accounts can be made before the server starts, and not where there is none of its data', async () => {
  const data = await temporaryDirectory();
  const early = await admin('user list', '', data);
  expect(early.code).toBe(1);
  expect(early.output).toMatch(/no database|has not been started/i);
  const first = await bootServer({ data });
  await first.stop();
  expect((await admin('user add frank', PASSWORD, data)).code).toBe(0);
  const second = await bootServer({ data });
  const frank = await stageOn(second).connect('frank', 'frank');
  await frank.registers({ auth: true, password: PASSWORD });
  await frank.leaves();
  await second.stop();
}, 60_000);

test('[account.4] where accounts are by invitation, each invitation is good for one', async () => {
  const data = await temporaryDirectory();
  const env = { CHATEAU_ACCOUNTS: 'invite' };
  const invited = await bootServer({ data, env });
  const guests = stageOn(invited);
  const { output } = await admin('invite', '', data);
  const create = (username: string, more = {}) => ({
    type: 'AccountCreateRequest',
    username,
    password: PASSWORD,
    ...more,
  });
  const invitation = output.trim();
  const [alice, mallory] = [await guests.connect('alice'), await guests.connect('mallory')];
  await alice.isRefused(create('alice'), 'forbidden');
  await alice.isRefused(create('alice', { invitation: 'guessed' }), 'forbidden');
  await alice.asks(create('alice', { invitation }), { type: 'AccountCreateResponse' });
  await mallory.isRefused(create('mallory', { invitation }), 'forbidden');
  await mallory.registers();
  await guests.end();
  await invited.stop();
}, 60_000);

test('[register.16] where guests are not welcome, neither are those who were', async () => {
  const data = await temporaryDirectory();
  const open = await bootServer({ data });
  const before = stageOn(open);
  const [guest] = await before.enterWith({ features: [] }, 'guest');
  const { token } = guest;
  await before.end();
  await open.stop();
  const closed = await bootServer({ data, env: { CHATEAU_GUESTS: 'false' } });
  const stage = stageOn(closed);
  const back = await stage.connect('guest');
  await back.isRefused({ type: 'ResumeRequest', token }, 'token_expired');
  await back.isRefused({ type: 'RegisterRequest', username: 'guest' }, 'authentication_failed');
  const info = await (await fetch(`${closed.http}/info`)).json();
  expect(info).toMatchObject({ guests: false, login: ['account'] });
  await stage.end();
  await closed.stop();
}, 60_000);

describe('what the server has of somebody', () => {
  test('[own.7] is printed as JSON lines, beside a running server', async () => {
    await admin('user add gina');
    const [gina, bob] = [await logsIn('gina'), await stage.connect('bob')];
    await bob.registers();
    await gina.asks(say(bob.name, 'an "odd"\nline'), { status: 200 });
    await bob.asks(say('gina', 'of somebody else'), { status: 200 });
    await gina.receives({ content: 'of somebody else' });
    const { code, output } = await admin('user export GINA');
    expect(code).toBe(0);
    const lines = output.trimEnd().split('\n');
    const things = lines.map((line) => JSON.parse(line));
    expect(things).toContainEqual({ what: 'person', id: gina.id, username: 'gina' });
    const said = things.filter(({ what }) => what === 'message');
    expect(said).toMatchObject([{ seq: 1, content: 'an "odd"\nline' }]);
    expect(output).not.toContain('of somebody else');
    expect((await admin('user export nobody')).code).toBe(1);
    await bob.leaves();
  });

  test('[own.7, own.4, own.5] is erased within seconds, once the name was typed again', async () => {
    await admin('user add hugo');
    const hugo = await logsIn('hugo');
    const bob = await stage.connect('bob');
    await bob.registers();
    const { chat } = await hugo.asks(say(bob.name, 'my secret'), { status: 200 });
    await bob.receives({ content: 'my secret' });
    for (const typed of ['', 'hug', 'bob', 'yes']) {
      const { code, output } = await admin('user erase hugo', typed);
      expect(code).toBe(1);
      expect(output).toContain('Nothing is erased.');
    }
    await hugo.asks({ type: 'ClientListRequest' }, { status: 200 });
    const { code, output } = await admin('user erase HUGO', 'hugo');
    expect(output).toContain('hugo is being erased');
    expect(code).toBe(0);
    expect((await hugo.closedWith(4001)).reason).toBe('logged_out');
    await bob.asks({ type: 'HistoryRequest', chat }, { entries: [{ seq: 1, deleted: true }] });
    const back = await stage.connect('back', 'hugo');
    await back.isRefused(refused('hugo', PASSWORD), 'authentication_failed');
    await back.registers();
    expect((await admin('user list')).output).not.toContain('hugo');
    for (const person of [bob, back]) await person.leaves();
  });

  test('[own.7] is erased by the next server where none runs', async () => {
    const data = await temporaryDirectory();
    const first = await bootServer({ data });
    const before = stageOn(first);
    await admin('user add alice', PASSWORD, data);
    const alice = await before.connect('alice', 'alice');
    await alice.registers({ auth: true, password: PASSWORD });
    const chatname = 'supper';
    const opening = { type: 'GroupMessageInitRequest', chatname, recipients: [] };
    await alice.asks(opening, { status: 200 });
    await before.end();
    await first.stop();
    expect((await admin('user erase alice --yes', '', data)).code).toBe(0);
    const second = await bootServer({ data });
    const after = stageOn(second);
    const back = await after.connect('alice', 'alice');
    await becomesFree(back);
    await back.asks({ type: 'ChatListRequest' }, { chats: [] });
    await back.asks(opening, { status: 200 });
    await after.end();
    await second.stop();
  }, 60_000);

  /** The name is free soon after the server has started. */
  async function becomesFree(person: Person): Promise<void> {
    const over = Date.now() + 5_000;
    for (;;) {
      const request = { type: 'RegisterRequest', username: person.name };
      const { status } = await person.asks(request);
      if (status === 200) return;
      expect(Date.now()).toBeLessThan(over);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
});

test('[report.3] reports are a table, and one is shown with the message as it was', async () => {
  expect((await admin('report list')).output).toBe('There is no open report.\n');
  const [mallory, bob] = [await stage.connect('mallory', 'mallory'), await stage.connect('bob')];
  for (const person of [mallory, bob]) await person.registers();
  const threat = `give me ${'all '.repeat(20)}your lunch\u001b[31m`;
  const { chat } = await mallory.asks(say(bob.name, threat), { status: 200 });
  await bob.receives({ content: threat });
  const reason = 'Threatens\nme.';
  const told = { type: 'ReportRequest', chat, target: 1, reason };
  const { report } = await bob.asks(told, { status: 200 });
  await bob.asks({ type: 'ReportRequest', id: mallory.id, reason: 'Rude.' }, { status: 200 });
  await mallory.asks({ type: 'MessageDeleteRequest', chat, target: 1 }, { status: 200 });
  const { code, output } = await admin('report list');
  expect(code).toBe(0);
  const [header, first, second, end] = output.split('\n');
  expect(header?.split(/\s{2,}/)).toEqual([
    'report',
    'when',
    'by',
    'about',
    'reason',
    'message',
    'state',
  ]);
  expect(first).toContain(`${report}`);
  expect(first).toMatch(/mallory +Threatens me\. +give me all all .*… +open$/);
  expect(second).toMatch(/mallory +Rude\. +open$/);
  expect(end).toBe('');
  const shown = await admin(`report show ${report}`);
  expect(shown.output).toContain(`give me ${'all '.repeat(20)}your lunch`);
  expect(shown.output).not.toContain('\u001b');
  expect(await admin(`report close ${report}`)).toEqual({
    code: 0,
    output: `The report ${report} is closed.\n`,
  });
  for (const wrong of [report, 'r999', "';--"]) {
    expect((await admin(`report close "${wrong}"`)).code).toBe(1);
  }
  expect((await admin('report list')).output).not.toContain('Threatens');
  expect((await admin('report list --all')).output).toMatch(/Threatens me\..* closed/);
  for (const person of [mallory, bob]) await person.leaves();
});

test('[member.1] a moderator of the whole server is one in every group that they are in', async () => {
  await admin('user add ines --role moderator');
  const ines = await logsIn('ines');
  const [owner, bob] = [await stage.connect('owner'), await stage.connect('bob')];
  for (const person of [owner, bob]) await person.registers();
  const chatname = stage.name('supper');
  const recipients = ['ines', bob.name];
  const opening = { type: 'GroupMessageInitRequest', chatname, recipients };
  const { chat } = await owner.asks(opening, { status: 200 });
  for (const person of [ines, bob]) await person.receives({ status: 201 });
  await ines.asks({ type: 'GroupChangeRequest', chat, topic: 'Pizza' }, { status: 200 });
  await ines.isRefused({ type: 'GroupRemoveRequest', chat, id: owner.id }, 'forbidden');
  await ines.isRefused({ type: 'GroupRoleRequest', chat, id: bob.id, role: 'owner' }, 'forbidden');
  await ines.asks({ type: 'GroupRemoveRequest', chat, id: bob.id }, { status: 200 });
  const other = { type: 'GroupMessageInitRequest', chatname: stage.name('tea'), recipients: [] };
  const hidden = await owner.asks(other, { status: 200 });
  await ines.isRefused({ type: 'MemberListRequest', chat: hidden['chat'] }, 'not_found');
  for (const person of [ines, owner, bob]) await person.leaves();
});

function say(recipient: string, content: string) {
  return { type: 'MessageRequest', recipient, content };
}
