import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { ldapDirectory } from '../../server/src/adapters/ldap/directory.ts';
import type { LdapSettings } from '../../server/src/adapters/ldap/settings.ts';
import { DirectoryUnavailable } from '../../server/src/ports/directory.ts';
import { settingsFor } from './settings.ts';
import { passwordOf, type Slapd, startSlapd, suiteWithSlapd } from './slapd.ts';

/** The port of the directory on a real one. What a directory may lie about is in lies.test.ts. */
suiteWithSlapd('a directory that is slapd', () => {
  let slapd: Slapd;
  let troubles: string[];

  beforeAll(async () => {
    slapd = await startSlapd();
  });
  beforeEach(() => {
    troubles = [];
  });
  afterAll(() => slapd?.stop());

  const directory = (more: Partial<LdapSettings> = {}) =>
    ldapDirectory(settingsFor(slapd, more), (sentence) => troubles.push(sentence));
  const enter = (login: string, password = passwordOf(login), more: Partial<LdapSettings> = {}) =>
    directory(more).visit(login, (visit) => visit.accepts(password));
  const subjectOf = (login: string, more: Partial<LdapSettings> = {}) =>
    directory(more).visit(login, async ({ subject }) => subject);
  const failure = (call: Promise<unknown>) =>
    call.then(
      () => undefined,
      (error) => error,
    );

  describe('over a connection that is', () => {
    test.each([
      ['LDAPS', () => ({})],
      ['StartTLS', () => ({ url: [slapd.url], startTls: true })],
      ['plain, where that was said aloud', () => ({ url: [slapd.url], plain: true })],
    ])('%s, lets in whoever has the password, and nobody else', async (_, more) => {
      expect(await enter('alice', undefined, more())).toMatchObject({ login: 'alice' });
      expect(await enter('alice', 'wrong', more())).toBeUndefined();
      expect(await enter('nobody', 'wrong', more())).toBeUndefined();
    });

    test.each([
      ['signed by a CA that is not known here', () => ({ ca: undefined })],
      ['the same, after StartTLS', () => ({ ca: undefined, url: [slapd.url], startTls: true })],
      ['where nobody listens', () => ({ url: ['ldaps://localhost:1'] })],
    ])('%s: nobody is asked', async (_, more) => {
      const error = await failure(enter('alice', undefined, more()));
      expect(error).toBeInstanceOf(DirectoryUnavailable);
    });
  });

  test('tells the name, the display name, role and chats', async () => {
    expect(await enter('alice')).toMatchObject({
      login: 'alice',
      displayName: 'alice of Example',
      role: 'member',
      chats: ['staff'],
      isDisabled: false,
    });
    expect(await enter('bob')).toMatchObject({ role: 'moderator', chats: [] });
    expect(await enter('carol')).toMatchObject({ role: 'admin' });
    expect(await enter('student3')).toMatchObject({ role: 'member', displayName: 'student3' });
  });

  test('finds members by what the group says, where people do not say their groups', async () => {
    const chats = ['tutors', 'lab'].map((cn) => ({ key: cn, group: slapd.groupDn(cn) }));
    expect(await enter('frank', undefined, { chats })).toMatchObject({ chats: ['tutors'] });
    expect(await enter('heidi', undefined, { chats })).toMatchObject({ chats: ['lab'] });
    expect(await enter('alice', undefined, { chats })).toMatchObject({ chats: [] });
    const subjects = (await Promise.all(
      ['frank', 'heidi'].map((uid) => subjectOf(uid)),
    )) as string[];
    const found = await directory({ chats }).look(subjects);
    expect([...found.values()].map(({ chats }) => chats).toSorted()).toEqual([['lab'], ['tutors']]);
  });

  test('finds members by what people say of themselves, and knows no more than that', async () => {
    await slapd.join('grace', 'moderators');
    expect(await enter('grace')).toMatchObject({ role: 'moderator' });
    await slapd.leave('grace', 'moderators');
    expect(await enter('grace')).toMatchObject({ role: 'member' });
  });

  test.each(["O'Brien, José", 'böb', 'bob,ou=admins'])(
    'lets %p in as themselves',
    async (login) => {
      expect(await enter(login)).toMatchObject({ login });
    },
  );

  test.each([
    '*',
    '*)(uid=*',
    'alice)(objectClass=*',
    'a*',
    '\\61lice',
    'alice)(|(uid=*',
    '(uid=alice)',
    'bob,ou=people',
    'bob+cn=x',
    '#bob',
    '"bob"',
    'bob<;=>',
    '\u0000',
  ])('takes %p for text, and finds nobody', async (login) => {
    expect(await subjectOf(login)).toBeUndefined();
    expect(await enter(login, passwordOf('alice'))).toBeUndefined();
    expect(await enter(login, passwordOf('bob'))).toBeUndefined();
  });

  test('[directory.1] one entry is one subject, however the login is written', async () => {
    const subject = await subjectOf('bob');
    for (const login of ['BOB', 'bob ', ' bob', 'Bob'])
      expect(await subjectOf(login)).toBe(subject);
    expect(await subjectOf('bo\u0308b')).toBe(await subjectOf('b\u00f6b'));
    const byMail = { filter: '(|(uid={username})(mail={username}))' };
    expect(await subjectOf('bob@example.org', byMail)).toBe(subject);
    expect(subject).toStartWith('entryUUID:');
    expect(subject).not.toContain('dc=');
  });

  test('a login that means two people means nobody', async () => {
    const filter = '(|(uid={username})(uid=bob))';
    expect(await subjectOf('alice', { filter })).toBeUndefined();
    expect(await enter('alice', undefined, { filter })).toBeUndefined();
    expect(await enter('alice', passwordOf('bob'), { filter })).toBeUndefined();
    expect(await subjectOf('x', { filter: '(|(uid={username})(objectClass=*))' })).toBeUndefined();
  });

  test('the right password of somebody in the wrong group is a wrong one', async () => {
    const filter = `(&(uid={username})(memberOf=${slapd.groupDn('staff')}))`;
    expect(await enter('alice', undefined, { filter })).toBeDefined();
    expect(await enter('bob', undefined, { filter })).toBeUndefined();
  });

  test.each(['', ' ', 'wrong', passwordOf('alice').toUpperCase()])(
    'the password %p is none of hers',
    async (password) => {
      expect(await enter('alice', password)).toBeUndefined();
    },
  );

  test('[directory.7] a changed password counts at once, and the old one no more', async () => {
    expect(await enter('dave')).toBeDefined();
    await slapd.setPassword('dave', 'something quite different');
    expect(await enter('dave')).toBeUndefined();
    expect(await enter('dave', 'something quite different')).toBeDefined();
  });

  test('an account that is locked is answered like a wrong password', async () => {
    await slapd.lock('erin');
    expect(await enter('erin')).toBeUndefined();
    expect(await enter('erin', 'wrong')).toBeUndefined();
  });

  test('of 200 visits at once, half of them with a wrong password, the right half gets in', async () => {
    const one = directory();
    const visits = Array.from({ length: 200 }, (_, number) => {
      const uid = `student${Math.floor(number / 2) % 20}`;
      // Each account fails at most four times here: more would lock it.
      const right = number % 2 === 0 || number >= 160;
      const password = right ? passwordOf(uid) : 'wrong';
      return one.visit(uid, async (visit) => ((await visit.accepts(password)) ? right : !right));
    });
    expect(new Set(await Promise.all(visits))).toEqual(new Set([true]));
  });

  test('looks at those who are known: who is left, what has changed, who is shut', async () => {
    for (const uid of ['leaver', 'stayer', 'shut']) await slapd.add({ uid });
    const logins = ['leaver', 'stayer', 'shut', 'alice'];
    const subjects = (await Promise.all(logins.map((login) => subjectOf(login)))) as string[];
    const [leaver = '', stayer = '', shut = '', alice = ''] = subjects;
    await slapd.remove('leaver');
    await slapd.join('stayer', 'admins');
    await slapd.describe('stayer', 'Whoever stays');
    await slapd.lock('shut');
    const found = await directory().look(subjects);
    expect(found.has(leaver)).toBe(false);
    expect(found.get(stayer)).toMatchObject({ role: 'admin', displayName: 'Whoever stays' });
    expect(found.get(shut)).toMatchObject({ isDisabled: true });
    expect(found.get(alice)).toMatchObject({ role: 'member', chats: ['staff'] });
    const filter = '(&(uid={username})(!(uid=stayer)))';
    expect((await directory({ filter }).look(subjects)).has(stayer)).toBe(false);
  });

  test('a look that finds nobody of ten, or no base, is trouble and not an exodus', async () => {
    const gone = Array.from({ length: 10 }, (_, number) => {
      return `entryUUID:${Buffer.from(`0000000${number}-0000-1041-956f-000000000000`).toString('base64')}`;
    });
    expect(await failure(directory().look(gone))).toBeInstanceOf(DirectoryUnavailable);
    expect((await directory().look(gone.slice(1))).size).toBe(0);
    const base = 'ou=nowhere,dc=example,dc=org';
    const error = await failure(directory({ base }).look(gone.slice(1)));
    expect(error).toBeInstanceOf(DirectoryUnavailable);
  });

  test('a service account that is refused is said once, without its password', async () => {
    const one = directory({ bindPassword: 'canary 4711' });
    for (let time = 0; time < 3; time++) {
      const error = await failure(one.visit('alice', (visit) => visit.accepts('x')));
      expect(error).toBeInstanceOf(DirectoryUnavailable);
      expect((error as Error).message).not.toMatch(/canary|dc=example/);
    }
    expect(troubles).toHaveLength(1);
    expect(troubles[0]).not.toMatch(/canary|dc=example/);
  });

  test('a group of the settings that is not there is said once, and has nobody in it', async () => {
    const one = directory({ admins: [`cn=nobody,${slapd.base}`] });
    for (let time = 0; time < 2; time++) {
      const person = await one.visit('alice', (visit) => visit.accepts(passwordOf('alice')));
      expect(person).toMatchObject({ role: 'member', chats: ['staff'] });
    }
    expect(troubles).toHaveLength(1);
  });

  test('where the first server is away, or silent, the next one is asked', async () => {
    const url = ['ldaps://localhost:1', slapd.secureUrl];
    expect(await enter('alice', undefined, { url })).toBeDefined();
    const other = await startSlapd();
    other.pause();
    const urls = [other.secureUrl, slapd.secureUrl];
    const one = directory({ url: urls, timeout: 2_000 });
    const visit = () => one.visit('alice', (at) => at.accepts(passwordOf('alice')));
    expect(await visit()).toBeDefined();
    // From now on the one that answers is asked first.
    expect(await visit()).toBeDefined();
    await other.stop();
  });

  test('a server that hangs costs a visit its time limit and no more, and so do those that wait', async () => {
    const silent = await startSlapd();
    const one = ldapDirectory(settingsFor(silent, { timeout: 300, connections: 2 }), (sentence) =>
      troubles.push(sentence),
    );
    silent.pause();
    const visits = Array.from({ length: 10 }, () => failure(one.visit('alice', async () => {})));
    for (const error of await Promise.all(visits)) {
      expect(error).toBeInstanceOf(DirectoryUnavailable);
    }
    silent.resume();
    expect(await one.visit('alice', (visit) => visit.accepts(passwordOf('alice')))).toBeDefined();
    await silent.stop();
  });
});
