import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../cast.ts';
import { type Command, endAll, missingTerminal, ROOT, run } from '../e2e/command.ts';
import { suiteWhere } from '../faults/suite.ts';
import { type Authority, authority, missingOpenssl } from './authority.ts';
import { bindResult, type Liar, type LiarOptions, startLiar } from './liar.ts';
import { environmentFor } from './settings.ts';
import { passwordOf, type Slapd, startSlapd, suiteWithSlapd } from './slapd.ts';

/** `chateau ldap-check`, as an operator who sets up a directory runs it. */

const CHATEAU = join(ROOT, 'cli/bin/chateau');
const SECRET = 'canary 2718281828';

afterAll(endAll);

/** Bun keeps what it has compiled at home; that is not ours. */
const WITHOUT_CACHE = { BUN_RUNTIME_TRANSPILER_CACHE_PATH: '0' };

interface Checked {
  readonly code: number;
  readonly output: string;
  /** The steps that went well, and the one that did not, with what is said of it. */
  readonly fine: string[];
  readonly failed: string[];
}

interface Asked {
  readonly user?: string;
  /** What comes in by the pipe. */
  readonly input?: string;
  readonly env: Record<string, string>;
}

/** Nothing is left behind, and nothing is said that is nobody's business. */
async function check({ user = '', input = '', env }: Asked): Promise<Checked> {
  const home = await temporaryDirectory();
  const command = run(`printf '%s' "$INPUT" | ${CHATEAU} ldap-check ${user}`, {
    cwd: home,
    env: { CHATEAU_LDAP_TIMEOUT: '2', ...env, ...WITHOUT_CACHE, INPUT: input, HOME: home },
  });
  const code = await command.exit;
  const output = command.output();
  expect(readdirSync(home)).toEqual([]);
  expect(output).not.toMatch(/canary|the password of|search, and nothing else/);
  expect(output).not.toMatch(/uid=\w|ou=people|cn=chat/i);
  expect(output).not.toMatch(/^ +at |\.ts:\d/m);
  return { code, output, ...stepsOf(output) };
}

function stepsOf(output: string) {
  const lines = [...output.matchAll(/^ {2}([✓✗]) (.{15}) (.*)(?:\n {4}→ (.*))?$/gm)];
  const step = (name = '') => name.trim();
  return {
    fine: lines.filter(([, sign]) => sign === '✓').map(([, , name]) => step(name)),
    failed: lines
      .filter(([, sign]) => sign === '✗')
      .map(([, , name, what, advice]) => `${step(name)}: ${what} → ${advice}`),
  };
}

const REACHED = ['connect', 'TLS', 'LDAP'];
const SEARCHED = [...REACHED, 'service account', 'base', 'search'];

