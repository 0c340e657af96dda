import { expect, test } from 'bun:test';
import type { Person, Stage } from '@chateau/conformance';
import { bootServer, stageOn, temporaryDirectory } from '../cast.ts';

/** What holds across the end of a server and the start of the next one on the same data. */

const features = { features: [] };
const say = (recipient: string, content: string, more = {}) => ({
  type: 'MessageRequest',
  recipient,
  content,
  ...more,
});

test('[guarantee.3, guarantee.4, guarantee.5] what was answered survives kill -9', async () => {
  const data = await temporaryDirectory();
  const before = await bootServer({ data });
  const stage = stageOn(before);
  const [alice, bob] = await stage.enterWith(features, 'alice', 'bob');
  const chatname = stage.name('supper');
  const opening = { type: 'GroupMessageInitRequest', chatname, recipients: [bob.name] };
  const { chat } = await alice.asks(opening, { status: 200 });
  const pizza = { ...say(chatname, 'pizza?', { key: 'pizza' }), type: 'GroupMessageRequest' };
  await alice.asks(pizza, { status: 200, seq: 1 });
  const hello = say(bob.name, 'hello', { key: 'hello' });
  const sent = await alice.asks(hello, { status: 200, seq: 1 });
  const { epoch } = await (await stage.connect('phone')).resumes(alice.token);
  await before.kill();

  const after = await bootServer({ data });
  stage.url = after.url;
  const [back, bobAgain] = [await stage.connect('alice'), await stage.connect('bob')];
  await back.asks(
    { type: 'ResumeRequest', token: alice.token },
    { id: alice.id, username: alice.name, epoch },
  );
  await bobAgain.resumes(bob.token);
  await back.asks(hello, {
    status: 200,
    chat: sent['chat'],
    seq: 1,
    at: sent['at'],
    chatname: bob.name,
  });
  await back.asks(pizza, { status: 200, chat, seq: 1 });
  await back.isRefused({ ...opening, recipients: [] }, 'chatname_taken');
  await back.asks(say(chatname, 'still there?'), { status: 200, chat, seq: 2 });
  await bobAgain.receives({ type: 'MessageRecv', content: 'still there?', chat, groupchat: true });
  await back.asks(say(bob.name, 'and here?'), { chat: sent['chat'], seq: 2 });
  await bobAgain.receives({ type: 'MessageRecv', content: 'and here?', seq: 2 });
  await after.stop();
}, 60_000);

test('[guarantee.3, guarantee.4] kill -9 amid a stream of sends loses nothing that was answered, and repeats nothing', async () => {
  const data = await temporaryDirectory();
  const env = { CHATEAU_LIMITS_ENABLED: 'false' };
  const count = 3_000;
  let server = await bootServer({ data, env });
  const stage = stageOn(server);
  const [alice, bob] = await stage.enterWith(features, 'alice', 'bob');
  const { token } = alice;
  const seqs = new Map<number, number>();

  for (let time = 0; time < 4; time++) {
    stage.url = server.url;
    const sender = time === 0 ? alice : await comeBack(stage, token);
    const sending = sendOn(sender, bob.name, count, seqs);
    await new Promise((resolve) => setTimeout(resolve, 20 + 60 * time));
    await server.kill();
    await sending;
    server = await bootServer({ data, env });
  }
  stage.url = server.url;
  const last = await comeBack(stage, token);
  await sendOn(last, bob.name, count, seqs);
  expect([...seqs.values()].toSorted((one, other) => one - other)).toEqual(
    Array.from({ length: count }, (_, index) => index + 1),
  );
  await last.asks(say(bob.name, 'one more'), { status: 200, seq: count + 1 });
  await server.stop();
}, 120_000);

test('[guarantee.3, guarantee.4, key.2, read.1, chats.4] what became of messages, and who has read them, survives kill -9', async () => {
  const data = await temporaryDirectory();
  const before = await bootServer({ data });
  const stage = stageOn(before);
  const [alice, bob] = await stage.enterWith(features, 'alice', 'bob');
  const { chat } = await alice.asks(say(bob.name, 'one'), { seq: 1 });
  const target = { chat, target: 1 };
  const keyed = [
    { ...say('', 'two', { chat, key: 'a' }), recipient: undefined, reply_to: 1 },
    { type: 'MessageEditRequest', ...target, content: 'uno', key: 'b' },
    { type: 'ReactionRequest', ...target, reaction: '👍', on: true, key: 'c' },
    { type: 'MessageDeleteRequest', chat, target: 2, key: 'd' },
    { type: 'ChatPreferenceRequest', chat, notify: 'none', shows_reads: true, key: 'e' },
    // Asked for what is so already: it stored nothing but its key.
    { type: 'ReactionRequest', ...target, reaction: '👍', on: true, key: 'f' },
  ];
  const answers: object[] = [];
  for (const request of keyed) answers.push(await alice.asks(request, { status: 200 }));
  await bob.asks({ type: 'ReadRequest', chat, seq: 4 }, { seq: 4 });
  const look = async (person: Person) => [
    (await person.asks({ type: 'HistoryRequest', chat, after: 0 }, { last_seq: 5 }))['entries'],
    (await person.asks({ type: 'ChatListRequest' }, { status: 200 }))['chats'],
  ];
  const seen = await Promise.all([alice, bob].map(look));
  bob.takeUnread();
  await before.kill();

  const after = await bootServer({ data });
  stage.url = after.url;
  const [back, bobAgain] = [await comeBack(stage, alice.token), await comeBack(stage, bob.token)];
  expect(await Promise.all([back, bobAgain].map(look))).toEqual(seen);
  for (const [at, request] of keyed.entries()) {
    const { msg_id: _, ...again } = await back.asks(request, { status: 200 });
    expect(answers[at]).toMatchObject(again);
    expect(Object.keys(answers[at] ?? {})).toHaveLength(Object.keys(again).length + 1);
    await back.isRefused({ ...say(bob.name, 'other'), key: request.key }, 'conflict');
  }
  await bobAgain.hearsNothing();
  expect(await Promise.all([back, bobAgain].map(look))).toEqual(seen);
  await after.stop();
}, 60_000);

