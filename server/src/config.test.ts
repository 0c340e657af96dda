import { afterEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { checkConfig, loadConfig } from './config.ts';
import { SETTING_ROWS } from './settings.ts';

const EXAMPLE = join(import.meta.dir, '../../chateau.example.toml');
const folder = mkdtempSync(join(tmpdir(), 'chateau-config-'));

afterEach(() => rmSync(join(folder, 'chateau.toml'), { force: true }));

function file(toml: string): string {
  const path = join(folder, 'chateau.toml');
  writeFileSync(path, toml);
  return path;
}

function settingsOf(source: Parameters<typeof loadConfig>[0]) {
  const config = loadConfig(source);
  if ('problems' in config) throw new Error(config.problems.join('\n'));
  return config.settings;
}

describe('the example file', () => {
  test('says the same as having no file at all', () => {
    expect(settingsOf({ config: EXAMPLE, env: {} })).toEqual(
      settingsOf({ config: file(''), env: {} }),
    );
  });

  test('has every key, each with a comment above it', () => {
    const text = readFileSync(EXAMPLE, 'utf8');
    const table = parse(text) as Record<string, Record<string, unknown>>;
    for (const { section, key } of SETTING_ROWS) {
      expect(section === '' ? table : table[section]).toHaveProperty(key);
    }
    for (const block of text.split('\n\n')) expect(block).toMatch(/^(\[\w+\]\n)?#/);
  });
});

describe('settings', () => {
  test('the environment wins over the file, in every type', () => {
    const config = file('port = 1\nname = "Ours"\n[limits]\nburst = 7\n');
    const settings = settingsOf({
      config,
      env: {
        CHATEAU_PORT: '9000',
        CHATEAU_HOST: '127.0.0.1, ::1',
        CHATEAU_LIMITS_ENABLED: 'false',
        CHATEAU_ORIGINS: '',
      },
    });
    expect(settings.port).toBe(9000);
    expect(settings.name).toBe('Ours');
    expect(settings.host).toEqual(['127.0.0.1', '::1']);
    expect(settings.limits).toMatchObject({ enabled: false, burst: 7 });
    expect(settings.origins).toEqual([]);
  });

  test('every bad key is named at once, with where it stands', () => {
    const { problems } = checkConfig({
      config: file('prot = 1\ndata = 5\n[limits]\nburst = 0\nsize = 3\n[nothing]\na = 1\n'),
      env: { CHATEAU_PORT: 'many', CHATEAU_LIMITS_ENABLED: 'maybe', CHATEAU_LIMIT_RATE: '1' },
    });
    const named = ['prot', 'data', 'limits.burst', 'limits.size', 'nothing'];
    for (const key of [...named, 'CHATEAU_PORT', 'CHATEAU_LIMITS_ENABLED', 'CHATEAU_LIMIT_RATE']) {
      expect(problems.filter((problem) => problem.startsWith(`${key} `))).toHaveLength(1);
    }
    expect(problems).toHaveLength(8);
  });

  test('a file that is not TOML is named with its line', () => {
    const { problems } = checkConfig({ config: file('port = 1\nport = \n'), env: {} });
    expect(problems.join()).toMatch(/chateau\.toml is not TOML, line 2/);
  });

  test('a file that was named but is not there is a problem', () => {
    const { problems } = checkConfig({ config: join(folder, 'none.toml'), env: {} });
    expect(problems).toHaveLength(1);
  });

  test('what does not go together is said', () => {
    const { problems } = checkConfig({
      config: file('[tls]\ncert = "a.pem"\n[limits]\nframe = 1000\ncontent = 1000\n'),
      env: {},
    });
    expect(problems).toHaveLength(2);
  });
});

describe('guests, accounts and the directory', () => {
  const problemsOf = (toml: string, env = {}) => checkConfig({ config: file(toml), env }).problems;
  const ldap = 'base = "dc=example,dc=org"\n';

  test('guests and accounts may be given in place of their sections', () => {
    const config = file('guests = false\naccounts = "invite"\n');
    const settings = settingsOf({ config, env: {} });
    expect(settings.guests).toMatchObject({ enabled: false, hold: 60 });
    expect(settings.accounts.policy).toBe('invite');
    const env = { CHATEAU_GUESTS: 'true', CHATEAU_ACCOUNTS: 'open' };
    expect(settingsOf({ config, env })).toMatchObject({
      guests: { enabled: true },
      accounts: { policy: 'open' },
    });
    expect(problemsOf('guests = 5\naccounts = "all"\nlimits = 3\n')).toHaveLength(3);
    expect(problemsOf('', { CHATEAU_GUESTS: 'perhaps' })[0]).toStartWith('CHATEAU_GUESTS ');
  });

  test('one address is a list of one; in the environment DNs are JSON', () => {
    const config = file(`[ldap]\nurl = "ldaps://ldap.example.org"\n${ldap}`);
    const env = {
      CHATEAU_LDAP_ADMINS: '["cn=a,dc=x", "cn=b,dc=x"]',
      CHATEAU_LDAP_CHATS: '{"Staff room": "cn=staff,dc=x"}',
    };
    const settings = settingsOf({ config, env });
    expect(settings.ldap.url).toEqual(['ldaps://ldap.example.org']);
    expect(settings.ldap.admins).toEqual(['cn=a,dc=x', 'cn=b,dc=x']);
    expect(settings.ldap.chats).toEqual({ 'Staff room': 'cn=staff,dc=x' });
    expect(settings.accounts.policy).toBe('directory');
    expect(problemsOf('', { CHATEAU_LDAP_CHATS: 'cn=staff' })).toHaveLength(1);
  });

  test.each([
    [`url = "ldaps://ldap.example.org"\n`, /base is missing/],
    [`url = "ldap://ldap.example.org"\n${ldap}`, /in the clear/],
    [`url = "http://ldap.example.org"\n${ldap}`, /no address/],
    [`url = "ldaps://u:p@ldap.example.org"\n${ldap}`, /more than scheme/],
    [`url = "ldaps://ldap.example.org"\nfilter = "(uid=alice)"\n${ldap}`, /no \{username\}/],
    [`url = "ldaps://ldap.example.org"\nfilter = "((uid={username})"\n${ldap}`, /no LDAP filter/],
    [`url = "ldaps://ldap.example.org"\nbind_dn = "cn=chat"\n${ldap}`, /bind_password/],
    [`url = "ldaps://ldap.example.org"\nbind_password = "secret"\n${ldap}`, /whose password/],
    [`url = "ldaps://ldap.example.org"\nstart_tls = true\n${ldap}`, /TLS already/],
    [`url = "ldaps://ldap.example.org"\nchats = { " x" = "cn=x" }\n${ldap}`, /ldap\.chats/],
  ])('%p is refused', (section, sentence) => {
    const problems = problemsOf(`[ldap]\n${section}`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(sentence);
    expect(problems[0]).not.toContain('secret');
  });

  test('what contradicts itself is said', () => {
    expect(problemsOf('accounts = "directory"\n')[0]).toMatch(/needs a directory/);
    const both = `accounts = "invite"\n[ldap]\nurl = "ldaps://ldap.example.org"\n${ldap}`;
    expect(problemsOf(both)[0]).toMatch(/nobody is invited/);
    expect(problemsOf('proxies = ["proxy.example.org"]\n')[0]).toMatch(/proxies/);
  });

  test('a secret of the wrong form is not repeated', () => {
    expect(problemsOf('[ldap]\nbind_password = 271828\n')[0]).not.toContain('271828');
  });
});