suiteWithSlapd('chateau ldap-check, with slapd,', () => {
  let slapd: Slapd;
  beforeAll(async () => {
    slapd = await startSlapd();
  });
  afterAll(() => slapd?.stop());

  const asked = (user: string, input: string, more: Record<string, string> = {}) => ({
    user,
    input,
    env: environmentFor(slapd, more),
  });
  const alice = (more: Record<string, string> = {}) =>
    asked('alice', `${passwordOf('alice')}\n`, more);

  test('says of each step of a login that it goes well, and ends with 0', async () => {
    const { code, fine, failed, output } = await check(alice());
    expect({ code, fine, failed }).toEqual({
      code: 0,
      fine: [...SEARCHED, 'groups', 'password'],
      failed: [],
    });
    expect(output).toMatch(/TLSv1\.[23], certificate of good by A CA of tests, good until/);
    expect(output).toMatch(/ldap\.name is “alice”, display name “alice of Example”/);
    expect(output).toMatch(/in 1 of 3: cn=staff,/);
  });

  test.each([
    ['StartTLS', { CHATEAU_LDAP_START_TLS: 'true' }, 'StartTLS', /is encrypted/],
    ['nothing, where that was said aloud', { CHATEAU_LDAP_PLAIN: 'true' }, 'LDAP', /is NOT encr/],
  ])('also over %s', async (_, more, step, what) => {
    const { code, fine, output } = await check(alice({ CHATEAU_LDAP_URL: slapd.url, ...more }));
    expect([code, fine[1]]).toEqual([0, step]);
    expect(output).toMatch(what);
  });

  test('without a login goes as far as that, and says how to go on', async () => {
    const { code, fine, output } = await check({ env: environmentFor(slapd) });
    expect({ code, fine }).toEqual({ code: 0, fine: SEARCHED.slice(0, -1) });
    expect(output).toContain('chateau ldap-check alice');
  });

  test('tries every server of the list, and ends with 1 where one of them fails', async () => {
    const url = `ldaps://localhost:1, ${slapd.secureUrl}`;
    const { code, fine, failed } = await check(alice({ CHATEAU_LDAP_URL: url }));
    expect(code).toBe(1);
    expect(failed).toHaveLength(1);
    expect(fine).toEqual([...SEARCHED, 'groups', 'password']);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['base', { BASE: 'ou=nowhere,dc=example,dc=org' }, /^base: .*32 → Check ldap\.base/],
    ['account', { BIND_DN: 'cn=nobody,dc=example,dc=org' }, /^service account: .* ldap\.bind_dn/],
    ['password of it', { BIND_PASSWORD: SECRET }, /^service account: .* ldap\.bind_password/],
    ['filter', { FILTER: '(&(uid={username})(cn=x))' }, /^search: no entry .* ldap\.filter/],
    ['filter again', { FILTER: '(|(uid={username})(uid=bob))' }, /^search: more than one .*strict/],
    ['group', { ADMINS: '["cn=nobody,dc=example,dc=org"]' }, /^groups: not in .* ldap\.admins/],
    ['CA', { CA: '' }, /^TLS: its CA is not known here.* → .* ldap\.ca/],
  ])('says what to change where the settings have the wrong %s', async (_, wrong, said) => {
    const more = Object.entries(wrong).map(([key, value]) => [`CHATEAU_LDAP_${key}`, value]);
    const { code, failed } = await check(alice(Object.fromEntries(more)));
    expect({ code, failed }).toEqual({ code: 1, failed: [expect.stringMatching(said)] });
  });

  test.each<[string, string, string, RegExp]>([
    ['nobody has the login', 'nobody', SECRET, /^search: no entry .* Check the spelling/],
    ['the login is a pattern', "'*'", SECRET, /^search: no entry/],
    ['the password is wrong', 'bob', SECRET, /^password: .*49 → The password is wrong, or/],
    ['the password is empty', 'bob', '', /^password: an empty password is never tried → /],
    ['the password of somebody else', 'bob', passwordOf('alice'), /^password: /],
  ])('says which step fails where %s', async (_, user, password, said) => {
    const { code, failed } = await check(asked(user, `${password}\n`));
    expect({ code, failed }).toEqual({ code: 1, failed: [expect.stringMatching(said)] });
  });

  test('does not take silence for a password', async () => {
    const { code, failed } = await check(asked('bob', ''));
    expect({ code, failed }).toEqual({
      code: 1,
      failed: [expect.stringMatching(/^password: none was given, so none was tried → /)],
    });
  });

  test('knows an account that an administrator has locked from one that locked itself', async () => {
    await slapd.lock('erin');
    const shut = await check(asked('erin', `${passwordOf('erin')}\n`));
    expect(shut.failed).toEqual([expect.stringMatching(/^search: found, but disabled → .*shut/)]);
    for (let time = 0; time < slapd.locksAfter; time++) await check(asked('frank', `${SECRET}\n`));
    expect(await slapd.isLocked('frank')).toBe(true);
    const locked = await check(asked('frank', `${passwordOf('frank')}\n`));
    expect(locked.failed).toEqual([expect.stringMatching(/^password: .*locked, expired/)]);
  });

  suiteWhere(missingTerminal, 'at a terminal,', () => {
    const sit = (line: string) => run(line, { terminal: true, env: environmentFor(slapd) });
    const answers = async (command: Command, typed: string) => {
      await command.says(/Password of alice \(it is tried, not saved\): /);
      command.types(typed);
      return command.exit;
    };

    test('which shows what is typed where nobody hides it,', async () => {
      const command = sit('read -r line');
      command.types(`${SECRET}\r`);
      await command.exit;
      expect(command.output()).toContain(SECRET);
    });

    test.each([
      ['it is the right one', passwordOf('alice'), 0, /✓ password/],
      ['it was corrected', `${passwordOf('alice')}xé\u007f\u007f`, 0, /✓ password/],
      ['it is a wrong one', SECRET, 1, /✗ password .*49/],
    ])('hides the password, where %s', async (_, typed, code, said) => {
      const command = sit(`${CHATEAU} ldap-check alice`);
      expect(await answers(command, `${typed}\r`)).toBe(code);
      expect(command.output()).toMatch(said);
      expect(command.output()).not.toMatch(/canary|the password of/);
    });

    test('tries nothing after Ctrl-C', async () => {
      const command = sit(`${CHATEAU} ldap-check alice`);
      expect(await answers(command, `${SECRET}\u0003`)).toBe(1);
      expect(command.output()).toMatch(/none was given, so none was tried/);
      expect(command.output()).not.toContain('canary');
    });
  });
});

