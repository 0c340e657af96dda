import { afterEach, beforeEach, expect, test } from 'bun:test';
import type { Person, Stage } from '@chateau/conformance';
import { stageOn } from '../cast.ts';
import { Clockwork } from '../clockwork.ts';

/** Groups that nobody comes to any more: on the whole house, with a clock of the test's own. */

const HOUR = 3_600_000;
const PASSWORD = 'a plain horse in 4 quiet towns';
const features = { features: [] };

let house: Clockwork;
let stage: Stage;

beforeEach(async () => {
  house = await Clockwork.open();
  stage = stageOn(house, { isOwn: true });
});

afterEach(async () => {
  const stopped = house.stops();
  await stage.end();
  await stopped;
  expect(house.faults).toEqual([]);
});

test('[member.18] a group of guests is closed when none of them was here for a day', async () => {
  const [alice, bob] = await stage.enterWith(features, 'alice', 'bob');
  const watcher = await stage.connect('watcher');
  await watcher.registers();
  const opening = (chatname: string, recipients: string[]) => ({
    type: 'GroupMessageInitRequest',
    chatname,
    recipients,
  });
  const { chat } = await alice.asks(opening('supper', [bob.name]), { status: 200 });
  await bob.receives({ status: 201, chat });
  await alice.leaves();
  await pass(30 * HOUR);
  // Bob has been here all the time.
  await isTaken(watcher, 'supper');
  await bob.leaves();
  await pass(23 * HOUR);
  await isTaken(watcher, 'supper');
  await pass(2 * HOUR);
  await watcher.asks(opening('supper', []), { status: 200 });
  const back = await stage.connect('back');
  await back.asks({ type: 'ResumeRequest', token: bob.token, ...features }, { id: bob.id });
  await back.asks({ type: 'ChatListRequest' }, { chats: [] });
  await back.isRefused({ type: 'HistoryRequest', chat }, 'not_found');
  await back.isRefused(
    { type: 'GroupMessageRequest', chat, content: 'is it still there?' },
    'unknown_recipient',
  );
});

test('[member.18] one with an account in it stays, however long nobody comes', async () => {
  const [watcher] = await stage.enter('watcher');
  const alice = await stage.connect('alice', 'alice');
  const create = { type: 'AccountCreateRequest', username: 'alice', password: PASSWORD };
  await alice.asks(create, { type: 'AccountCreateResponse' });
  const opening = { type: 'GroupMessageInitRequest', chatname: 'supper', recipients: [] };
  await alice.asks(opening, { status: 200 });
  await alice.leaves();
  await pass(90 * 24 * HOUR, 24 * HOUR);
  await isTaken(watcher, 'supper');
});

/** Hour by hour, each of which is stored before the next one. */
async function pass(milliseconds: number, inSteps = HOUR): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += inSteps) {
    house.pass(inSteps);
    const [clerk] = await stage.enter('clerk');
    await clerk.leaves();
  }
}

async function isTaken(person: Person, chatname: string): Promise<void> {
  const opening = { type: 'GroupMessageInitRequest', chatname, recipients: [] };
  await person.isRefused(opening, 'chatname_taken');
}
