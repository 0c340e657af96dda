import { describe, expect, test } from 'bun:test';
import { dropAll, type Raw } from './raw.ts';
import { badRequest, PASSWORD, refusal, sceneFor, UNLIMITED } from './scene.ts';
import { memoryOf } from './usage.ts';

const scene = sceneFor(UNLIMITED);
const OTHER = 'the town has 5 other horses';
/** How many log in at once, and how much more memory that may take, in MiB: one hash takes 19. */
const FLOOD = 300;
const GROWTH = 128;
/** Milliseconds until the last of them has an answer. */
const PATIENCE = 30_000;
/** Milliseconds that a bystander may wait beside them. */
const PROMPT = 1_000;

const WRONG = refusal('authentication_failed', 301);
const BAD = refusal('bad_password', 400);

/** What is no text at all, or none that a request may hold. */
const NO_TEXT: Record<string, unknown> = {
  null: null,
  'a number': 1,
  zero: 0,
  yes: true,
  no: false,
  'an empty list': [],
  'a list of passwords': [PASSWORD],
  'an object': {},
  'an object that turns into one': { toString: PASSWORD },
  'a query': { $ne: '' },
  'a NUL': '\0',
  'a password and a NUL': `${PASSWORD}\0`,
  'a NUL and a password': `\0${PASSWORD}`,
  'half a character': `${PASSWORD}\ud800`,
};

/** Texts that are nobody's password, although some are close to one. */
const NOT_THE_ONE: Record<string, string> = {
  'a space': ' ',
  'a space behind it': `${PASSWORD} `,
  'a line break behind it': `${PASSWORD}\n`,
  'other letters': PASSWORD.toUpperCase(),
  'its beginning': PASSWORD.slice(0, -1),
  'its hash': '$argon2id$v=19$m=19456,t=2,p=1$YWFhYWFhYWE$YWFhYWFhYWFhYWFhYWFhYQ',
  'an injection': "' OR '1'='1",
  '60 KB': 'x'.repeat(60_000),
  '60 KB that begin with it': PASSWORD.padEnd(60_000, 'x'),
};

const login = (username: string, password?: unknown, more: object = {}) => ({
  type: 'RegisterRequest',
  username,
  auth: true,
  password,
  ...more,
});
const create = (username: string, password?: unknown, more: object = {}) => ({
  type: 'AccountCreateRequest',
  username,
  password,
  ...more,
});
const change = (password?: unknown, chosen?: unknown, more: object = {}) => ({
  type: 'PasswordChangeRequest',
  password,
  new_password: chosen,
  ...more,
});

test('[register.7, envelope.7, envelope.13] a password that is no text is refused wherever it is looked at', async () => {
  const alice = await scene().account();
  const stranger = await scene().connect();
  for (const [what, value] of Object.entries(NO_TEXT)) {
    for (const auth of [true, 'true']) {
      const answer = await stranger.asks(login(alice.name, value, { auth }));
      expect({ what, answer }).toMatchObject({ answer: badRequest() });
    }
    const name = scene().name();
    const answers = [
      await stranger.asks(create(name, value)),
      await alice.asks(change(value, OTHER)),
      await alice.asks(change(PASSWORD, value)),
    ];
    expect({ what, answers }).toMatchObject({ answers: answers.map(() => badRequest()) });
  }
  expect(await stranger.asks(create(scene().name()))).toMatchObject(badRequest());
  expect(await alice.asks(change(undefined, OTHER))).toMatchObject(badRequest());
  expect(await alice.asks(change(PASSWORD))).toMatchObject(badRequest());
  await scene().account(alice.name);
  await scene().unharmed();
});

test('[register.7] an empty or missing password is a wrong one', async () => {
  const alice = await scene().account();
  const stranger = await scene().connect();
  for (const password of ['', undefined]) {
    for (const name of [alice.name, 'nobody']) {
      expect(await stranger.asks(login(name, password))).toMatchObject(WRONG);
    }
  }
  expect(await alice.asks(change('', OTHER))).toMatchObject(WRONG);
  expect(await alice.asks(change(PASSWORD, ''))).toMatchObject(BAD);
  await scene().unharmed();
});

