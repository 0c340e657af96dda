import { describe, expect, test } from 'bun:test';
import { refusal, type Somebody, sceneFor, UNLIMITED } from './scene.ts';

/** Other people's chats, by ids that were guessed and by real ones: they are answered like nothing at all. */

const scene = sceneFor(UNLIMITED);
const SECRET = 'the vault opens at nine';
/** Ids that might mean something to somebody. */
const GUESSED = [
  'c1',
  'C1',
  'c01',
  ' c1',
  'p1',
  '1',
  '-1',
  '0',
  'null',
  '__proto__',
  'constructor',
];
const STRANGE = ["' OR 1=1 --", '%', '*', 'c1/log', '../c1', '\u202ec1', 'x'.repeat(32), '🎉'];

/** Every request about a chat that is there, or a message of it. */
const requests = (chat: string) => [
  ...[{}, { after: 0 }, { after: 9_999 }, { before: 5 }, { around: 1 }, { at: 0 }].map((span) => {
    return { type: 'HistoryRequest', chat, ...span };
  }),
  ...[1, 2, 9_999].flatMap((target) => [
    { type: 'MessageEditRequest', chat, target, content: 'mine' },
    { type: 'MessageDeleteRequest', chat, target },
    { type: 'ReactionRequest', chat, target, reaction: '👍', on: true },
    { type: 'ReactionRequest', chat, target, reaction: '👍', on: false },
  ]),
  ...[0, 1, 9_999].map((seq) => ({ type: 'ReadRequest', chat, seq, back: true })),
  ...[true, false].map((on) => ({ type: 'TypingRequest', chat, on })),
  { type: 'ChatPreferenceRequest', chat, notify: 'none', shows_reads: true },
  { type: 'ChatPreferenceRequest', chat },
];
const sends = (chat: string) => [
  { type: 'MessageRequest', chat, content: 'psst' },
  { type: 'GroupMessageRequest', chat, content: 'psst' },
  { type: 'MessageRequest', chat, content: 'psst', reply_to: 1 },
  { type: 'GroupMessageRequest', chat, content: 'psst', reply_to: 9_999 },
];

describe('[history.8, message.7, catchup.3, search.2] a stranger', () => {
  test('gets one answer to each request, whichever chat it is about', async () => {
    const { alice, bob, group, direct, closed } = await company();
    const mallory = await scene().enter();
    const looks = async () => [
      await look(alice, group),
      await look(alice, direct),
      await look(bob, group),
    ];
    const before = await looks();
    const said = new Map<string, Set<string>>();
    for (const chat of [group, direct, closed, ...GUESSED, ...STRANGE]) {
      for (const [at, request] of [...requests(chat), ...sends(chat)].entries()) {
        const answer = await mallory.asks(request);
        const isSend = 'content' in request && request.type !== 'MessageEditRequest';
        const wanted = isSend ? refusal('unknown_recipient', 400) : refusal('not_found', 404);
        expect({ request, answer }).toMatchObject({ request, answer: wanted });
        const answers = said.get(`${at} ${request.type}`) ?? new Set();
        said.set(`${at} ${request.type}`, answers.add(JSON.stringify(answer)));
      }
    }
    for (const answers of said.values()) expect([...answers]).toHaveLength(1);
    expect(await looks()).toEqual(before);
    await isSilent(alice, bob, mallory);
    await scene().unharmed();
  }, 60_000);

  test('is told nothing by catching up and searching, but which chats are not theirs', async () => {
    const { alice, group, direct, closed } = await company();
    const mallory = await scene().enter();
    const asked = [group, direct, closed, 'c1', 'nothing', 'constructor'];
    for (const position of [0, 1, 9_999]) {
      const chats = Object.fromEntries(asked.map((chat) => [chat, position]));
      const answer = await mallory.asks({ type: 'CatchUpRequest', chats });
      expect(answer).toEqual({
        type: 'CatchUpResponse',
        status: 200,
        chats: [],
        reset: [],
        gone: Object.keys(chats),
      });
    }
    // What it looks for is in the index by then.
    for (;;) {
      const { hits } = await alice.asks({ type: 'SearchRequest', query: 'vault' });
      if ((hits as unknown[]).length > 0) break;
    }
    for (const chat of [undefined, ...asked]) {
      for (const query of ['vault', `from:${alice.name}`, `in:${alice.name}`, 'has:link']) {
        const answer = await mallory.asks({ type: 'SearchRequest', query, chat });
        expect(answer).toEqual({ type: 'SearchResponse', status: 200, hits: [] });
      }
    }
    await scene().unharmed();
  }, 30_000);

  test('finds nothing by trying a thousand ids', async () => {
    await company();
    const mallory = await scene().enter();
    const answers = new Set<string>();
    for (let number = 1; number <= 1_000; number++) {
      const chat = `c${number.toString(36)}`;
      answers.add(JSON.stringify(await mallory.asks({ type: 'HistoryRequest', chat })));
    }
    expect([...answers]).toHaveLength(1);
    await scene().unharmed();
  }, 30_000);

  test('uses up no key by what was refused', async () => {
    const { alice, group } = await company();
    const mallory = await scene().enter();
    for (const request of [...requests(group), ...sends(group)]) {
      await mallory.asks({ ...request, key: 'once' });
    }
    const { chat } = await mallory.asks(send(alice.name, 'hello', { key: 'once' }));
    expect(await alice.hears()).toMatchObject({ content: 'hello', chat });
    await scene().unharmed();
  });
});

