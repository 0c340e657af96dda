import { beforeEach, describe, expect, test } from 'bun:test';
import { memoryBus } from '../adapters/memory/bus.ts';
import { memoryStore } from '../adapters/memory/store.ts';
import type { Clock } from '../ports/clock.ts';
import { Devices } from './devices.ts';
import { Guests } from './guests.ts';
import { type Arrival, People } from './people.ts';

const HOLD = 60_000;
const LIFE = 1_000_000;
let now: number;
let memory: ReturnType<typeof memoryStore>;
let people: People;
let guests: Guests;
let devices: Devices;
const clock: Clock = { now: () => now, every: () => () => {} };

const onFault = () => {};

function house(): People {
  people = new People(memory.store, memoryBus(), clock, { hold: HOLD, random: () => 0, onFault });
  guests = new Guests(memory.store, clock, people, { enabled: true, tokenLife: LIFE });
  devices = new Devices(memory.store, memoryBus(), clock, people, {
    guests: true,
    guestTokenLife: LIFE,
    accountTokenLife: LIFE,
    onFault,
  });
  return people;
}

beforeEach(() => {
  now = 1_000;
  memory = memoryStore();
  people = house();
});

async function arrive(username: string, features?: string[]): Promise<Arrival> {
  const outcome = await guests.register({
    type: 'RegisterRequest',
    username,
    ...(features && { features }),
  });
  if (!('person' in outcome)) throw new Error(outcome.code);
  return outcome;
}

async function codeOf(outcome: Promise<Arrival | { code: string }>): Promise<string> {
  const settled = await outcome;
  return 'person' in settled ? 'welcome' : settled.code;
}

const register = (username: string) => guests.register({ type: 'RegisterRequest', username });
const resume = (token: string, username?: string) =>
  devices.resume({ type: 'ResumeRequest', token, ...(username !== undefined && { username }) });

describe('a guest of a classic client', () => {
  test('has a name that nobody else gets, however it is written', async () => {
    await arrive('alice');
    expect(await codeOf(register('ALICE'))).toBe('username_taken');
    expect(await codeOf(register('a1ice'))).toBe('username_taken');
    expect(await codeOf(register('bob'))).toBe('welcome');
  });

  test('loses the name with the last connection, at once', async () => {
    const { person, token } = await arrive('alice');
    await resume(token);
    people.leave(person);
    expect(await codeOf(register('alice'))).toBe('username_taken');
    people.leave(person);
    expect(people.withCanon('alice')).toBeUndefined();
    expect(await codeOf(register('alice'))).toBe('welcome');
  });

  test('comes back as the same identity, under another name where the old one is taken', async () => {
    const { person, token } = await arrive('alice');
    people.leave(person);
    const other = await arrive('alice');
    expect(other.person.id).not.toBe(person.id);
    expect(await codeOf(resume(token))).toBe('username_taken');
    const back = (await resume(token, 'alice2')) as Arrival;
    expect(back.person.id).toBe(person.id);
    expect(back.person.name).toBe('alice2');
    expect(people.withCanon('alice2')).toBe(back.person);
  });
});

describe('a guest with features', () => {
  test('keeps the name for a while, is not listed, and is found by it', async () => {
    const { person } = await arrive('alice', []);
    people.leave(person);
    expect(people.online.size).toBe(0);
    expect(people.withCanon('alice')).toBe(person);
    now += HOLD - 1;
    people.sweep();
    expect(await codeOf(register('alice'))).toBe('username_taken');
    now += 1;
    people.sweep();
    expect(await codeOf(register('alice'))).toBe('welcome');
  });

  test('takes the name up again by coming back in time', async () => {
    const { person, token } = await arrive('alice', []);
    people.leave(person);
    now += HOLD - 1;
    expect(((await resume(token)) as Arrival).person).toBe(person);
    now += HOLD;
    people.sweep();
    expect(people.withCanon('alice')).toBe(person);
    expect([...people.online.from('')]).toEqual([person]);
  });

  test('may change the name by coming back, but not under live connections', async () => {
    const { person, token } = await arrive('alice', []);
    await resume(token, 'alicia');
    expect(person.name).toBe('alice');
    people.leave(person);
    people.leave(person);
    await resume(token, 'alicia');
    expect(person.name).toBe('alicia');
    expect(people.withCanon('alice')).toBeUndefined();
    expect(await codeOf(register('alice'))).toBe('welcome');
  });

  test('has the time again after a restart of the server', async () => {
    await arrive('alice', []);
    await arrive('bob');
    people = house();
    await people.open();
    expect(people.withCanon('alice')?.isOnline).toBe(false);
    expect(await codeOf(register('alice'))).toBe('username_taken');
    now += HOLD;
    people.sweep();
    expect(await codeOf(register('alice'))).toBe('welcome');
  });
});

