import { afterAll, beforeAll, expect, test } from 'bun:test';
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
  stage = stageOn(server);
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