test('[register.13, account.3, account.5] a password is that one and no other', async () => {
  const alice = await scene().account();
  const stranger = await scene().connect();
  for (const [what, value] of Object.entries(NOT_THE_ONE)) {
    const answers = [
      await stranger.asks(login(alice.name, value)),
      await alice.asks(change(value, OTHER)),
    ];
    expect({ what, answers }).toMatchObject({ answers: [WRONG, WRONG] });
  }
  for (const value of [' ', NOT_THE_ONE['60 KB']]) {
    expect(await stranger.asks(create(scene().name(), value))).toMatchObject(BAD);
    expect(await alice.asks(change(PASSWORD, value))).toMatchObject(BAD);
  }
  await scene().account(alice.name);
  await scene().unharmed();
});

test('[account.3] all of a long password counts, and not how its accents are written', async () => {
  const long = `${'ein Pferd, '.repeat(22)}später`.normalize('NFC');
  const alice = await scene().account(undefined, { password: long });
  const stranger = await scene().connect();
  for (const cut of [72, 128, 240, long.length - 1]) {
    const answer = await stranger.asks(login(alice.name, long.slice(0, cut).padEnd(248, '?')));
    expect({ cut, answer }).toMatchObject({ answer: WRONG });
  }
  await scene().account(alice.name, { password: long.normalize('NFD') });
  await scene().unharmed();
});

test('[transport.6] a password of 1 MB ends the connection that it came by', async () => {
  const huge = 'x'.repeat(1_000_000);
  for (const request of [login('alice', huge), create('nobody', huge)]) {
    const stranger = await scene().connect();
    stranger.send(request);
    expect(await stranger.ends()).toBe(1009);
  }
  for (const request of [change(huge, OTHER), change(PASSWORD, huge)]) {
    const alice = await scene().account();
    alice.send(request);
    expect(await alice.ends()).toBe(1009);
    await scene().account(alice.name);
  }
  await scene().unharmed();
});

test('[login.2] whoever has no account, or is a guest, is refused like a wrong password, field by field', async () => {
  const [alice, guest] = [await scene().account(), await scene().enter()];
  const [kept, ended] = [await scene().enter({}, { features: [] }), await scene().enter()];
  await Promise.all([kept.leave(), ended.leave()]);
  const names = [alice, guest, kept, ended].map(({ name }) => name);
  const stranger = await scene().connect();
  const answers = new Set<string>();
  for (const name of [
    ...names,
    'nobody',
    'me',
    'no name at all',
    "O'Brien, José",
    'x'.repeat(256),
  ]) {
    for (const password of [OTHER, '', undefined, 'x', 'x'.repeat(60_000)]) {
      stranger.send(login(name, password));
      answers.add(`${(await stranger.next())?.payload}`);
    }
  }
  expect(answers.size).toBe(1);
  expect(JSON.parse([...answers].join())).toMatchObject(WRONG);
  await scene().unharmed();
});

test('[login.2, names.4] a login is a name in any spelling, and nothing but a name', async () => {
  const alice = await scene().account();
  const jeff = await scene().account(undefined, { username: 'jeff' });
  const boeb = await scene().account(undefined, { username: 'böb' });
  const spellings: [person: { id: string }, name: string][] = [
    [alice, alice.name.toUpperCase()],
    [alice, alice.name.replace('m', 'ｍ')],
    [jeff, 'jeﬀ'],
    [boeb, 'BÖB'],
    [boeb, 'böb'.normalize('NFD')],
  ];
  for (const [{ id }, name] of spellings) {
    expect({ name, id: (await scene().account(name)).id }).toEqual({ name, id });
  }
  const around = [
    ' ~',
    '~ ',
    '#~',
    '"~"',
    '~,ou=admins',
    '~+cn=x',
    '~<;=>',
    '../~',
    '~/',
    '~\u200b',
  ];
  const signs = [
    '*',
    '%',
    '_',
    '.*',
    '*)(uid=*',
    '~)(objectClass=*',
    "~' OR '1'='1",
    '~\\',
    '~;--',
  ];
  const stranger = await scene().connect();
  for (const form of [...around, ...signs]) {
    const name = form.replace('~', alice.name);
    const answer = await stranger.asks(login(name, PASSWORD));
    expect({ name, answer }).toMatchObject({ answer: WRONG });
  }
  await scene().unharmed();
});

