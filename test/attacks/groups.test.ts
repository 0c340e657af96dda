import { describe, expect, test } from 'bun:test';
import { text } from './frame.ts';
import { badRequest, refusal, type Somebody, sceneFor, UNLIMITED } from './scene.ts';

const NOT_FOUND = refusal('not_found', 404);
const NOT_THERE = refusal('unknown_recipient', 400);
const FORBIDDEN = refusal('forbidden', 403);

/** What is an id in no form that the server gives to anything, and what is one and leads nowhere. */
const HOSTILE = [
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  'true',
  '1',
  '-1',
  'c',
  'c0',
  'c-1',
  'c01',
  'c1 ',
  ' c1',
  'C1',
  'c1.0',
  'c1e3',
  'cNaN',
  'c__proto__',
  'p1',
  'pp1',
  `c${'z'.repeat(31)}`,
  `c${'9'.repeat(15)}`,
  '%',
  '*',
  "' OR 1=1 --",
  '"; DROP TABLE chats; --',
  '../../etc/passwd',
  'ｃ1',
  '\u202ec1',
  '🎉'.repeat(8),
];

/** All that takes a chat, as somebody who is not in it may try it. */
const requestsAbout = (chat: string, id: string) => [
  { type: 'MemberListRequest', chat },
  { type: 'GroupInviteRequest', chat, recipients: [] },
  { type: 'GroupJoinRequest', chat },
  { type: 'GroupLeaveRequest', chat },
  { type: 'GroupRemoveRequest', chat, id },
  { type: 'GroupChangeRequest', chat, topic: 'mine' },
  { type: 'GroupChangeRequest', chat, policy: 'open' },
  { type: 'GroupRoleRequest', chat, id, role: 'owner' },
  { type: 'GroupMuteRequest', chat, id, seconds: 60 },
  { type: 'ReportRequest', chat, target: 1, reason: 'x' },
  { type: 'HistoryRequest', chat },
  { type: 'ReadRequest', chat, seq: 1 },
  { type: 'TypingRequest', chat },
  { type: 'ChatPreferenceRequest', chat, notify: 'none' },
];

const group = (chatname: string, recipients: readonly unknown[], more: object = {}) => ({
  type: 'GroupMessageInitRequest',
  chatname,
  recipients,
  ...more,
});

