import { expect, test } from 'bun:test';
import { Raw } from './raw.ts';
import { PASSWORD, refusal, sceneFor } from './scene.ts';

/** Wrong passwords that an address has. */
const ALLOWED = 5;
/** Where proxies of ours stand, of which each is trusted. */
const PROXY = '127.0.0.70';
const scene = sceneFor({
  CHATEAU_LOGINS_FAILURES_PER_ADDRESS: `${ALLOWED}`,
  CHATEAU_PROXIES: '127.0.0.64/26, ::1',
});

const WRONG = refusal('authentication_failed', 301);
const LIMITED = refusal('rate_limited', 429);

/** Where somebody sits: at an address of this machine, or behind a proxy that says so. */
type Place = { readonly from?: string; readonly says?: string | readonly string[] };

const behind = (says: string | readonly string[]): Place => ({ from: PROXY, says });

function connect({ from, says = [] }: Place, url = scene().server.url): Promise<Raw> {
  // Several headers of one name, which is one to HTTP however it is written.
  const spellings = ['X-Forwarded-For', 'x-forwarded-for', 'X-FORWARDED-FOR'];
  const headers = [says].flat().map((value, at) => [spellings[at], value]);
  const options = { headers: Object.fromEntries(headers) };
  return Raw.open(url, from === undefined ? options : { ...options, from });
}

const login = (username: string, password: string) => ({
  type: 'RegisterRequest',
  username,
  auth: true,
  password,
});

let strangers = 0;
/** A wrong password each time for another login, as the limit of an account is another one. */
async function guess(place: Place, url?: string): Promise<unknown> {
  const raw = await connect(place, url);
  const answer = await raw.asks(login(`stranger${++strangers}`, 'guessed, and wrong'));
  await raw.leave();
  return answer['code'];
}

async function guesses(places: readonly Place[]): Promise<unknown[]> {
  const codes: unknown[] = [];
  for (const place of places) codes.push(await guess(place));
  return codes;
}

/** All that an address has, and not one more. */
async function useUp(places: readonly Place[]): Promise<void> {
  expect(await guesses(places)).toEqual(places.map(() => 'authentication_failed'));
  expect(places).toHaveLength(ALLOWED);
}

const times = (count: number, place: Place) => Array.from({ length: count }, () => place);

test('[login.4] after so many wrong passwords from an address none is tried from there, not even the right one', async () => {
  const alice = await scene().account();
  const place = { from: '127.0.0.9' };
  await useUp(times(ALLOWED, place));
  const raw = await connect(place);
  for (const password of ['wrong as well', PASSWORD]) {
    const answer = await raw.asks(login(alice.name, password));
    expect(answer).toMatchObject(LIMITED);
    expect(answer['retry_after']).toBeGreaterThan(1_700);
    expect(answer['retry_after']).toBeLessThanOrEqual(1_800);
  }
  expect(await guess({ from: '127.0.0.10' })).toBe('authentication_failed');
  await scene().account(alice.name);
  await scene().unharmed();
});

test('[login.5] whoever is in at that address stays in, comes back, and guests come', async () => {
  const place = { from: '127.0.0.11' };
  const alice = await scene().account();
  const [inside, back] = [await connect(place), await connect(place)];
  expect(await inside.asks(login(alice.name, PASSWORD))).toMatchObject({ status: 200 });
  await useUp(times(ALLOWED, place));
  expect(await inside.asks({ type: 'ClientListRequest' })).toMatchObject({ status: 200 });
  const resumed = await back.asks({ type: 'ResumeRequest', token: alice.token });
  expect(resumed).toMatchObject({ status: 200, id: alice.id });
  await scene().enter(place);
  const newcomer = await connect(place);
  const created = { type: 'AccountCreateRequest', username: scene().name(), password: PASSWORD };
  expect(await newcomer.asks(created)).toMatchObject({ status: 200 });
  await scene().unharmed();
});

test('[login.4] right passwords count for nothing, and do not make up for wrong ones', async () => {
  const place = { from: '127.0.0.12' };
  const alice = await scene().account();
  const logsIn = async () => {
    const raw = await connect(place);
    const { status } = await raw.asks(login(alice.name, PASSWORD));
    await raw.leave();
    return status;
  };
  const rights = await Promise.all(Array.from({ length: 4 }, logsIn));
  for (let time = 0; time < ALLOWED; time++) {
    rights.push(await logsIn());
    expect(await guess(place)).toBe('authentication_failed');
  }
  expect(new Set(rights)).toEqual(new Set([200]));
  expect(await logsIn()).toBe(429);
  await scene().unharmed();
});

test('[login.4, account.5] passwords that are tried from the inside are counted with the others', async () => {
  const place = { from: '127.0.0.13' };
  const alice = await scene().account();
  const inside = await connect(place);
  await inside.asks(login(alice.name, PASSWORD));
  const change = (password: string) => ({
    type: 'PasswordChangeRequest',
    password,
    new_password: 'the town has 5 other horses',
  });
  // One less than an account may have.
  for (let time = 0; time < 3; time++) {
    expect(await inside.asks(change('wrong'))).toMatchObject(WRONG);
  }
  expect(await guesses(times(2, place))).toEqual(Array(2).fill('authentication_failed'));
  expect(await guess(place)).toBe('rate_limited');
  expect(await inside.asks(change(PASSWORD))).toMatchObject(LIMITED);
  await scene().account(alice.name);
  await scene().unharmed();
});