test('[login.2] of what a login says beside login and password nothing counts', async () => {
  const [alice, bob] = [await scene().account(), await scene().account()];
  const bobs = 'what only Bob has got to know';
  expect(await bob.asks(change(PASSWORD, bobs))).toMatchObject({ status: 200 });
  const stranger = await scene().connect();
  const others = { login: bob.name, user: bob.name, ldapUser: bob.name, id: bob.id, sub: bob.id };
  const powers = {
    role: 'admin',
    isAdmin: true,
    person: bob.id,
    isDisabled: false,
    token: bob.token,
  };
  const hashes = { hash: '', passwordHash: '', password_hash: null };
  const lies = { ...others, ...powers, ...hashes };
  expect(await stranger.asks(login(alice.name, bobs, lies))).toMatchObject(WRONG);
  const { name } = alice;
  for (const raw of [
    `{"type":"RegisterRequest","auth":true,"username":"${name}","password":"${PASSWORD}","password":"${bobs}"}`,
    `{"type":"RegisterRequest","auth":true,"username":"${bob.name}","username":"${name}","password":"${bobs}"}`,
    `{"type":"RegisterRequest","auth":true,"username":"${name}","__proto__":{"password":"${PASSWORD}"}}`,
    `{"type":"RegisterRequest","auth":true,"username":"${name}","password":"","constructor":{"prototype":{"password":"${PASSWORD}"}}}`,
  ]) {
    expect({ raw, answer: await stranger.asks(raw) }).toMatchObject({ answer: WRONG });
  }
  const admitted = await stranger.asks(login(name, PASSWORD, { ...lies, features: [] }));
  expect(admitted).toMatchObject({ status: 200, username: name, id: alice.id });
  expect(admitted).not.toHaveProperty('role');
  await scene().unharmed();
});

test('[account.1, account.5] nor of what an account is made with, or a password is changed with', async () => {
  const alice = await scene().account();
  const powers = {
    role: 'admin',
    isAdmin: true,
    id: alice.id,
    person: alice.id,
    source: 'directory',
  };
  const mallory = await scene().account(undefined, { ...powers, features: [] });
  expect(mallory.id).not.toBe(alice.id);
  const lies = {
    username: alice.name,
    name: alice.name,
    id: alice.id,
    person: alice.id,
    except: '',
  };
  expect(await mallory.asks(change(PASSWORD, OTHER, lies))).toMatchObject({ status: 200 });
  await scene().account(alice.name);
  const stranger = await scene().connect();
  expect(await stranger.asks(login(mallory.name, PASSWORD))).toMatchObject(WRONG);
  const back = await stranger.asks(login(mallory.name, OTHER, { features: [] }));
  expect(back).toMatchObject({ status: 200, id: mallory.id });
  expect(back).not.toHaveProperty('role');
  await scene().unharmed();
});

describe('[account.2, register.4] of many who want one name at once one gets it:', () => {
  test('fifty who make an account, each with a password of their own', async () => {
    const name = scene().name();
    const crowd = await connections(50);
    const spelling = (at: number) => (at % 2 === 0 ? name : name.toUpperCase());
    const password = (at: number) => `${PASSWORD}, said ${at}`;
    const answers = await Promise.all(
      crowd.map((raw, at) => {
        raw.send(create(spelling(at), password(at)));
        return raw.hears(PATIENCE);
      }),
    );
    const winner = answers.findIndex(({ status }) => status === 200);
    const losers = answers.filter(({ code }) => code === 'username_taken');
    expect([winner >= 0, losers.length]).toEqual([true, 49]);
    const stranger = await scene().connect();
    expect(await stranger.asks(login(name, password((winner + 1) % 50)))).toMatchObject(WRONG);
    await scene().account(name, { password: password(winner) });
    await scene().unharmed();
  });

  test('accounts and guests', async () => {
    // A hash takes its time, so that it is for the guests to come a little later in each round.
    for (let round = 0; round < 12; round++) {
      const name = scene().name();
      const crowd = await connections(6);
      const answers = await Promise.all(
        crowd.map(async (raw, at) => {
          if (at < 3) return raw.asks(create(name, PASSWORD));
          await new Promise((resolve) => setTimeout(resolve, round * 5));
          return raw.asks({ type: 'RegisterRequest', username: name });
        }),
      );
      const codes = answers.map(({ status, code }) => code ?? status).toSorted();
      expect(codes).toEqual([200, ...Array<string>(5).fill('username_taken')]);
      await Promise.all(crowd.map((raw) => raw.leave()));
    }
    await scene().unharmed();
  });
});