describe('coming and going at once', () => {
  test('of many who want one name, one gets it', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => codeOf(register('alice'))));
    expect(outcomes.filter((outcome) => outcome === 'welcome')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'username_taken')).toHaveLength(19);
  });

  test('a person whose last connection ends while another one resumes keeps the name', async () => {
    const { person, token } = await arrive('alice');
    const coming = resume(token);
    await new Promise((resolve) => setTimeout(resolve, 1));
    people.leave(person);
    const { person: back } = (await coming) as Arrival;
    expect(back.id).toBe(person.id);
    expect(people.withCanon('alice')).toBe(back);
    expect(await codeOf(register('alice'))).toBe('username_taken');
  });

  test('two connections that resume at once are one person', async () => {
    const { person, token } = await arrive('alice');
    people.leave(person);
    const [one, other] = (await Promise.all([resume(token), resume(token)])) as [Arrival, Arrival];
    expect(one.person).toBe(other.person);
    expect(one.person.connections).toBe(2);
  });

  test('of two that resume at once, each with a name, the first one decides', async () => {
    const { person, token } = await arrive('alice');
    people.leave(person);
    const [one, other] = (await Promise.all([resume(token, 'zelda'), resume(token, 'yara')])) as [
      Arrival,
      Arrival,
    ];
    expect([one.person.name, other.person.name]).toEqual(['zelda', 'zelda']);
    expect(people.online.size).toBe(1);
    people.leave(one.person);
    people.leave(one.person);
    expect(people.online.size).toBe(0);
    expect(await codeOf(register('zelda'))).toBe('welcome');
  });

  test('a resume that fails for want of storage leaves nothing behind', async () => {
    const { person, token } = await arrive('alice');
    people.leave(person);
    memory.refuse('full');
    expect(await resume(token).catch(({ name }: Error) => name)).toBe('StorageUnavailable');
    memory.refuse(undefined);
    expect(people.withId(person.id)).toBeUndefined();
    people.sweep();
    expect(await codeOf(register('alice'))).toBe('welcome');
  });

  test('a name whose release was refused stays with whoever has come back meanwhile', async () => {
    const { person, token } = await arrive('alice');
    memory.refuse('full');
    people.leave(person);
    await new Promise((resolve) => setTimeout(resolve, 5));
    memory.refuse(undefined);
    expect(await codeOf(resume(token))).toBe('welcome');
    people.sweep();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const claim = { name: 'alice', canon: 'alice', looks: [] };
    expect(await memory.store.addGroup({ name: claim, members: [], at: now })).toBe('taken');
  });

  test('a resume that is refused leaves nothing behind', async () => {
    const { person, token } = await arrive('alice');
    people.leave(person);
    await arrive('alice');
    await resume(token);
    expect(people.withId(person.id)).toBeUndefined();
  });

  test('a name that the storage refused to release is released by a later sweep', async () => {
    const { person } = await arrive('alice');
    memory.refuse('full');
    people.leave(person);
    await new Promise((resolve) => setTimeout(resolve, 5));
    memory.refuse(undefined);
    expect(await codeOf(register('alice'))).toBe('username_taken');
    people.sweep();
    expect(await codeOf(register('alice'))).toBe('welcome');
  });
});

describe('what happens to somebody on the way in', () => {
  const tea = { id: 'c1', name: 'tea' };
  const step = (change: object, name = 'tea') =>
    people.hear({
      kind: 'stepped',
      step: { chat: 'c1', name, seq: 1, at: 1, change: { joined: [], left: [], ...change } },
      sender: { id: 'p9', name: 'bob' },
      origin: undefined,
    });
  const rename = (name: string) =>
    people.hear({
      kind: 'stepped',
      step: { chat: 'c1', name, seq: 2, at: 1, change: { name } },
      sender: { id: 'p9', name: 'bob' },
      origin: undefined,
    });

  /** Alice, who was looked up before all that and comes in behind it. */
  async function comesAfter(happens: () => void, before: object = {}) {
    const belongings = { groups: [], directs: [], blocked: [], ...before };
    const since = people.heard;
    happens();
    return people.arrive({ id: 'p1', name: 'alice' }, async (person) => {
      people.enter(person, { name: 'alice', belongings, since, hasFeatures: true });
      return person;
    });
  }

  test('is not missed: who was taken in is in, who was put out is out', async () => {
    const alice = { id: 'p1', name: 'alice' };
    const taken = await comesAfter(() => step({ joined: [alice] }));
    expect(taken.groupWithId('c1')).toEqual(tea);
    const out = await comesAfter(() => step({ left: [alice] }), { groups: [tea] });
    expect(out.groupWithId('c1')).toBeUndefined();
    const both = () => {
      step({ left: [alice] });
      step({ joined: [alice] });
    };
    expect((await comesAfter(both, { groups: [tea] })).groupNamed('tea')).toEqual(tea);
  });

  test('is not missed: a group has its new name, a block stands or does not', async () => {
    const renamed = await comesAfter(() => rename('Supper'), { groups: [tea] });
    expect(renamed.groupNamed('tea')).toBeUndefined();
    expect(renamed.groupNamed('supper')).toEqual({ id: 'c1', name: 'Supper' });
    const block = (on: boolean) => people.hear({ kind: 'blocked', person: 'p5', other: 'p1', on });
    expect((await comesAfter(() => block(true))).isKeptFrom('p5')).toBe(true);
    const lifted = await comesAfter(() => block(false), { blocked: ['p5'] });
    expect(lifted.isKeptFrom('p5')).toBe(false);
  });

  test('is none of theirs where it happens to others', async () => {
    const alice = await comesAfter(() => {
      step({ joined: [{ id: 'p2', name: 'carol' }] });
      rename('Supper');
    });
    expect([...alice.groups]).toEqual([]);
  });
});

describe('a token', () => {
  test('that nobody was given, or whose time is over, lets nobody in', async () => {
    const { token } = await arrive('alice');
    expect(await codeOf(resume('nothing'))).toBe('token_expired');
    now += LIFE;
    expect(await codeOf(resume(token))).toBe('token_expired');
  });

  test('lives on from its last use', async () => {
    const { token } = await arrive('alice');
    now += LIFE - 1;
    expect(await codeOf(resume(token))).toBe('welcome');
    devices.sweep();
    now += LIFE - 1;
    expect(await codeOf(resume(token))).toBe('welcome');
  });

  test('has 256 random bits and is not what is stored', async () => {
    const { token } = await arrive('alice');
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(await memory.store.findToken(token, now)).toBeUndefined();
  });
});
