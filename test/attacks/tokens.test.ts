import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { WIRE } from '@chateau/protocol';
import { argon2Passwords } from '../../server/src/adapters/argon2/passwords.ts';
import { openSqliteStore } from '../../server/src/adapters/sqlite/store.ts';
import { systemClock } from '../../server/src/adapters/system/clock.ts';
import { looks, UNICODE_VERSION } from '../../server/src/chat/lookalike.ts';
import { claimUsername } from '../../server/src/chat/names.ts';
import { issueToken } from '../../server/src/chat/tokens.ts';
import { type BootedServer, bootServer, temporaryDirectory } from '../cast.ts';
import { goodbye, text } from './frame.ts';
import { dropAll, Raw } from './raw.ts';
import { PASSWORD, refusal, type Somebody, sceneFor, UNLIMITED } from './scene.ts';

const scene = sceneFor(UNLIMITED);
/** Milliseconds within which a socket is closed whose token was logged out elsewhere. */
const WITHIN = 5_000;
const EXPIRED = refusal('token_expired', 301);
const DONE = { type: 'LogoutResponse', status: 200 };

const resume = (token: string, more: object = {}) => ({ type: 'ResumeRequest', token, ...more });
const message = (recipient: string, content: string, more: object = {}) => ({
  type: 'MessageRequest',
  recipient,
  content,
  ...more,
});
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

describe('[resume.2] a token opens nothing', () => {
  test('that is guessed, cut, changed by a bit, long, or only the hash of one', async () => {
    for (const { token } of [await scene().enter(), await scene().account()]) {
      const stranger = await scene().connect();
      const flipped = Array.from(token, (_, at) => {
        const bit = String.fromCharCode(token.charCodeAt(at) ^ 1);
        return `${token.slice(0, at)}${bit}${token.slice(at + 1)}`;
      });
      const cut = [token.slice(0, -1), token.slice(1), token.slice(0, 20), ''];
      const more = [`${token}=`, `${token}A`, ` ${token}`, `${token}\n`, token + token];
      const other = [
        token.toUpperCase(),
        token.replaceAll('-', '+'),
        hashOf(token),
        '%',
        '__proto__',
      ];
      const guesses = [...flipped, ...cut, ...more, ...other, "' OR 1=1 --", 'x'.repeat(60_000)];
      for (const guess of guesses.filter((one) => one !== token)) {
        const answer = await stranger.asks(resume(guess));
        expect({ guess, answer }).toMatchObject({ answer: EXPIRED });
      }
      expect(await stranger.asks(resume(token))).toMatchObject({ status: 200 });
    }
    await scene().unharmed();
  });

  test('of which there are a thousand in one segment', async () => {
    const stranger = await scene().connect();
    const guesses = Array.from({ length: 1_000 }, (_, at) => hashOf(`${at}`).slice(0, 43));
    stranger.write(...guesses.map((token, msg_id) => text(resume(token, { msg_id }))));
    for (const msg_id of guesses.keys()) {
      expect(await stranger.hears()).toMatchObject({ ...EXPIRED, msg_id });
    }
    await scene().unharmed();
  });
});

test('[transport.6] a token of 1 MB ends the connection that it came by', async () => {
  const stranger = await scene().connect();
  stranger.send(resume('x'.repeat(1_000_000)));
  expect(await stranger.ends()).toBe(1009);
  await scene().unharmed();
});

test('[resume.1, message.9] whoever has a token is that person, and nobody whom they name', async () => {
  const [alice, bob] = [await scene().enter(), await scene().account()];
  const mallory = await scene().connect();
  const lies = { id: alice.id, person: alice.id, sender_id: alice.id, role: 'admin', chat: '1' };
  const answer = await mallory.asks(resume(bob.token, { ...lies, username: alice.name }));
  expect(answer).toMatchObject({ status: 200, id: bob.id, username: bob.name });
  const other = await scene().enter();
  await other.leave();
  const stranger = await scene().connect();
  // The name of somebody who is here is not for whoever comes back, whatever their token.
  const taken = resume(other.token, { ...lies, username: alice.name });
  expect(await stranger.asks(taken)).toMatchObject(refusal('username_taken', 302));
  expect(await stranger.asks(resume(other.token, lies))).toMatchObject({ id: other.id });
  await scene().unharmed();
});

