import { describe, expect, test } from 'bun:test';
import { REQUESTS, type RequestType } from '@chateau/protocol';
import type { Raw } from './raw.ts';
import { badRequest, refusal, sceneFor, UNLIMITED } from './scene.ts';

const scene = sceneFor(UNLIMITED);

type Values = readonly unknown[];
const NO_TEXT: Values = [
  1,
  1.5,
  true,
  null,
  [],
  ['bob'],
  {},
  { $gt: '' },
  { toString: 1 },
  { length: 1e9 },
];
const NO_LIST: Values = [
  'bob',
  1,
  true,
  null,
  {},
  { 0: 'bob', length: 1 },
  { length: 1e9 },
  [1],
  [null],
];
const NO_NAMES: Values = [
  ...NO_LIST,
  [['bob']],
  ['bob', {}],
  [['bob'], 'bob'],
  [{ toString: 'bob' }],
];
const NO_COUNT: Values = ['5', 1.5, -0.1, true, null, [], [5], {}, { valueOf: 5 }];
const NO_FLAG: Values = ['yes', 'TRUE', 'True', '', 1, 0, null, [], [true], {}];
const NO_KEY: Values = [...NO_TEXT, '', 'x'.repeat(65), '🎉'.repeat(65), 'x'.repeat(10_000)];
const NO_ID: Values = [
  ...NO_KEY.filter((value) => value !== 1 && value !== ''),
  2 ** 53,
  -(2 ** 53),
  1e300,
];

const NO_POSITION: Values = [...NO_COUNT, -1, 2 ** 53];
const NO_SEQ: Values = [...NO_POSITION, 0];

/** What each field must not be. A field that is not here has no table yet, and fails. */
const WRONG: Record<string, Values> = {
  username: NO_TEXT,
  token: NO_TEXT,
  auth: NO_FLAG,
  features: NO_NAMES,
  device: [...NO_TEXT, 'x'.repeat(65), 'x'.repeat(10_000)],
  recipients: NO_NAMES,
  chatname: NO_TEXT,
  recipient: NO_TEXT,
  content: [...NO_TEXT, ''],
  key: NO_KEY,
  prefix: NO_TEXT,
  after: NO_TEXT,
  limit: NO_COUNT,
  invitation: NO_TEXT,
  new_password: NO_TEXT,
  all: [...NO_FLAG, 'true', 'false'],
  msg_id: NO_ID,
  chat: [...NO_TEXT, '', 'x'.repeat(33)],
  chats: ['x', 1, true, null, ['x'], { x: '1' }, { x: -1 }, { x: 2 ** 53 }, { '': 1 }],
  id: [...NO_TEXT, '', 'x'.repeat(33)],
  ids: [...NO_LIST, [''], Array.from({ length: 501 }, () => 'x')],
  target: NO_SEQ,
  reply_to: NO_SEQ,
  seq: NO_POSITION,
  before: NO_POSITION,
  around: NO_POSITION,
  at: NO_POSITION,
  seconds: [...NO_POSITION, 31_536_001],
  reaction: [...NO_TEXT, '', 'x'.repeat(17)],
  reason: [...NO_TEXT, '', 'x'.repeat(1_001)],
  query: NO_TEXT,
  topic: NO_TEXT,
  name: NO_TEXT,
  policy: [...NO_TEXT, 'closed', 'OPEN'],
  role: [...NO_TEXT, 'admin', ''],
  notify: [...NO_TEXT, 'some', ''],
  on: [...NO_FLAG, 'true'],
  back: [...NO_FLAG, 'true'],
  offline: [...NO_FLAG, 'true'],
  random: [...NO_FLAG, 'true'],
  follow: [...NO_FLAG, 'true'],
  shows_reads: [...NO_FLAG, 'true'],
};

/** Pages go on after a name, an id, or a position. */
const AFTER_POSITION = new Set<RequestType>(['HistoryRequest', 'ExportRequest']);

function wrongFor(type: RequestType, field: string): Values {
  return field === 'after' && AFTER_POSITION.has(type) ? NO_POSITION : (WRONG[field] as Values);
}

const types = Object.keys(REQUESTS) as RequestType[];
const newcomers = ['RegisterRequest', 'ResumeRequest', 'AccountCreateRequest'];