suiteWhere(missingOpenssl, 'chateau ldap-check, with a directory that lies,', () => {
  let certificates: Authority;
  const running: Liar[] = [];
  beforeAll(async () => {
    certificates = await authority();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((liar) => liar.stop()));
  });

  async function checkAt(options: LiarOptions, more: Record<string, string> = {}) {
    const liar = await startLiar(options);
    running.push(liar);
    const env = {
      CHATEAU_LDAP_URL: liar.url,
      CHATEAU_LDAP_BASE: 'ou=people,dc=example,dc=org',
      CHATEAU_LDAP_CA: certificates.caFile,
      CHATEAU_LDAP_START_TLS: `${liar.url.startsWith('ldap:')}`,
      ...more,
    };
    const checked = await check({ user: 'alice', input: `${SECRET}\n`, env });
    const heard = liar.asked.some((one) => one.what === 'bind' && one.password === SECRET);
    return { ...checked, heard };
  }

  test('that tells the truth, finds nothing wrong', async () => {
    const { code, failed, heard } = await checkAt({ certificate: certificates.good });
    expect({ code, failed, heard }).toEqual({ code: 0, failed: [], heard: true });
  });

  const certificateTroubles = [
    ['expired', /the certificate has expired → The server needs a new certificate/],
    ['elsewhere', /for another name than the one in ldap\.url → Use the name/],
    ['selfSigned', /the certificate is self-signed; ldap\.ca/],
  ] as const;
  test.each(certificateTroubles)('with a certificate that is %s', async (which, said) => {
    const certificate = certificates[which];
    const both = [await checkAt({ certificate }), await checkAt({ startTls: certificate })];
    for (const [at, { code, failed, heard }] of both.entries()) {
      const step = at === 0 ? 'TLS' : 'StartTLS';
      expect({ code, heard, count: failed.length }).toEqual({ code: 1, heard: false, count: 1 });
      expect(failed[0]).toStartWith(`${step}: `);
      expect(failed[0]).toMatch(said);
    }
  });

  test('without StartTLS, or without TLS', async () => {
    const none = await checkAt({});
    expect(none.failed).toEqual([
      expect.stringMatching(/^StartTLS: .*→ The server may have no StartTLS/),
    ]);
    const { url } = running[0] as Liar;
    const more = {
      CHATEAU_LDAP_URL: url.replace('ldap:', 'ldaps:'),
      CHATEAU_LDAP_START_TLS: 'false',
    };
    const plain = await checkAt({}, more);
    expect(plain.failed).toEqual([expect.stringMatching(/^TLS: .*→ Is that port for TLS\?/)]);
    expect([none.code, plain.code, none.heard, plain.heard]).toEqual([1, 1, false, false]);
  });

  test('that is silent, says after which step, and does not wait for ever', async () => {
    const silentAt =
      (what: string) =>
      ({ asked }: { asked: { what: string } }) =>
        asked.what === what;
    const certificate = certificates.good;
    const searching = await checkAt({ certificate, lie: silentAt('search') });
    expect(searching.failed).toEqual([
      expect.stringMatching(/^base: the server does not answer → /),
    ]);
    const binding = await checkAt({ certificate, lie: silentAt('bind') });
    expect(binding.failed).toEqual([
      expect.stringMatching(/^password: the server does not answer → .*ask whoever runs it/),
    ]);
    expect([searching.code, binding.code]).toEqual([1, 1]);
  });

  test('that is busy, says so and blames no password', async () => {
    const lie: LiarOptions['lie'] = ({ asked, reply }) => {
      if (asked.what === 'bind') reply(bindResult(51));
      return asked.what === 'bind';
    };
    const { code, failed } = await checkAt({ certificate: certificates.good, lie });
    expect({ code, failed }).toEqual({
      code: 1,
      failed: [expect.stringMatching(/^password: it is busy → .*ask whoever runs it/)],
    });
  });

  test('that is not there at all', async () => {
    const more = { CHATEAU_LDAP_URL: 'ldaps://localhost:1', CHATEAU_LDAP_START_TLS: 'false' };
    const { code, failed } = await checkAt({}, more);
    expect({ code, failed }).toEqual({
      code: 1,
      failed: [
        expect.stringMatching(/^connect: nobody listens.* → Check host and port in ldap\.url/),
      ],
    });
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['there is no directory', { URL: '' }, /✗ ldap\.url is not set/],
    ['the filter is none', { FILTER: '(uid={username}' }, /✗ ldap\.filter is no LDAP filter/],
    ['the password would go in the clear', { START_TLS: 'false' }, /✗ ldap\.url: .* in the clear/],
    ['the CA is not there', { CA: '/nowhere/ca.pem' }, /✗ .*ldap\.ca.* no such file/],
    ['the CA is none', { CA: join(ROOT, 'package.json') }, /✗ .*ldap\.ca.* no certificate \(PEM\)/],
  ])('or whose settings are wrong: %s', async (_, wrong, said) => {
    const more = Object.entries(wrong).map(([key, value]) => [`CHATEAU_LDAP_${key}`, value]);
    const { code, output, heard } = await checkAt({}, Object.fromEntries(more));
    expect({ code, heard }).toEqual({ code: 1, heard: false });
    expect(output).toMatch(said);
  });

  test('reads the settings of a file, as the server does', async () => {
    const file = join(await temporaryDirectory(), 'chateau.toml');
    writeFileSync(file, `[ldap]\nbind_password = "${SECRET}"\n`);
    const command = run(`${CHATEAU} ldap-check --config ${file}`);
    expect(await command.exit).toBe(1);
    expect(command.output()).toMatch(/ldap\.url is not set/);
    expect(command.output()).not.toContain('canary');
  });
});
