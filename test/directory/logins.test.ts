import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Person, Stage } from '@chateau/conformance';
import { type BootedServer, bootServer, stageOn, temporaryDirectory } from '../cast.ts';
import { environmentFor } from './settings.ts';
import { passwordOf, type Slapd, startSlapd, suiteWithSlapd } from './slapd.ts';

/** People of a real directory on a real server. */
suiteWithSlapd('people of the directory', () => {
  let slapd: Slapd;
  let server: BootedServer;
  let stage: Stage;

  beforeAll(async () => {
    slapd = await startSlapd();
    const env = environmentFor(slapd, {
      CHATEAU_LDAP_SYNC: '1',
      CHATEAU_LDAP_TIMEOUT: '1',
      CHATEAU_LOGINS_FAILURES_PER_ADDRESS: '10000',
    });
    server = await bootServer({ env, data: await temporaryDirectory() });
  });
  beforeEach(() => {
    stage = stageOn(server, { isOwn: true });
  });
  afterAll(async () => {
    await server?.stop();
    await slapd?.stop();
  });

  const login = (username: string, password = passwordOf(username), more = {}) => ({
    type: 'RegisterRequest',
    username,
    auth: true,
    password,
    ...more,
  });
  async function logsIn(uid: string, more = {}, password?: string): Promise<Person> {
    const person = await stage.connect(uid, uid);
    await person.asks(login(uid, password, more), { type: 'RegisterResponse', status: 200 });
    return person;
  }
  const features = { features: ['log'] };

  test('[login.1, directory.1] the same person on every device, whatever the login looks like', async () => {
    const bob = await logsIn('bob', features);
    const phone = await stage.connect('phone', 'bob');
    const welcome = { id: bob.id, username: 'bob', role: 'moderator' };
    await phone.asks(login(' BOB', passwordOf('bob'), features), {
      ...welcome,
      display_name: 'bob of Example',
    });
    const info = await (await fetch(`${server.http}/info`)).json();
    expect(info).toMatchObject({ login: ['guest', 'directory'] });
    await stage.end();
  });

  test('[login.2] wrong, unknown, locked and ambiguous are the same answer', async () => {
    await slapd.lock('erin');
    const mallory = await stage.connect('mallory');
    const answers = new Set<unknown>();
    for (const [name, password] of [
      ['dave', 'wrong'],
      ['nobody', 'wrong'],
      ['erin', passwordOf('erin')],
      ['*', passwordOf('alice')],
      ['*)(uid=*', passwordOf('alice')],
      ['alice)(objectClass=*', passwordOf('alice')],
      ['dave', ''],
    ] as const) {
      const { detail } = await mallory.isRefused(login(name, password), 'authentication_failed');
      answers.add(detail);
    }
    expect(answers.size).toBe(1);
    const lied = login('dave', passwordOf('mallory'), { ldapUser: 'mallory', uid: 'mallory' });
    await mallory.isRefused(lied, 'authentication_failed');
    await stage.end();
  });

  test('[directory.2] a login never fails on a name', async () => {
    const jose = await logsIn("O'Brien, José");
    expect(jose.name).toBe('O_Brien__José');
    for (const uid of ['me', 'O_Brien__José', 'ＢＯＢ2']) await slapd.add({ uid });
    expect((await logsIn('me')).name).toBe('me_');
    const second = await logsIn('O_Brien__José');
    expect(second.name).toBe('O_Brien__José2');
    expect(second.id).not.toBe(jose.id);
    await second.leaves();
    const back = await logsIn('O_Brien__José');
    expect(back.name).toBe('O_Brien__José2');
    await stage.end();
  });

  test('[directory.3, login.7] a guest who holds the name is closed, and stays who they are', async () => {
    const guest = await stage.connect('guest', 'grace');
    await guest.registers({ features: [] });
    const watcher = await stage.connect('watcher');
    await watcher.registers();
    await watcher.asks({ type: 'MessageRequest', recipient: 'grace', content: 'hello, guest' });
    await guest.receives({ content: 'hello, guest' });
    const grace = await logsIn('grace');
    expect((await guest.closedWith(4001)).reason).toBe('name_claimed');
    expect(grace.id).not.toBe(guest.id);
    await watcher.asks({ type: 'ClientListRequest', prefix: 'grace' }, { clients: ['grace'] });
    await watcher.asks(
      { type: 'MessageRequest', recipient: 'grace', content: 'hello, Grace' },
      { seq: 1 },
    );
    await grace.receives({ content: 'hello, Grace', seq: 1 });
    const back = await stage.connect('guest');
    const resume = { type: 'ResumeRequest', token: guest.token };
    await back.isRefused(resume, 'username_taken');
    const username = stage.name('gracious');
    await back.asks({ ...resume, username }, { id: guest.id, username });
    await stage.end();
  });

  test('[login.7] nobody else gets the name of somebody who is away', async () => {
    const frank = await logsIn('frank');
    await frank.leaves();
    const guest = await stage.connect('guest');
    for (const username of ['frank', 'FRANK', 'ｆrank', 'frаnk']) {
      const { code } = await guest.asks({ type: 'RegisterRequest', username });
      expect(['username_taken', 'bad_username']).toContain(code as string);
    }
    await stage.end();
  });

  test('[directory.4] a group that holds the name is renamed, and goes on', async () => {
    const [owner] = await stage.enterWith(features, 'owner');
    const [classic] = await stage.enter('classic');
    const opening = { type: 'GroupMessageInitRequest', recipients: [classic.name] };
    const { chat } = await owner.asks({ ...opening, chatname: 'heidi' }, { status: 200 });
    await classic.receives({ status: 201, chatname: 'heidi' });
    const heidi = await logsIn('heidi');
    expect(heidi.name).toBe('heidi');
    const renamed = { type: 'ChatChangeRecv', chat, seq: 1, name: 'heidi (group)' };
    await owner.receives({ ...renamed, sender: 'heidi', sender_id: heidi.id });
    const say = { type: 'GroupMessageRequest', content: 'still here' };
    await owner.asks({ ...say, recipient: 'heidi (group)' }, { status: 200, chat, seq: 2 });
    await classic.receives({ content: 'still here', chatname: 'heidi (group)', seq: 2 });
    await owner.asks({ ...say, recipient: 'heidi' }, { chatname: 'heidi' });
    await heidi.receives({ groupchat: false });
    await stage.end();
  });

  test('[directory.5] groups there fill groups here, at the login and later', async () => {
    const alice = await logsIn('alice', features);
    const joined = { type: 'GroupMessageInitResponse', status: 201, chatname: 'Staff room' };
    const { chat } = await alice.receives(joined);
    const member = { username: 'alice', id: alice.id };
    await alice.receives({ type: 'MembersRecv', chat, joined: [member], left: [] });
    const dave = await logsIn('dave');
    await slapd.join('dave', 'staff');
    await dave.receives({ ...joined, chat, member_count: 2 });
    await alice.receives({ type: 'MembersRecv', joined: [{ username: 'dave', id: dave.id }] });
    const hello = { type: 'GroupMessageRequest', recipient: 'Staff room', content: 'hello' };
    await alice.asks(hello, { status: 200, chat });
    await dave.receives({ content: 'hello', chat });
    await slapd.leave('dave', 'staff');
    const left = { type: 'MembersRecv', joined: [], left: [{ username: 'dave', id: dave.id }] };
    await alice.receives(left);
    await alice.asks({ ...hello, content: 'without Dave' }, { status: 200 });
    await dave.hearsNothing();
    await dave.isRefused(hello, 'unknown_recipient');
    await stage.end();
  });

  test('[directory.6] whoever leaves the directory is logged out everywhere', async () => {
    for (const uid of ['leaver', 'shut', 'stayer']) await slapd.add({ uid });
    const leaver = [await logsIn('leaver'), await logsIn('leaver', features)];
    const shut = await logsIn('shut');
    const stayer = await logsIn('stayer');
    await slapd.remove('leaver');
    await slapd.lock('shut');
    for (const device of [...leaver, shut]) {
      expect((await device.closedWith(4003)).reason).toBe('disabled');
    }
    const back = await stage.connect('back');
    for (const { token } of [...leaver, shut]) {
      await back.isRefused({ type: 'ResumeRequest', token }, 'token_expired');
    }
    await stayer.asks({ type: 'ClientListRequest' }, { status: 200 });
    // Somebody new under the old name is somebody else.
    await slapd.add({ uid: 'leaver' });
    const successor = await logsIn('leaver');
    expect(successor.id).not.toBe(leaver[0]?.id);
    await stage.end();
  });

  test('[login.3] wrong passwords end here before the directory locks the account', async () => {
    await slapd.add({ uid: 'target', mail: 'target@example.org' });
    const codes: unknown[] = [];
    for (let round = 0; round < 20; round++) {
      const tries = Array.from({ length: 10 }, async (_, number) => {
        const mallory = await stage.connect('mallory');
        const spelling = ['target', 'TARGET', ' target', 'target ', 'Target'][number % 5] ?? '';
        codes.push((await mallory.asks(login(spelling, 'wrong')))['code']);
        await mallory.leaves();
      });
      await Promise.all(tries);
    }
    const judged = codes.filter((code) => code === 'authentication_failed');
    expect(judged.length).toBeLessThan(slapd.locksAfter);
    expect(judged.length + codes.filter((code) => code === 'rate_limited').length).toBe(200);
    expect(await slapd.isLocked('target')).toBe(false);
    await stage.end();
  });

  test('[login.6, login.5] a directory that is silent costs a login its time, and nobody else anything', async () => {
    const [bob, carol] = [await logsIn('bob'), await logsIn('carol')];
    slapd.pause();
    try {
      // More than may ask the directory at once; each for another account, so that no limit is in the way.
      const logins = Array.from({ length: 40 }, (_, number) =>
        number % 2 === 0 ? `student${number / 2}` : `nobody${number}`,
      );
      const waiting = await Promise.all(logins.map((one) => stage.connect(one)));
      const answers = waiting.map((one, number) =>
        one.isRefused(login(logins[number] ?? ''), 'directory_unavailable'),
      );
      await bob.asks({ type: 'MessageRequest', recipient: 'carol', content: 'quick' });
      await carol.receives({ content: 'quick' });
      await (await stage.device(bob)).asks({ type: 'ClientListRequest' }, { status: 200 });
      await Promise.all(answers);
    } finally {
      slapd.resume();
    }
    await logsIn('student1');
    await stage.end();
  }, 30_000);

  test('of 200 logins at once, half of them wrong, the right half gets in', async () => {
    const data = await temporaryDirectory();
    const env = environmentFor(slapd, { CHATEAU_LIMITS_ENABLED: 'false' });
    const open = await bootServer({ env, data });
    const crowd = stageOn(open);
    const people = await Promise.all(Array.from({ length: 200 }, () => crowd.connect('one')));
    const answers = await Promise.all(
      people.map(async (person, number) => {
        const uid = `student${Math.floor(number / 2) % 20}`;
        const isRight = number % 2 === 0 || number >= 160;
        const request = login(uid, isRight ? passwordOf(uid) : 'wrong');
        const { status, username } = await person.asks(request);
        return isRight ? status === 200 && username === uid : status === 301;
      }),
    );
    expect(answers.filter((isFit) => !isFit)).toEqual([]);
    await crowd.end();
    await open.stop();
  }, 30_000);

  test('no password, token or DN is in the database, the log, or anything that is said', async () => {
    const canary = 'canary 3141592653589793';
    await slapd.add({ uid: 'canary', password: canary });
    const person = await logsIn('canary', features, canary);
    const token = person.token;
    const mallory = await stage.connect('mallory');
    await mallory.isRefused(login('canary', `${canary} wrong`), 'authentication_failed');
    await mallory.isRefused(login('nobody', `${canary} wrong`), 'authentication_failed');
    slapd.pause();
    await mallory.isRefused(login('canary', canary), 'directory_unavailable');
    slapd.resume();
    const pages = ['/info', '/readyz', '/healthz', '/'].map(async (path) =>
      (await fetch(server.http + path)).text(),
    );
    const files = readdirSync(server.data).map((name) =>
      readFileSync(join(server.data, name), 'latin1'),
    );
    expect(files.join('').length).toBeGreaterThan(10_000);
    expect(files.join('')).toContain('canary');
    for (const text of [...files, server.output(), ...(await Promise.all(pages))]) {
      expect(text).not.toContain('3141592653589793');
      expect(text).not.toContain(token);
      expect(text).not.toContain(slapd.service.password);
      expect(text).not.toMatch(/ou=people|uid=canary|cn=staff|dc=example/i);
    }
    await stage.end();
  });

  test('[login.5] a token needs no directory', async () => {
    const alone = await startSlapd();
    const own = await bootServer({ env: environmentFor(alone) });
    const people = stageOn(own);
    const alice = await people.connect('alice', 'alice');
    await alice.asks(login('alice'), { status: 200 });
    await alice.leaves();
    await alone.stop();
    const back = await people.connect('alice', 'alice');
    await back.resumes(alice.token);
    expect(back.id).toBe(alice.id);
    const other = await people.connect('other');
    await other.isRefused(login('bob'), 'directory_unavailable');
    await people.end();
    await own.stop();
  }, 30_000);
});