describe('with no limit to how often,', () => {
  const scene = sceneFor(UNLIMITED);
  let count = 0;
  const chatname = () => `supper ${++count}`;

  /** A group of the first one's, with the others in it, who have heard of it. */
  async function gather(owner: Somebody, ...others: Somebody[]): Promise<string> {
    const recipients = others.map(({ name }) => name);
    const { status, chat } = await owner.asks(group(chatname(), recipients));
    expect(status).toBe(200);
    for (const other of others) expect(await other.hears()).toMatchObject({ status: 201, chat });
    return String(chat);
  }

  test('[member.2] a group of others is like one that is not there, field by field, whatever is asked', async () => {
    const [alice, bob, mallory] = [
      await scene().enter(),
      await scene().enter(),
      await scene().enter({}, { features: ['log', 'chats', 'presence', 'typing', 'read'] }),
    ];
    const chat = await gather(alice, bob);
    await alice.asks({ type: 'GroupMessageRequest', chat, content: 'ours' });
    await bob.hears();
    const nowhere = requestsAbout('c777', alice.id);
    for (const [index, request] of requestsAbout(chat, alice.id).entries()) {
      for (const more of [{}, { key: `k${index}` }, { msg_id: 7, by: alice.id, rank: 'owner' }]) {
        const real = await mallory.asks({ ...request, ...more });
        const none = await mallory.asks({ ...nowhere[index], ...more });
        expect(real).toMatchObject({ ...NOT_FOUND, request: request.type });
        expect(real).toEqual(none);
      }
    }
    const say = { type: 'GroupMessageRequest', content: 'let me in' };
    const real = await mallory.asks({ ...say, chat });
    expect(real).toMatchObject(NOT_THERE);
    expect(real).toEqual(await mallory.asks({ ...say, chat: 'c777' }));
    const { member_count: members } = await alice.asks({ type: 'MemberListRequest', chat });
    expect(members).toBe(2);
    await scene().unharmed();
  });

  test('[member.2] what is no id at all leads nowhere', async () => {
    const [alice, bob] = [await scene().enter(), await scene().enter()];
    const chat = await gather(alice, bob);
    for (const id of HOSTILE) {
      for (const request of requestsAbout(id, bob.id)) {
        expect({ id, answer: await alice.asks(request) }).toMatchObject({ id, answer: NOT_FOUND });
      }
      for (const request of [
        { type: 'GroupRemoveRequest', chat, id },
        { type: 'GroupRoleRequest', chat, id, role: 'moderator' },
        { type: 'GroupMuteRequest', chat, id, seconds: 60 },
        { type: 'ReportRequest', id, reason: 'x' },
        { type: 'BlockRequest', id },
        { type: 'UnblockRequest', id },
      ]) {
        // One of them is the id of somebody, who is not in the group.
        if (id === 'p1' && !('chat' in request)) continue;
        expect({ id, answer: await alice.asks(request) }).toMatchObject({ id, answer: NOT_FOUND });
      }
      const asked = { type: 'MemberListRequest', chat, after: id, limit: 1e15 };
      expect(await alice.asks(asked)).toMatchObject({ status: 200, member_count: 2 });
    }
    expect(await alice.asks({ type: 'MemberListRequest', chat: 'c\u0000' })).toMatchObject(
      badRequest(),
    );
    const { groups } = await alice.asks({ type: 'GroupListRequest', query: '%', after: '_' });
    expect(groups).toEqual([]);
    await scene().unharmed();
  });

  test('[member.2] ids tried one after another find nothing', async () => {
    const [alice, mallory] = [await scene().enter(), await scene().enter()];
    const chats = new Set<string>();
    for (let at = 0; at < 20; at++) chats.add(await gather(alice));
    const ids = Array.from({ length: 1_000 }, (_, at) => `c${(at + 1).toString(36)}`);
    expect(chats.isSubsetOf(new Set(ids))).toBe(true);
    for (const type of ['MemberListRequest', 'GroupJoinRequest', 'HistoryRequest']) {
      mallory.write(...ids.map((chat) => text({ type, chat })));
      for (const id of ids) {
        expect({ id, answer: await mallory.hears() }).toMatchObject({ id, answer: NOT_FOUND });
      }
    }
    await scene().unharmed();
  }, 30_000);

  test('[member.1, member.2] nobody gets in by themselves, or brings others, by any lie', async () => {
    const [alice, bob, mallory, carol] = [
      await scene().enter(),
      await scene().enter(),
      await scene().enter(),
      await scene().enter(),
    ];
    const chat = await gather(alice, bob);
    const lies = { by: alice.id, id: alice.id, sender: alice.name, policy: 'open', rank: 'owner' };
    const invite = { type: 'GroupInviteRequest', chat, recipients: [mallory.name], ...lies };
    expect(await mallory.asks(invite)).toMatchObject(NOT_FOUND);
    expect(await mallory.asks({ ...invite, type: 'GroupJoinRequest' })).toMatchObject(NOT_FOUND);
    for (const recipients of [[carol.name], [mallory.name], [bob.name], []]) {
      expect(await bob.asks({ ...invite, recipients })).toMatchObject(FORBIDDEN);
    }
    for (const request of [
      { type: 'GroupChangeRequest', chat, name: 'bobs own', ...lies },
      { type: 'GroupRemoveRequest', chat, ...lies },
      { type: 'GroupRemoveRequest', chat, ...lies, id: bob.id },
      { type: 'GroupRoleRequest', chat, ...lies, id: bob.id, role: 'owner' },
      { type: 'GroupMuteRequest', chat, ...lies, seconds: 60 },
      { type: 'GroupMuteRequest', chat, ...lies, id: bob.id, seconds: 0 },
    ]) {
      expect(await bob.asks(request)).toMatchObject(FORBIDDEN);
    }
    expect(await alice.asks({ type: 'HistoryRequest', chat })).toMatchObject({ last_seq: 0 });
    await scene().unharmed();
  });

  test('[member.8, member.10] whoever is out gets at nothing of it, by no request and no old right', async () => {
    const features = { features: ['log', 'chats', 'typing', 'read', 'presence'] };
    const [alice, bob] = [await scene().enter(), await scene().enter({}, features)];
    const { chat } = await alice.asks(group(chatname(), [bob.name]));
    for (const status of [201, undefined]) expect((await bob.hears())['status']).toBe(status);
    await alice.asks({ type: 'GroupRoleRequest', chat, id: bob.id, role: 'moderator' });
    for (const _ of ['the step', 'what it is to him']) await bob.hears();
    const said = { type: 'GroupMessageRequest', chat, content: 'while I was there' };
    expect(await bob.asks({ ...said, key: 'before' })).toMatchObject({ status: 200, seq: 2 });
    await alice.hears();
    const { position } = await bob.asks({ type: 'ExportRequest' });
    expect(position).toBeGreaterThan(0);
    expect(await alice.asks({ type: 'GroupRemoveRequest', chat, id: bob.id })).toMatchObject({
      status: 200,
      seq: 3,
    });
    expect(await bob.hears()).toMatchObject({ type: 'MembersRecv', seq: 3 });
    expect(await bob.hears()).toMatchObject({ type: 'ChatRecv', gone: true });
    await alice.asks({ type: 'GroupMessageRequest', chat, content: 'without him' });
    for (const request of requestsAbout(String(chat), alice.id)) {
      expect(await bob.asks(request)).toMatchObject(NOT_FOUND);
    }
    for (const request of [
      { type: 'MessageEditRequest', chat, target: 2, content: 'x' },
      { type: 'MessageDeleteRequest', chat, target: 2 },
      { type: 'ReactionRequest', chat, target: 2, reaction: 'x', on: true },
    ]) {
      expect(await bob.asks(request)).toMatchObject(NOT_FOUND);
    }
    expect(await bob.asks(said)).toMatchObject(NOT_THERE);
    expect(await bob.asks({ ...said, reply_to: 2 })).toMatchObject(NOT_THERE);
    // What was accepted while he was in it has its answer still.
    expect(await bob.asks({ ...said, key: 'before' })).toMatchObject({ status: 200, seq: 2 });
    const caught = { type: 'CatchUpRequest', chats: { [String(chat)]: 0 } };
    expect(await bob.asks(caught)).toMatchObject({ chats: [], gone: [chat] });
    const listed = await bob.asks({ type: 'ChatListRequest' });
    expect(listed).toMatchObject({ chats: [] });
    expect(JSON.stringify(listed)).not.toContain('without him');
    await scene().unharmed();
  });

  test('[group.3, group.4, limits.3] names of members: twice, oneself, none, and far too many', async () => {
    const [alice, bob] = [await scene().enter(), await scene().enter()];
    const { name } = bob;
    const twice = [name, name, name.toUpperCase(), alice.name];
    const { chat } = await alice.asks(group(chatname(), twice));
    expect(await bob.hears()).toMatchObject({ status: 201, member_count: 2, recipients: [name] });
    const { chat: own } = await alice.asks(group(chatname(), []));
    const { chat: alone } = await alice.asks(group(chatname(), [alice.name, alice.name]));
    for (const [which, member_count] of [
      [chat, 2],
      [own, 1],
      [alone, 1],
    ]) {
      const asked = { type: 'MemberListRequest', chat: which };
      expect(await alice.asks(asked)).toMatchObject({ status: 200, member_count });
    }
    for (const many of [1_001, 20_000]) {
      const recipients = Array.from({ length: many }, () => '');
      const tooLarge = refusal('too_large', 400);
      expect(await alice.asks(group(chatname(), recipients))).toMatchObject(tooLarge);
      const invite = { type: 'GroupInviteRequest', chat: own, recipients };
      expect(await alice.asks(invite)).toMatchObject(tooLarge);
    }
    const endless = Array.from({ length: 100_001 }, (_, at) => `bob${at}`);
    alice.send(group(chatname(), endless));
    expect(await alice.ends()).toBe(1009);
    const odd = ['', ' ', '%', '*', '__proto__', 'all', '\u202e', 'x'.repeat(1_000), '🎉'];
    const invite = { type: 'GroupInviteRequest', chat: (await ownGroup(bob)).chat };
    for (const one of odd) {
      expect(await bob.asks({ ...invite, recipients: [one] })).toMatchObject({
        ...refusal('recipient_offline', 404),
        recipients: [one],
      });
    }
    await scene().unharmed();
  });

  test('[own.1] what is no position has nothing after it', async () => {
    const mallory = await scene().enter();
    for (const after of [2 ** 53 - 1, 2 ** 52, 2 ** 48 * 7, 2 ** 48 * 6 + 2 ** 40]) {
      const asked = { type: 'ExportRequest', after };
      expect(await mallory.asks(asked)).toMatchObject({ status: 200, lines: [] });
    }
    for (let part = 0; part < 7; part++) {
      const asked = { type: 'ExportRequest', after: 2 ** 48 * part + 2 ** 47 };
      const { lines } = await mallory.asks(asked);
      const seen = (lines as string[]).map((line) => JSON.parse(line).what);
      expect(seen.every((what) => ['person', 'device'].includes(what))).toBe(true);
    }
    await scene().unharmed();
  });

  test('[own.3, own.5] what is sent behind an erasure in the same segment has no effect', async () => {
    const [alice, reader] = [await scene().enter({}, { features: [] }), await scene().enter()];
    const behind = [
      { type: 'MessageRequest', recipient: reader.name, content: 'too late' },
      group('behind the door', [reader.name]),
      { type: 'BlockRequest', id: reader.id },
      { type: 'ReportRequest', id: reader.id, reason: 'x' },
      { type: 'AvailabilityRequest', random: true },
      { type: 'EraseRequest', username: alice.name },
      { type: 'ResumeRequest', token: alice.token },
      { type: 'RegisterRequest', username: alice.name },
    ];
    alice.write(text({ type: 'EraseRequest', username: alice.name }), ...behind.map(text));
    expect(await alice.hears()).toMatchObject({ type: 'EraseResponse', status: 200 });
    for (let frame = await alice.next(); frame; frame = await alice.next()) {
      expect([301, 302]).toContain(JSON.parse(`${frame.payload}`).status);
    }
    expect(await alice.ends()).toBe(4001);
    const next = await scene().arrive({ type: 'RegisterRequest', username: alice.name });
    expect(await next.asks({ type: 'BlockListRequest' })).toMatchObject({ people: [] });
    expect(await next.asks(group('behind the door', []))).toMatchObject({ status: 200 });
    await next.asks({ type: 'MessageRequest', recipient: reader.name, content: 'nothing before' });
    expect(await reader.hears()).toMatchObject({ content: 'nothing before', seq: 1 });
    await scene().unharmed();
  });

  test('[own.3] a password of 60 KB erases nobody', async () => {
    const alice = await scene().account();
    const guess = { type: 'EraseRequest', username: alice.name, password: 'x'.repeat(60_000) };
    for (let time = 0; time < 3; time++) {
      expect(await alice.asks(guess)).toMatchObject(refusal('authentication_failed', 301));
    }
    const sent = { type: 'MessageRequest', recipient: scene().bystanders[0], content: '' };
    expect(await alice.asks(sent)).toMatchObject(badRequest());
    await scene().unharmed();
  });

  test('[block.5] nobody blocks more than a thousand', async () => {
    const alice = await scene().enter();
    const block = (id = '') => ({ type: 'BlockRequest', id });
    const ids: string[] = [];
    while (ids.length < 1_000) {
      const some = await Promise.all(Array.from({ length: 100 }, () => scene().enter()));
      for (const { id } of some) expect(await alice.asks(block(id))).toMatchObject({ status: 200 });
      ids.push(...some.map(({ id }) => id));
      await Promise.all(some.map((one) => one.leave()));
    }
    const last = await scene().enter();
    expect(await alice.asks(block(last.id))).toMatchObject(refusal('too_large', 400));
    expect(await alice.asks(block(ids[0]))).toMatchObject({ status: 200 });
    const { people } = await alice.asks({ type: 'BlockListRequest' });
    expect(people).toHaveLength(1_000);
    await alice.asks({ type: 'UnblockRequest', id: ids[0] });
    expect(await alice.asks(block(last.id))).toMatchObject({ status: 200 });
    await scene().unharmed();
  }, 60_000);

  test('[block.1] ids that are counted up tell no names of people who are away', async () => {
    const alice = await scene().enter();
    const [stranger, friend] = [await scene().enter(), await scene().enter()];
    await alice.asks({ type: 'MessageRequest', recipient: friend.name, content: 'we have met' });
    for (const one of [stranger, friend]) await one.leave();
    const missing = refusal('not_found', 404);
    expect(await alice.asks({ type: 'BlockRequest', id: stranger.id })).toMatchObject(missing);
    expect(await alice.asks({ type: 'BlockRequest', id: friend.id })).toMatchObject({
      status: 200,
    });
    const { people } = await alice.asks({ type: 'BlockListRequest' });
    expect(people).toMatchObject([{ id: friend.id }]);
  });

  async function ownGroup(owner: Somebody): Promise<{ chat: unknown }> {
    const { chat } = await owner.asks(group(chatname(), []));
    return { chat };
  }
});