for (const type of types) {
  describe(`[envelope.13] ${type} is refused`, () => {
    const { properties, required } = REQUESTS[type];
    for (const field of Object.keys(properties).filter((name) => name !== 'type')) {
      // Any value is a password to a guest; where it is looked at is in passwords.test.ts.
      if (field === 'password') continue;
      test(`where its ${field} is something else`, async () => {
        const raw = await whoMayAsk(type);
        for (const value of wrongFor(type, field)) {
          const answer = await raw.asks({ ...good(type), msg_id: 7, [field]: value });
          const repeated = field === 'msg_id' ? {} : { msg_id: 7 };
          expect({ value, answer }).toMatchObject({
            value,
            answer: badRequest({ request: type, ...repeated }),
          });
          if (field === 'msg_id') expect(answer).not.toHaveProperty('msg_id');
        }
        await scene().unharmed();
      });
    }

    for (const field of required.filter((name) => name !== 'type')) {
      test(`without its ${field}`, async () => {
        const raw = await whoMayAsk(type);
        const { [field]: _, ...rest } = good(type);
        expect(await raw.asks(rest)).toMatchObject(badRequest({ request: type }));
        await scene().unharmed();
      });
    }
  });
}

test('[envelope.10] before somebody has registered, every other request is refused, good or bad', async () => {
  const stranger = await scene().connect();
  for (const type of types.filter((name) => !newcomers.includes(name))) {
    const refused = refusal('not_registered', 301, { request: type, msg_id: 7 });
    const { properties } = REQUESTS[type];
    const bad = Object.keys(properties).filter((name) => name !== 'type' && name !== 'msg_id');
    expect(await stranger.asks({ ...good(type), msg_id: 7 })).toMatchObject(refused);
    expect(await stranger.asks({ type, msg_id: 7 })).toMatchObject(refused);
    for (const field of bad) {
      expect(await stranger.asks({ ...good(type), msg_id: 7, [field]: {} })).toMatchObject(refused);
    }
  }
  await scene().unharmed();
});

test('[envelope.3] a msg_id is repeated as it came, counted in characters', async () => {
  const mallory = await scene().enter();
  const texts = ['', '__proto__', 'x'.repeat(64), '€'.repeat(64), '🎉'.repeat(33), '🎉'.repeat(64)];
  for (const msg_id of [...texts, 0, -1, 2 ** 53 - 1, -(2 ** 53) + 1]) {
    const answer = await mallory.asks({ ...good('ClientListRequest'), msg_id });
    expect(answer).toMatchObject({ type: 'ClientListResponse', status: 200, msg_id });
    expect(await mallory.asks({ type: 'Nonsense', msg_id })).toMatchObject({ msg_id });
  }
  await scene().unharmed();
});

function whoMayAsk(type: RequestType): Promise<Raw> {
  return newcomers.includes(type) ? scene().connect() : scene().enter();
}

/** A request in which nothing is wrong but what a test makes so. */
function good(type: RequestType): Record<string, unknown> {
  const fields: Record<RequestType, object> = {
    RegisterRequest: { username: 'nobody' },
    ResumeRequest: { token: 'x' },
    AccountCreateRequest: { username: 'nobody', password: 'short' },
    PasswordChangeRequest: { password: 'x', new_password: 'y' },
    DeviceListRequest: {},
    LogoutRequest: { device: 'nowhere' },
    GroupMessageInitRequest: { recipients: [], chatname: 'nowhere' },
    GroupMessageRequest: { recipient: 'nobody', content: 'x' },
    MessageRequest: { recipient: 'nobody', content: 'x' },
    ClientListRequest: { prefix: 'nobody' },
    RandomMessageRequest: { content: 'x' },
    SingleMessageInitRequest: { recipient: 'nobody' },
    HistoryRequest: { chat: 'nowhere' },
    CatchUpRequest: { chats: { nowhere: 0 } },
    MessageEditRequest: { chat: 'nowhere', target: 1, content: 'x' },
    MessageDeleteRequest: { chat: 'nowhere', target: 1 },
    ReactionRequest: { chat: 'nowhere', target: 1, reaction: '+', on: true },
    SearchRequest: { query: 'nobody' },
    ChatListRequest: {},
    ReadRequest: { chat: 'nowhere', seq: 1 },
    TypingRequest: { chat: 'nowhere' },
    ChatPreferenceRequest: { chat: 'nowhere', notify: 'none' },
    MemberListRequest: { chat: 'nowhere' },
    GroupInviteRequest: { chat: 'nowhere', recipients: [] },
    GroupJoinRequest: { chat: 'nowhere' },
    GroupLeaveRequest: { chat: 'nowhere' },
    GroupRemoveRequest: { chat: 'nowhere', id: 'nobody' },
    GroupChangeRequest: { chat: 'nowhere', topic: 'x' },
    GroupRoleRequest: { chat: 'nowhere', id: 'nobody', role: 'member' },
    GroupMuteRequest: { chat: 'nowhere', id: 'nobody', seconds: 1 },
    GroupListRequest: {},
    BlockRequest: { id: 'nobody' },
    UnblockRequest: { id: 'nobody' },
    BlockListRequest: {},
    ReportRequest: { id: 'nobody', reason: 'x' },
    AvailabilityRequest: { random: true },
    PresenceRequest: { ids: [] },
    ExportRequest: {},
    EraseRequest: { username: 'nobody' },
  };
  return { type, ...fields[type] };
}