test('[resume.3, resume.4, resume.5] a token on a hundred sockets at once is one person', async () => {
  for (const { token, id, name } of [await scene().enter(), await scene().account()]) {
    const sockets = await connections(100);
    const answers = await Promise.all(sockets.map((raw) => raw.asks(resume(token))));
    const told = answers.map(({ status, id: one, username }) => ({ status, id: one, username }));
    expect(told).toEqual(told.map(() => ({ status: 200, id, username: name })));
    const watcher = await scene().enter();
    const listed = await watcher.asks({ type: 'ClientListRequest', prefix: name });
    expect(listed).toMatchObject({ clients: [name] });
    await watcher.asks(message(name, 'to all of you'));
    for (const raw of sockets)
      expect(await raw.hears()).toMatchObject({ content: 'to all of you' });
  }
  await scene().unharmed();
});

test('[device.2, device.3] what is sent behind a logout in the same segment has no effect', async () => {
  const reader = await scene().enter();
  const chatname = 'behind the door';
  for (const alice of [await scene().enter({}, { features: [] }), await scene().account()]) {
    const behind = [
      message(reader.name, 'too late'),
      { type: 'GroupMessageInitRequest', chatname, recipients: [reader.name] },
      { type: 'SingleMessageInitRequest', recipient: reader.name },
      { type: 'RandomMessageRequest' },
      { type: 'PasswordChangeRequest', password: PASSWORD, new_password: `${PASSWORD}!` },
      { type: 'DeviceListRequest' },
      { type: 'LogoutRequest', all: true },
      resume(alice.token),
      { type: 'RegisterRequest', username: scene().name() },
    ];
    alice.write(text({ type: 'LogoutRequest' }), ...behind.map(text));
    expect(await alice.hears()).toMatchObject(DONE);
    for (let frame = await alice.next(); frame; frame = await alice.next()) {
      const { status } = JSON.parse(`${frame.payload}`);
      expect([301, 302]).toContain(status);
    }
    expect(await alice.ends()).toBe(4001);
    const last = await scene().enter();
    await last.asks(message(reader.name, 'nothing before'));
    expect(await reader.hears()).toMatchObject({ content: 'nothing before' });
    const opened = { type: 'GroupMessageInitRequest', chatname: `${chatname} of ${alice.name}` };
    expect(await last.asks({ ...opened, recipients: [] })).toMatchObject({ status: 200 });
  }
  await scene().unharmed();
});

test('[device.2] a device that was logged out elsewhere is closed in time, however busy it is', async () => {
  const [alice, reader] = [await scene().account(), await scene().enter()];
  const lost = await scene().account(alice.name, { device: 'lost' });
  const second = await scene().arrive(resume(lost.token));
  const heard: number[] = [];
  let sent = 0;
  const timer = setInterval(() => {
    for (const raw of [lost, second]) {
      raw.write(...Array.from({ length: 20 }, () => text(message(reader.name, `${sent++}`))));
    }
  }, 2);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const device = hashOf(lost.token).slice(0, 20);
  alice.send({ type: 'LogoutRequest', device });
  const codes = await Promise.all([lost, second].map((raw) => raw.ends(WITHIN)));
  clearInterval(timer);
  expect(codes).toEqual([4001, 4001]);
  expect([lost.reason, second.reason]).toEqual(['logged_out', 'logged_out']);
  // From the close on there is nothing of that device, as the next number in the log shows.
  const back = await scene().connect();
  expect(await back.asks(resume(lost.token))).toMatchObject(EXPIRED);
  const acknowledged = (await acknowledgedOf(lost)) + (await acknowledgedOf(second));
  const stranger = await scene().connect();
  const again = await stranger.asks(login(alice));
  expect(again).toMatchObject({ status: 200, id: alice.id });
  const { seq } = await stranger.asks(message(reader.name, 'from now on'));
  for (;;) {
    const push = await reader.hears();
    heard.push(Number(push['seq']));
    if (push['content'] === 'from now on') break;
  }
  expect(heard).toEqual(heard.map((_, at) => at + 1));
  expect(heard.at(-1)).toBe(Number(seq));
  expect(heard.length - 1).toBeGreaterThanOrEqual(acknowledged);
  expect(acknowledged).toBeGreaterThan(0);
  await scene().unharmed();
}, 30_000);