describe('[history.8, history.11] somebody who was put out of a group', () => {
  test('is a stranger from the answer on', async () => {
    const { alice, bob, group } = await company();
    await bob.asks({ type: 'GroupMessageRequest', chat: group, content: 'from Bob', key: 'k' });
    await alice.hears();
    const put = { type: 'GroupRemoveRequest', chat: group, id: bob.id };
    expect(await alice.asks(put)).toMatchObject({ status: 200 });
    await alice.asks({ type: 'GroupMessageRequest', chat: group, content: 'he is gone' });
    for (const request of requests(group)) {
      const answer = await bob.asks(request);
      expect({ request, answer }).toMatchObject({ request, answer: refusal('not_found', 404) });
    }
    for (const request of sends(group)) {
      expect(await bob.asks(request)).toMatchObject(refusal('unknown_recipient', 400));
    }
    const chats = { [group]: 0 };
    expect(await bob.asks({ type: 'CatchUpRequest', chats })).toMatchObject({ gone: [group] });
    const found = await bob.asks({ type: 'SearchRequest', query: 'vault', chat: group });
    expect(found).toMatchObject({ hits: [] });
    // What they did while they were in is done, and the answer says no more than it did then.
    const again = { type: 'GroupMessageRequest', chat: group, content: 'from Bob', key: 'k' };
    expect(await bob.asks(again)).toMatchObject({ status: 200, chat: group, seq: 2 });
    await isSilent(bob);
    await scene().unharmed();
  }, 30_000);

  test('cannot reach a message of it through a chat that is theirs', async () => {
    const { alice, bob, group, direct } = await company();
    await alice.asks({ type: 'GroupMessageRequest', chat: group, content: 'second' });
    await bob.hears();
    await alice.asks({ type: 'GroupRemoveRequest', chat: group, id: bob.id });
    // In the conversation of the two there is no message with that number.
    for (const [request, code, status] of [
      [{ type: 'MessageDeleteRequest', chat: direct, target: 2 }, 'not_found', 404],
      [
        { type: 'ReactionRequest', chat: direct, target: 2, reaction: '+', on: true },
        'not_found',
        404,
      ],
      [{ type: 'MessageRequest', chat: direct, content: 'x', reply_to: 2 }, 'not_found', 404],
      [{ type: 'MessageDeleteRequest', chat: direct, target: 1 }, 'forbidden', 403],
      [{ type: 'MessageEditRequest', chat: direct, target: 1, content: 'x' }, 'forbidden', 403],
    ] as const) {
      expect(await bob.asks(request)).toMatchObject(refusal(code, status));
    }
    await scene().unharmed();
  });

  test('hears nothing of the race between their messages and the end of their stay', async () => {
    const { alice, bob, group } = await company();
    const invite = { type: 'GroupInviteRequest', chat: group, recipients: [bob.name] };
    const put = { type: 'GroupRemoveRequest', chat: group, id: bob.id };
    const say = { type: 'GroupMessageRequest', chat: group, content: 'still here' };
    for (let round = 0; round < 50; round++) {
      // Both at once: each is first half of the time.
      bob.send(say);
      alice.send(put);
      bob.send(say);
      alice.send(invite);
      await until(alice, 'GroupInviteResponse');
    }
    const log = await wholeLog(alice, group);
    let isIn = true;
    for (const { kind, sender_id, joined = [], left = [] } of log) {
      if (joined.some(({ id }) => id === bob.id)) isIn = true;
      if (kind === 'message' && sender_id === bob.id) expect(isIn).toBe(true);
      if (left.some(({ id }) => id === bob.id)) isIn = false;
    }
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, at) => at + 1));
    await scene().unharmed();
  }, 30_000);
});