test('[register.15] after a crash kept names are kept, and the others are free', async () => {
  const data = await temporaryDirectory();
  const before = await bootServer({ data });
  const stage = stageOn(before);
  const [alice] = await stage.enterWith(features, 'alice');
  const [bob] = await stage.enter('bob');
  await before.kill();

  const after = await bootServer({ data });
  stage.url = after.url;
  const carol = await stage.connect('carol', bob.name);
  await carol.isRefused({ type: 'RegisterRequest', username: alice.name }, 'username_taken');
  await carol.registers();
  await carol.asks({ type: 'ClientListRequest' }, { clients: [] });
  await carol.asks(say(alice.name, 'for later'), { status: 200, seq: 1 });
  const back = await stage.connect('bob');
  await back.isRefused({ type: 'ResumeRequest', token: bob.token }, 'username_taken');
  const username = stage.name('robert');
  await back.asks({ type: 'ResumeRequest', token: bob.token, username }, { id: bob.id, username });
  await after.stop();
}, 60_000);

test('[register.14, register.15] a kept name is free when its time is over, also after a restart', async () => {
  const data = await temporaryDirectory();
  const env = { CHATEAU_GUESTS_HOLD: '2' };
  const before = await bootServer({ data, env });
  const stage = stageOn(before);
  const [alice, bob] = await stage.enterWith(features, 'alice', 'bob');
  await alice.leaves();
  await isFreeAfter(2, await stage.connect('carol', alice.name));
  expect(await before.stop()).toBe(0);

  const after = await bootServer({ data, env });
  stage.url = after.url;
  await isFreeAfter(2, await stage.connect('carol', bob.name));
  await after.stop();
}, 60_000);

test('[transport.13] a server that stops answers what it has read and says when to come back', async () => {
  const server = await bootServer();
  const stage = stageOn(server);
  const [alice, bob] = await stage.enter('alice', 'bob');
  const waiting = await stage.connect('waiting');
  const sending = Array.from({ length: 20 }, (_, time) => alice.asks(say(bob.name, `${time}`)));
  await sending[0];
  const stopping = server.stop();
  for (const { status } of await Promise.all(sending)) expect(status).toBe(200);
  for (const person of [alice, bob, waiting]) {
    const { reason } = await person.closedWith(1012);
    const { retry_after: seconds } = JSON.parse(reason) as { retry_after: number };
    expect(seconds).toBeWithin(0, 61);
  }
  expect(await stopping).toBe(0);
}, 60_000);

test('[guarantee.5] another history has another epoch, and a token is good in its own only', async () => {
  const servers = await Promise.all([bootServer(), bootServer()]);
  const [here, there] = servers.map((server) => stageOn(server));
  const [alice, bob] = [await here?.connect('alice'), await there?.connect('bob')];
  const [one, other] = [await alice?.registers(features), await bob?.registers(features)];
  expect(one?.['epoch']).not.toBe(other?.['epoch'] as string);
  const carol = await there?.connect('carol');
  await carol?.isRefused({ type: 'ResumeRequest', token: alice?.token }, 'token_expired');
  await Promise.all(servers.map((server) => server.stop()));
}, 60_000);

async function comeBack(stage: Stage, token: string): Promise<Person> {
  const person = await stage.connect('alice');
  await person.resumes(token);
  return person;
}

/** Sends what has no place yet, all at once; until the server goes, or everything is answered. */
async function sendOn(
  sender: Person,
  to: string,
  count: number,
  seqs: Map<number, number>,
): Promise<void> {
  const step = 500;
  const todo = Array.from({ length: count }, (_, number) => number).filter(
    (number) => !seqs.has(number),
  );
  for (let at = 0; at < todo.length; at += step) {
    const part = todo.slice(at, at + step).map(async (number) => {
      const key = `key ${number}`;
      const { status, seq } = await sender.asks(say(to, `message ${number}`, { key }));
      if (status === 200) seqs.set(number, seq as number);
    });
    const ended = (await Promise.allSettled(part)).some(({ status }) => status === 'rejected');
    if (ended) return;
  }
}

/** The name is taken at first, and free soon after so many seconds. */
async function isFreeAfter(seconds: number, person: Person): Promise<void> {
  const asking = { type: 'RegisterRequest', username: person.name };
  await person.isRefused(asking, 'username_taken');
  const over = Date.now() + (seconds + 3) * 1_000;
  for (;;) {
    const { status, code } = await person.asks(asking);
    if (status === 200) return;
    expect(code).toBe('username_taken');
    expect(Date.now()).toBeLessThan(over);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