describe('[device.2, device.3] after a logout of all devices no token works, though others come back that moment:', () => {
  const kinds: Record<string, { rounds: number; enter: () => Promise<Somebody[]> }> = {
    'a guest with one token': {
      rounds: 40,
      enter: async () => [await scene().enter({}, { features: [] })],
    },
    'an account with three': {
      rounds: 15,
      enter: async () => {
        const first = await scene().account();
        return [first, await scene().account(first.name), await scene().account(first.name)];
      },
    },
  };
  for (const [what, { rounds, enter }] of Object.entries(kinds)) {
    test(what, async () => {
      for (let round = 0; round < rounds; round++) {
        const devices = await enter();
        const [first] = devices as [Somebody];
        const late = await connections(9);
        const tokenOf = (at: number) => devices[at % devices.length]?.token ?? '';
        for (const [at, raw] of late.entries()) {
          if (at === round % late.length) first.send({ type: 'LogoutRequest', all: true });
          raw.send(resume(tokenOf(at)));
        }
        const outcomes = await Promise.all(late.map((raw) => outcomeOf(raw)));
        expect(new Set(outcomes).difference(new Set(['refused', 4001]))).toEqual(new Set());
        for (const raw of devices) expect(await raw.ends(WITHIN)).toBe(4001);
        const stranger = await scene().connect();
        for (const { token } of devices) {
          expect(await stranger.asks(resume(token))).toMatchObject(EXPIRED);
        }
        dropAll();
      }
      await scene().untilNobody('mallory');
      await scene().unharmed();
    }, 60_000);
  }
});

test('nothing that anybody hears has an address, a token, its hash or a password in it', async () => {
  const everything: string[] = [];
  const watcher = await scene().enter({}, { features: ['log', 'chats', 'presence'] });
  const alice = await scene().account(undefined, { device: 'a laptop', features: ['log'] });
  const bob = await scene().enter({ from: '127.0.0.77' }, { features: ['log'] });
  const phone = await scene().account(alice.name, { features: [] });
  const own = await alice.asks({ type: 'DeviceListRequest' });
  expect(own).toMatchObject({ devices: [{}, {}] });
  const opened = { type: 'GroupMessageInitRequest', chatname: 'all of us' };
  const recipients = [alice.name, bob.name];
  const requests: object[] = [
    { ...opened, recipients },
    { type: 'GroupMessageRequest', recipient: 'all of us', content: 'hello' },
    message(alice.name, 'hello'),
    message(bob.name, 'hello'),
    message(alice.token, 'hello'),
    { type: 'RandomMessageRequest' },
    { type: 'SingleMessageInitRequest', recipient: bob.name },
    { type: 'ClientListRequest' },
    { type: 'DeviceListRequest' },
    { type: 'LogoutRequest', device: hashOf(alice.token).slice(0, 20) },
    { type: 'PasswordChangeRequest', password: PASSWORD, new_password: PASSWORD },
    { type: 'PasswordChangeRequest', password: PASSWORD },
    { type: alice.token },
    resume(alice.token),
  ];
  for (const request of requests) watcher.send(request);
  const stranger = await scene().connect();
  for (const request of [
    resume(alice.token.slice(1)),
    resume(hashOf(alice.token)),
    { ...login(alice), password: `${PASSWORD}?` },
    { type: 'AccountCreateRequest', username: alice.name, password: PASSWORD },
    { type: 'AccountCreateRequest', username: scene().name(), password: PASSWORD.slice(0, 9) },
  ]) {
    everything.push(JSON.stringify(await stranger.asks(request)));
  }
  bob.send(message(watcher.name, 'the last word'));
  for (let frame = ''; !frame.includes('the last word'); everything.push(frame)) {
    frame = `${(await watcher.next())?.payload}`;
  }
  alice.send({ type: 'LogoutRequest' });
  for (const raw of [bob, phone]) raw.write(goodbye(1000));
  for (const raw of [alice, bob, phone]) {
    for (let frame = await raw.next(); frame; frame = await raw.next()) {
      everything.push(`${frame.payload}`);
    }
  }
  for (const path of ['/info', '/readyz', '/healthz', '/', '/metrics']) {
    everything.push(await (await fetch(scene().server.http + path)).text());
  }
  everything.push(scene().server.output());
  const all = everything.join('\n');
  expect(all).toContain('"clients":');
  expect(all).not.toContain('127.0.0.');
  expect(all).not.toMatch(/argon2|"(ip|address|mail|dn|token|hash|password)"/i);
  expect(all).not.toContain(PASSWORD.slice(0, 9));
  for (const { token } of [alice, bob, phone, watcher]) {
    expect(all).not.toContain(token.slice(1));
    // But one's own device has a name, which is the beginning of its hash.
    expect(all).not.toContain(
      hashOf(token)
        .slice(token === watcher.token ? 20 : 0)
        .slice(0, 20),
    );
  }
  await scene().unharmed();
});

