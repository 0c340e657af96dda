import { afterEach, expect, test } from 'bun:test';
import type { Person, Stage } from '@chateau/conformance';
import { stageOn } from '../cast.ts';
import { sceneFor, UNLIMITED } from './scene.ts';
import { memoryOf } from './usage.ts';

/** Many steps of one group at once: whatever wins, the log is one, and everybody hears the same of it. */

const scene = sceneFor(UNLIMITED);
const LOG = { features: ['log'] };
let stages: Stage[] = [];

afterEach(async () => {
  await Promise.all(stages.map((stage) => stage.end()));
  stages = [];
});

function stageHere(): Stage {
  const stage = stageOn(scene().server);
  stages.push(stage);
  return stage;
}

interface Heard {
  readonly type: string;
  readonly seq: number;
  readonly sender_id: string;
  readonly joined?: readonly { id: string }[];
  readonly left?: readonly { id: string }[];
  readonly roles?: readonly { id: string; role: string }[];
}

/** All that a member with `log` has heard, which must be the whole log in its order. */
async function wholeLog(watcher: Person, last: number, from = 1): Promise<Heard[]> {
  const heard: Heard[] = [];
  while ((heard.at(-1)?.seq ?? from - 1) < last) {
    heard.push((await watcher.receives({ seq: Number })) as unknown as Heard);
  }
  expect(heard.map(({ seq }) => seq)).toEqual(heard.map((_, at) => from + at));
  return heard;
}

async function open(owner: Person, chatname: string, others: Person[], more: object = {}) {
  const recipients = others.map(({ name }) => name);
  const opening = { type: 'GroupMessageInitRequest', chatname, recipients, ...more };
  const { chat } = await owner.asks(opening, { status: 200 });
  for (const other of others) await other.receives({ status: 201, chat });
  return String(chat);
}

test('[member.8, member.15] leaving and writing at the same moment, 10,000 times: nobody writes from outside', async () => {
  const [PEOPLE, ROUNDS] = [20, 500];
  const stage = stageHere();
  const [watcher] = await stage.enterWith(LOG, 'watcher');
  const chat = await open(watcher, stage.name('tea'), [], { policy: 'open' });
  const labels = Array.from({ length: PEOPLE }, (_, at) => `comer${at}`);
  const people = await stage.enter(...labels);
  const phones = await Promise.all(people.map((person) => stage.device(person)));
  const sent = new Map<number, string>();
  const comings = people.map(async (person, at) => {
    const phone = phones[at] as Person;
    for (let round = 0; round < ROUNDS; round++) {
      await person.asks({ type: 'GroupJoinRequest', chat }, { status: 200 });
      const [left, written] = await Promise.all([
        person.asks({ type: 'GroupLeaveRequest', chat }),
        phone.asks({ type: 'GroupMessageRequest', chat, content: `${round}` }),
      ]);
      expect(left['status']).toBe(200);
      if (written['status'] === 200) sent.set(Number(written['seq']), person.id);
      else expect(written['code']).toBe('unknown_recipient');
      for (const device of [person, phone]) device.takeUnread();
    }
  });
  await Promise.all(comings);
  const last = 2 * PEOPLE * ROUNDS + sent.size;
  const here = new Set<string>();
  for (const { type, seq, sender_id: id, joined = [], left = [] } of await wholeLog(
    watcher,
    last,
  )) {
    for (const one of joined) here.add(one.id);
    for (const one of left) expect(here.delete(one.id)).toBe(true);
    if (type === 'MembersRecv') continue;
    expect({ seq, isHere: here.has(id), by: sent.get(seq) }).toEqual({ seq, isHere: true, by: id });
  }
  await scene().unharmed();
}, 300_000);

test('[member.19] a thousand changes at once by two who each make the other the owner', async () => {
  const [DEVICES, EACH] = [10, 50];
  const stage = stageHere();
  const [watcher, alice, bob, carol] = await stage.enterWith(
    LOG,
    'watcher',
    'alice',
    'bob',
    'carol',
  );
  const chat = await open(alice, stage.name('tea'), [bob, carol, watcher]);
  const devicesOf = (person: Person) =>
    Promise.all(Array.from({ length: DEVICES }, () => stage.device(person)));
  const hands = [
    { devices: await devicesOf(alice), other: bob },
    { devices: await devicesOf(bob), other: alice },
  ];
  const role = (id: string, to: string) => ({ type: 'GroupRoleRequest', chat, id, role: to });
  const asked = hands.flatMap(({ devices, other }) =>
    devices.flatMap((device, number) =>
      Array.from({ length: EACH }, (_, at) => {
        if (at % 5 === 0) return device.asks(role(other.id, 'owner'));
        if (at % 5 === 4) return device.asks({ type: 'GroupChangeRequest', chat, topic: `${at}` });
        return device.asks(role(carol.id, (at + number) % 2 === 0 ? 'moderator' : 'member'));
      }),
    ),
  );
  const answers = await Promise.all(asked);
  const kinds = new Set(answers.map(({ status, code = 'done' }) => `${status} ${code}`));
  expect(kinds.difference(new Set(['200 done', '403 forbidden']))).toEqual(new Set());
  const seqs = answers.flatMap(({ seq }) => (typeof seq === 'number' ? [seq] : []));
  expect(seqs.toSorted((one, other) => one - other)).toEqual(seqs.map((_, at) => at + 1));
  expect(seqs.length).toBeGreaterThan(20);
  let owner = alice.id;
  for (const { sender_id: id, roles = [] } of await wholeLog(watcher, seqs.length)) {
    // Each was judged by how things were: only the owner gives roles.
    if (roles.length > 0) expect(id).toBe(owner);
    owner = roles.find(({ role }) => role === 'owner')?.id ?? owner;
  }
  const { members } = await carol.asks({ type: 'MemberListRequest', chat }, { status: 200 });
  const owners = (members as { id: string; role: string }[]).filter(({ role }) => role === 'owner');
  expect(owners.map(({ id }) => id)).toEqual([owner]);
  for (const { devices } of hands) for (const device of devices) device.takeUnread();
  await scene().unharmed();
}, 120_000);