test('[login.3] of a hundred passwords that are tried for an account at once, few are looked at', async () => {
  const alice = await scene().account();
  const crowd = Array.from({ length: 100 }, (_, at) => connect(behind(`192.0.2.${at + 100}`)));
  const answers = await Promise.all(
    crowd.map(async (connecting, at) => {
      const raw = await connecting;
      // In every spelling that means the same account.
      const name = at % 2 === 0 ? alice.name : alice.name.toUpperCase();
      return raw.asks(login(name, 'guessed, and wrong'));
    }),
  );
  const codes = Map.groupBy(answers, ({ code }) => code);
  expect(codes.get('authentication_failed')?.length).toBe(4);
  expect(codes.get('rate_limited')?.length).toBe(96);
  const late = await connect({ from: '127.0.0.15' });
  expect(await late.asks(login(alice.name, PASSWORD))).toMatchObject(LIMITED);
  await scene().unharmed();
});

test('[login.4] a proxy that is trusted counts as the client that it speaks for', async () => {
  await useUp(times(ALLOWED, behind('198.51.100.1')));
  const spellings = ['198.51.100.1', ' 198.51.100.1 ', '198.51.100.1:4711', '::ffff:198.51.100.1'];
  const chain = [
    '203.0.113.9, 198.51.100.1',
    '198.51.100.1, 127.0.0.71',
    '198.51.100.1,127.0.0.80',
  ];
  for (const says of [...spellings, ...chain]) {
    expect({ says, code: await guess(behind(says)) }).toEqual({ says, code: 'rate_limited' });
  }
  expect(await guess({ from: '127.0.0.72', says: '198.51.100.1' })).toBe('rate_limited');
  expect(await guess(behind('198.51.100.2'))).toBe('authentication_failed');
  const { port } = new URL(scene().server.url);
  const six = `ws://[::1]:${port}/ws`;
  expect(await guess({ says: '198.51.100.1' }, six)).toBe('rate_limited');
  expect(await guess({ says: '198.51.100.2' }, six)).toBe('authentication_failed');
  await scene().unharmed();
});

test('[login.4] an IPv6 address counts with its /64, however it is written', async () => {
  const home = ['::1', '::2', ':a:b:c:d', ':ffff:ffff:ffff:ffff', '::'];
  await useUp(home.map((rest) => behind(`2001:db8:1:2${rest}`)));
  const same = ['2001:DB8:1:2::77', '2001:0db8:0001:0002:0:0:0:1', '[2001:db8:1:2::3]:4711'];
  for (const says of same) {
    expect({ says, code: await guess(behind(says)) }).toEqual({ says, code: 'rate_limited' });
  }
  const others = ['2001:db8:1:3::1', '2001:db8:1::1', '2001:db8::1:2:0:0:1'];
  for (const says of others) {
    const code = await guess(behind(says));
    expect({ says, code }).toEqual({ says, code: 'authentication_failed' });
  }
  await scene().unharmed();
});

test('[login.4] nobody else is believed, and nobody can use up what is somebody else’s', async () => {
  const liar = (at: number): Place => ({ from: '127.0.0.14', says: `203.0.113.${at}` });
  await useUp([1, 2, 3, 4, 5].map(liar));
  expect(await guess(liar(6))).toBe('rate_limited');
  expect(await guess({ from: '127.0.0.14', says: '127.0.0.70' })).toBe('rate_limited');
  // What stands before the hop that the proxy has added is the client's own invention.
  const inventive = ['192.0.2.1', '127.0.0.70', '::1', 'unknown', '', ' , ,'].map((lie) =>
    behind(`${lie}, 198.51.100.3`),
  );
  await useUp(inventive.slice(0, ALLOWED));
  const hops = Array(500).fill('192.0.2.1').join();
  const longer = [behind(`${hops},198.51.100.3`), behind(['192.0.2.1', '198.51.100.3'])];
  for (const place of [...inventive, ...longer]) {
    expect({ place, code: await guess(place) }).toEqual({ place, code: 'rate_limited' });
  }
  // And none of it was counted for whom it named.
  for (const says of ['192.0.2.1', '203.0.113.1']) {
    expect(await guess(behind(says))).toBe('authentication_failed');
  }
  await scene().unharmed();
});

test('[login.4] where a proxy says nothing of use, it is the client itself', async () => {
  const nonsense = ['unknown', '_hidden', '1.2.3', '198.51.100.4.5', '2001:db8::g'];
  const from = '127.0.0.90';
  await useUp(nonsense.map((says) => ({ from, says })));
  for (const says of ['', 'x'.repeat(5_000), '<script>', [] as string[]]) {
    expect(await guess({ from, says })).toBe('rate_limited');
  }
  expect(await guess({ from, says: '198.51.100.5' })).toBe('authentication_failed');
  await scene().unharmed();
});