test('[edit.5, edit.6] what others wrote stays as they wrote it, for every other member', async () => {
  const { alice, bob, group, direct } = await company();
  for (const chat of [group, direct]) {
    const before = await look(alice, chat);
    for (const content of ['mine', SECRET, ' ']) {
      const edit = { type: 'MessageEditRequest', chat, target: 1, content };
      expect(await bob.asks(edit)).toMatchObject(refusal('forbidden', 403));
    }
    const remove = { type: 'MessageDeleteRequest', chat, target: 1 };
    expect(await bob.asks(remove)).toMatchObject(refusal('forbidden', 403));
    expect(await look(alice, chat)).toEqual(before);
  }
  await isSilent(alice);
  await scene().unharmed();
});

/** Alice and Bob with a group, a conversation of two, and a group that nobody is left in. */
async function company() {
  const [alice, bob] = [await scene().enter(), await scene().enter()];
  const open = (recipients: string[]) =>
    alice.asks({ type: 'GroupMessageInitRequest', chatname: scene().name(), recipients });
  const { chat: group } = await open([bob.name]);
  await bob.hears();
  await alice.asks({ type: 'GroupMessageRequest', chat: group, content: SECRET });
  await bob.hears();
  const { chat: direct } = await alice.asks(send(bob.name, SECRET));
  await bob.hears();
  const { chat: closed } = await open([]);
  await alice.asks({ type: 'GroupMessageRequest', chat: closed, content: SECRET });
  await alice.asks({ type: 'GroupLeaveRequest', chat: closed });
  return { alice, bob, group: `${group}`, direct: `${direct}`, closed: `${closed}` };
}

function send(recipient: string, content: string, more = {}) {
  return { type: 'MessageRequest', recipient, content, ...more };
}

/** All that somebody can see of a chat. */
async function look(person: Somebody, chat: string): Promise<unknown[]> {
  const page = await person.asks({ type: 'HistoryRequest', chat, after: 0 });
  const { chats } = await person.asks({ type: 'ChatListRequest' });
  return [page, (chats as { chat: string }[]).find((one) => one.chat === chat)];
}

/** Frames come in order: when the answer is the next one, nothing else has come before. */
async function isSilent(...people: Somebody[]): Promise<void> {
  for (const person of people) {
    const answer = await person.asks({ type: 'ClientListRequest', prefix: 'nobody' });
    expect(answer).toMatchObject({ type: 'ClientListResponse', clients: [] });
  }
}

/** What comes until then is looked at elsewhere. */
async function until(person: Somebody, type: string): Promise<void> {
  while ((await person.hears()).type !== type);
}

interface Entry {
  readonly seq: number;
  readonly kind: string;
  readonly sender_id: string;
  readonly joined?: readonly { readonly id: string }[];
  readonly left?: readonly { readonly id: string }[];
}

async function wholeLog(person: Somebody, chat: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let more: unknown = true; more; ) {
    const after = entries.at(-1)?.seq ?? 0;
    person.send({ type: 'HistoryRequest', chat, after, msg_id: `after ${after}` });
    let page = await person.hears();
    while (page['msg_id'] !== `after ${after}`) page = await person.hears();
    entries.push(...(page['entries'] as Entry[]));
    more = page['more'];
  }
  return entries;
}