test('[member.19] an owner who gives one role back and forth on a hundred connections gets every answer', async () => {
  const stage = stageHere();
  const [alice, bob] = await stage.enter('alice', 'bob');
  const chat = await open(alice, stage.name('tea'), [bob]);
  const devices = await Promise.all(Array.from({ length: 100 }, () => stage.device(alice)));
  const asked = devices.flatMap((device, number) =>
    Array.from({ length: 10 }, (_, at) => {
      const role = (at + number) % 2 === 0 ? 'moderator' : 'member';
      return device.asks({ type: 'GroupRoleRequest', chat, id: bob.id, role });
    }),
  );
  const answers = await Promise.all(asked);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const seqs = answers.flatMap(({ seq }) => (typeof seq === 'number' ? [seq] : []));
  expect(seqs.toSorted((one, other) => one - other)).toEqual(seqs.map((_, at) => at + 1));
  await scene().unharmed();
}, 120_000);

test('[member.10] after the answer to a removal nothing later reaches who was removed, however much is said', async () => {
  const stage = stageHere();
  const [alice, carol, dave] = await stage.enter('alice', 'carol', 'dave');
  const [bob] = await stage.enterWith({ features: ['log', 'chats'] }, 'bob');
  const phone = await stage.device(bob);
  const chat = await open(alice, stage.name('tea'), [carol, dave]);
  for (let round = 0; round < 20; round++) {
    const invite = { type: 'GroupInviteRequest', chat, recipients: [bob.name] };
    const { seq: joined } = await alice.asks(invite, { status: 200 });
    const said = [carol, dave].flatMap((writer) =>
      Array.from({ length: 100 }, (_, at) =>
        writer.asks({ type: 'GroupMessageRequest', chat, content: `${at}` }, { status: 200 }),
      ),
    );
    await said[round * 5];
    const { seq: removed } = await alice.asks(
      { type: 'GroupRemoveRequest', chat, id: bob.id },
      { status: 200 },
    );
    // What is behind this answer in the other sockets came before it.
    await Promise.all(said);
    for (const device of [bob, phone]) await device.asks({ type: 'BlockListRequest' });
    const heard = bob.takeUnread() as unknown as Heard[];
    const seqs = heard.flatMap(({ seq }) => (seq === undefined ? [] : [seq]));
    const stay = Array.from({ length: Number(removed) - Number(joined) + 1 }, (_, at) => at);
    expect(seqs).toEqual(stay.map((at) => Number(joined) + at));
    expect(heard.at(-1)).toMatchObject({ type: 'ChatRecv', gone: true });
    const messages = (phone.takeUnread() as unknown as Heard[]).flatMap(({ seq }) => seq ?? []);
    expect(messages).toEqual(seqs.slice(1, -1));
    for (const person of [carol, dave, alice]) person.takeUnread();
  }
  await scene().unharmed();
}, 120_000);

test('[envelope.12] a thousand comings and goings, told to fifty, hold up nobody', async () => {
  const { pid } = scene().server;
  const stage = stageHere();
  const [alice] = await stage.enter('alice');
  const readers = await stage.enterWith(LOG, ...Array.from({ length: 50 }, (_, at) => `r${at}`));
  const comers = await stage.enter(...Array.from({ length: 20 }, (_, at) => `c${at}`));
  const chat = await open(alice, stage.name('tea'), readers, { policy: 'open' });
  const before = memoryOf(pid);
  const coming = comers.map(async (comer) => {
    for (let round = 0; round < 25; round++) {
      await comer.asks({ type: 'GroupJoinRequest', chat }, { status: 200 });
      await comer.asks({ type: 'GroupLeaveRequest', chat }, { status: 200 });
    }
  });
  const bystanding = scene().unharmed();
  await Promise.all([...coming, bystanding]);
  for (const reader of readers) await wholeLog(reader, comers.length * 50);
  expect(memoryOf(pid) - before).toBeLessThan(96);
  await scene().unharmed();
}, 120_000);