describe('with the limits as they come,', () => {
  const scene = sceneFor();

  test('[member.2, limits.1] ids tried one after another find nothing, and soon are too many', async () => {
    const mallory = await scene().enter();
    const ids = Array.from({ length: 1_000 }, (_, at) => `c${(at + 1).toString(36)}`);
    mallory.write(...ids.map((chat) => text({ type: 'MemberListRequest', chat })));
    const codes: unknown[] = [];
    for (const _ of ids) codes.push((await mallory.hears())['code']);
    expect(new Set(codes)).toEqual(new Set(['not_found', 'rate_limited']));
    expect(codes.filter((code) => code === 'not_found').length).toBeLessThan(70);
    await scene().unharmed();
  });

  test('[login.3, own.3] a password is not guessed by asking to be erased', async () => {
    const alice = await scene().account();
    const guess = { type: 'EraseRequest', username: alice.name, password: 'not the password' };
    const codes: unknown[] = [];
    for (let time = 0; time < 6; time++) codes.push((await alice.asks(guess))['code']);
    expect(codes.filter((code) => code === 'authentication_failed')).toHaveLength(4);
    expect(codes.at(-1)).toBe('rate_limited');
    await scene().unharmed();
  });
});

describe('with three members to a group,', () => {
  const scene = sceneFor({ ...UNLIMITED, CHATEAU_LIMITS_GROUP: '3' });

  test('[group.14] no more get in, whether they are invited or come', async () => {
    const people: Somebody[] = [];
    for (let at = 0; at < 6; at++) people.push(await scene().enter());
    const [alice, bob, carol, dave, ...late] = people as [Somebody, Somebody, Somebody, Somebody];
    const names = people.map(({ name }) => name);
    const full = refusal('too_large', 400);
    expect(await alice.asks(group('supper', names))).toMatchObject(full);
    expect(await dave.asks(group('supper', [], { policy: 'open' }))).toMatchObject({ status: 200 });
    const opened = await alice.asks(group('tea', [bob.name], { policy: 'open' }));
    const { chat } = opened;
    await bob.hears();
    const invite = { type: 'GroupInviteRequest', chat };
    const both = [carol.name, dave.name];
    expect(await alice.asks({ ...invite, recipients: both })).toMatchObject(full);
    const coming = [carol, dave, ...late].map((one) =>
      one.asks({ type: 'GroupJoinRequest', chat }),
    );
    const codes = (await Promise.all(coming)).map(({ status }) => status);
    expect(codes.toSorted()).toEqual([200, 400, 400, 400]);
    const { members } = await alice.asks({ type: 'MemberListRequest', chat });
    expect(members).toHaveLength(3);
    const again = { ...invite, recipients: [bob.name] };
    expect(await alice.asks(again)).toMatchObject({ status: 200 });
    await scene().unharmed();
  });
});