describe('an account with a thousand devices', () => {
  const COUNT = 1_000;
  /** As long as a label gets on the wire. */
  const label = '\u0001'.repeat(WIRE.device);
  let server: BootedServer;
  let tokens: string[];

  beforeAll(async () => {
    const data = await temporaryDirectory();
    tokens = await accountWithDevices(data, COUNT, label);
    server = await bootServer({ data, env: UNLIMITED });
  });
  afterAll(async () => {
    dropAll();
    expect(await server.stop()).toBe(0);
  });
  const back = async (token = ''): Promise<Raw> => {
    const raw = await Raw.open(server.url);
    expect(await raw.asks(resume(token))).toMatchObject({ status: 200, username: 'alice' });
    return raw;
  };

  test('[device.1, transport.12] sees those that were seen last, in a frame that is not too long', async () => {
    const raw = await back(tokens[500]);
    raw.send({ type: 'DeviceListRequest' });
    const { payload = Buffer.alloc(0) } = (await raw.next()) ?? {};
    expect(payload.length).toBeLessThanOrEqual(WIRE.serverFrame);
    const { devices, more } = JSON.parse(payload.toString());
    expect(devices.length).toBeGreaterThan(100);
    expect(devices[0]).toMatchObject({ label, current: true });
    expect(more).toBe(true);
  });

  test('[device.2, device.3] can log out one that is not on the list, and all of them', async () => {
    const [here, there] = [await back(tokens[0]), await back(tokens[1])];
    const device = hashOf(tokens[1] ?? '').slice(0, 20);
    expect(await here.asks({ type: 'LogoutRequest', device })).toMatchObject(DONE);
    expect(await there.ends(WITHIN)).toBe(4001);
    const crowd = await Promise.all(tokens.slice(2, 152).map((token) => back(token)));
    expect(await here.asks({ type: 'LogoutRequest', all: true })).toMatchObject(DONE);
    const codes = await Promise.all([here, ...crowd].map((raw) => raw.ends(WITHIN)));
    expect(new Set(codes)).toEqual(new Set([4001]));
    const stranger = await Raw.open(server.url);
    for (const token of tokens) {
      expect(await stranger.asks(resume(token))).toMatchObject(EXPIRED);
    }
  });
});

function login({ name }: Somebody) {
  return { type: 'RegisterRequest', username: name, auth: true, password: PASSWORD };
}

/** What came of a resume that somebody's logout has crossed: a refusal, or the code of the close. */
async function outcomeOf(raw: Raw): Promise<'refused' | number> {
  const answer = await raw.hears();
  if (answer['code'] === 'token_expired') return 'refused';
  expect(answer).toMatchObject({ type: 'ResumeResponse', status: 200 });
  return raw.ends(WITHIN);
}

/** How many messages were acknowledged to somebody whose socket has ended. */
async function acknowledgedOf(raw: Raw): Promise<number> {
  let count = 0;
  for (let frame = await raw.next(); frame; frame = await raw.next()) {
    const { type, status } = JSON.parse(`${frame.payload}`);
    if (type === 'MessageSendResponse' && status === 200) count++;
  }
  return count;
}

function connections(count: number): Promise<Raw[]> {
  return Promise.all(Array.from({ length: count }, () => scene().connect()));
}

/** Alice's, made before the server starts: a thousand logins would take half a minute. Gives the tokens. */
async function accountWithDevices(directory: string, count: number, label: string) {
  const store = openSqliteStore({
    directory,
    clock: systemClock,
    looks: { version: UNICODE_VERSION, of: looks },
    onBroken: () => {},
  });
  const claimed = claimUsername('alice');
  if (!('claim' in claimed)) throw new Error(claimed.problem);
  const [at, passwordHash] = [Date.now(), await argon2Passwords().hash(PASSWORD)];
  const account = { name: claimed.claim, passwordHash, role: 'member', at } as const;
  const id = await store.addAccount(account);
  const issued = Array.from({ length: count }, (_, age) => issueToken(label, at - age, 86_400_000));
  const adding = issued.map(({ stored }) => store.addToken(id, stored, passwordHash));
  expect(new Set(await Promise.all(adding))).toEqual(new Set(['added']));
  await store.close();
  return issued.map(({ token }) => token);
}