describe('[account.5] a password that has just been changed lets nobody in', () => {
  test('who began to log in by it before', async () => {
    for (let round = 0; round < 3; round++) {
      const alice = await scene().account();
      const [before, late] = [await connections(10), await connections(5)];
      // Hashes wait for one another. Behind these waits the new one, and the old one is still what is known.
      alice.send(change(PASSWORD, OTHER));
      await new Promise((resolve) => setTimeout(resolve, 2));
      for (const raw of before) raw.send(login('nobody', PASSWORD));
      await before[3]?.hears(PATIENCE);
      for (const raw of late) raw.send(login(alice.name, PASSWORD));
      expect(await alice.hears(PATIENCE)).toMatchObject({ status: 200 });
      for (const raw of late) {
        const answer = await raw.hears(PATIENCE);
        // Whoever was faster than the change is in, but not for long.
        if (answer['status'] === 200) expect(await raw.ends()).toBe(4001);
        else expect(answer).toMatchObject(WRONG);
      }
      await scene().account(alice.name, { password: OTHER });
      dropAll();
    }
    await scene().unharmed();
  }, 60_000);

  test('nor lets anybody change it who knew the old one', async () => {
    const alice = await scene().account();
    const thief = await scene().account(alice.name);
    const [first, second] = await Promise.all(
      [alice, thief].map(async (raw, at) => {
        raw.send(change(PASSWORD, `${OTHER}, said ${at}`));
        const frame = await raw.next(PATIENCE);
        return frame === undefined ? undefined : JSON.parse(`${frame.payload}`)['status'];
      }),
    );
    expect([first, second].filter((status) => status === 200)).toHaveLength(1);
    const chosen = first === 200 ? 0 : 1;
    await scene().account(alice.name, { password: `${OTHER}, said ${chosen}` });
    await scene().unharmed();
  });
});

test('[login.5] three hundred who log in at once are all answered, and cost the others nothing', async () => {
  const { pid } = scene().server;
  const alice = await scene().account();
  const bystander = await scene().enter();
  const crowd = await connections(FLOOD);
  const before = memoryOf(pid);
  const isRight = (at: number) => at % 10 === 0;
  let left = FLOOD;
  const answered = crowd.map(async (raw, at) => {
    raw.send(login(isRight(at) ? alice.name : `nobody${at}`, PASSWORD));
    const answer = await raw.hears(PATIENCE);
    left--;
    return answer;
  });
  let [peak, longest] = [before, 0];
  while (left > 0) {
    const begin = Date.now();
    await bystander.asks({ type: 'ClientListRequest', prefix: 'nobody' });
    longest = Math.max(longest, Date.now() - begin);
    peak = Math.max(peak, memoryOf(pid));
    await scene().unharmed();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  for (const [at, answer] of (await Promise.all(answered)).entries()) {
    if (answer['code'] === 'rate_limited') {
      expect(answer['retry_after']).toBeGreaterThan(0);
    } else {
      expect(answer).toMatchObject(isRight(at) ? { status: 200, id: alice.id } : WRONG);
    }
  }
  expect(longest).toBeLessThan(PROMPT);
  expect(peak - before).toBeLessThan(GROWTH);
}, 60_000);

/** Of an address of their own for each hundred, as limits on addresses are another matter. */
function connections(count: number): Promise<Raw[]> {
  const from = (at: number) => ({ from: `127.0.0.${2 + Math.floor(at / 100)}` });
  return Promise.all(Array.from({ length: count }, (_, at) => scene().connect(from(at))));
}
