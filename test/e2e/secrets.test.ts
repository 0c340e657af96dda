import { afterAll, describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BootedServer, bootServer, stageOn, temporaryDirectory } from '../cast.ts';
import { endAll, run } from './command.ts';

/** What only the person it belongs to may know is written nowhere and said to nobody else. */

const CANARY = 'canary-1414213562';
/** Passwords that are good, each with the canary in it. */
const password = (which: string) => `${CANARY} of ${which}`;

afterAll(endAll);

async function chateau(line: string, input: string, data: string): Promise<string> {
  const command = run(`printf '%s\n' "$INPUT" | cli/bin/chateau ${line}`, {
    env: { CHATEAU_DATA: data, INPUT: input },
  });
  await command.exit;
  return command.output();
}

/** The database with its logs, byte for byte. */
function stored(directory: string): string {
  return readdirSync(directory)
    .map((name) => readFileSync(join(directory, name), 'latin1'))
    .join('');
}

async function pagesOf({ http }: BootedServer): Promise<string> {
  const paths = ['/info', '/readyz', '/healthz', '/', '/metrics'];
  const pages = paths.map(async (path) => (await fetch(http + path)).text());
  return (await Promise.all(pages)).join('\n');
}

test('no password, token or invitation of an account is in the database, the log, or anything that is said', async () => {
  const data = await temporaryDirectory();
  const server = await bootServer({ data });
  const stage = stageOn(server);
  const [alice, device, mallory] = [
    await stage.connect('alice', 'alice'),
    await stage.connect('device', 'alice'),
    await stage.connect('mallory'),
  ];
  const create = (username: string, chosen: string) => ({
    type: 'AccountCreateRequest',
    username,
    password: chosen,
  });
  const login = (chosen: string) => ({
    type: 'RegisterRequest',
    username: 'alice',
    auth: true,
    password: chosen,
  });
  const change = (from: string, to: string) => ({
    type: 'PasswordChangeRequest',
    password: from,
    new_password: to,
  });
  await alice.asks(create('alice', password('alice')), { status: 200 });
  await device.asks(login(password('alice')), { status: 200 });
  const tokens = [alice.token, device.token];
  await alice.isRefused(
    change(password('mallory'), password('alice, new')),
    'authentication_failed',
  );
  await alice.isRefused(change(password('alice'), CANARY.slice(0, 14)), 'bad_password');
  await alice.asks(change(password('alice'), password('alice, new')), { status: 200 });
  await device.closedWith(4001);
  await mallory.isRefused(create('alice', password('mallory')), 'username_taken');
  await mallory.isRefused(create('mallory', CANARY.slice(0, 14)), 'bad_password');
  await mallory.isRefused(create('no name', password('mallory')), 'bad_username');
  await mallory.isRefused(login(password('alice')), 'authentication_failed');
  await mallory.isRefused({ ...login(''), password: [password('alice')] }, 'bad_request');
  await mallory.isRefused({ type: 'ResumeRequest', token: CANARY }, 'token_expired');
  await mallory.isRefused({ type: CANARY }, 'unknown_type');
  mallory.sends(`{"type":"RegisterRequest","password":"${CANARY}"`);
  await mallory.receivesRefusal('bad_request');

  const said = [
    await chateau('admin user add bob', password('bob'), data),
    await chateau('admin user add bob', password('bob, again'), data),
    await chateau('admin user add carol', CANARY.slice(0, 14), data),
    await chateau('admin user reset bob', password('bob, new'), data),
    await chateau('admin user reset nobody', password('nobody'), data),
    await chateau('admin user list', '', data),
  ];
  const invitation = (await chateau('admin invite', '', data)).trim();
  const made = await chateau('admin user add dave', '', data);
  const [, generated = ''] = /The password is (\S+)/.exec(made) ?? [];
  said.push(await pagesOf(server), server.output(), stored(data));
  await stage.end();
  await server.stop();
  said.push(server.output(), stored(data));

  const all = said.join('\n');
  expect(all).toContain('$argon2id$');
  expect(all).toContain('bob has an account.');
  expect([invitation.length, generated.length, ...tokens.map(({ length }) => length)]).toEqual([
    22, 23, 43, 43,
  ]);
  for (const secret of [CANARY, CANARY.slice(0, 14), invitation, generated, ...tokens]) {
    expect(all).not.toContain(secret);
  }
}, 60_000);

describe('a password of [ldap] is not printed by what says that the settings are wrong:', () => {
  const good = 'url = "ldaps://ldap.example.org"\nbase = "dc=example,dc=org"\n';
  const files: Record<string, string> = {
    'without an account': `[ldap]\n${good}bind_password = "${CANARY}"`,
    'in a list': `[ldap]\n${good}bind_password = ["${CANARY}"]`,
    'in a table': `[ldap]\n${good}[ldap.bind_password]\nis = "${CANARY}"`,
    'as a number': `[ldap]\n${good}bind_password = ${CANARY.slice(7)}`,
    'without quotation marks': `[ldap]\n${good}bind_password = ${CANARY}`,
    'without an end': `[ldap]\n${good}bind_password = "${CANARY}`,
    'given twice': `[ldap]\n${good}bind_password = "${CANARY}"\nbind_password = "${CANARY}"`,
    'under a misspelt key': `[ldap]\n${good}bind_pasword = "${CANARY}"`,
    'outside of its section': `bind_password = "${CANARY}"\n[ldap]\n${good}`,
    'in place of its section': `ldap = "${CANARY}"`,
    'beside what is wrong': `[ldap]\nurl = "ldap://x"\nbind_dn = "cn=x"\nbind_password = "${CANARY}"`,
    'in the address': `[ldap]\nurl = "ldaps://chat:${CANARY}@ldap.example.org"`,
    'in an address that is none': `[ldap]\nurl = "ldaps//chat:${CANARY}@ldap.example.org"`,
  };
  test.each(Object.entries(files))('%s', async (_, settings) => {
    const file = join(await temporaryDirectory(), 'chateau.toml');
    writeFileSync(file, settings);
    const check = run(`cli/bin/chateau config check ${file}`);
    expect(await check.exit).toBe(1);
    expect(check.output()).toMatch(/ldap|bind_password|TOML/);
    expect(check.output()).not.toContain(CANARY.slice(7));
  });

  test.each([
    ['CHATEAU_LDAP_BIND_PASSWORD', 'config check'],
    ['CHATEAU_LDAP_BIND_PASSWORT', 'config check'],
    ['CHATEAU_LDAP', 'config check'],
    ['CHATEAU_LDAP_BIND_PASSWORD', 'serve'],
    ['CHATEAU_LDAP_BIND_PASSWORD', 'admin user list'],
    ['CHATEAU_LDAP_BIND_PASSWORD', 'ldap-check alice'],
  ])('in %s, by `chateau %s`', async (variable, line) => {
    const env = {
      CHATEAU_LDAP_URL: 'ldaps://ldap.example.org',
      CHATEAU_LDAP_BASE: 'dc=example,dc=org',
      CHATEAU_DATA: '/dev/null/nowhere',
      [variable]: CANARY,
    };
    const command = run(`cli/bin/chateau ${line}`, { env });
    expect(await command.exit).toBe(1);
    expect(command.output()).toMatch(/ldap/i);
    expect(command.output()).not.toContain(CANARY);
  });
});
