import { REQUESTS } from '@chateau/protocol';
import { type Conversation, conversation } from '../conversation.ts';
import { absent, aString, ensure } from '../match.ts';
import {
  groupMessage,
  list,
  message,
  openDirect,
  openGroup,
  random,
  register,
  resume,
} from '../requests.ts';

const AREA = 'envelope';
/** What one may ask before one has a name. */
const NEWCOMERS = new Set(['RegisterRequest', 'ResumeRequest', 'AccountCreateRequest']);
const NOTHING = { request: absent, msg_id: absent };

export const envelope: Conversation[] = [
  conversation(
    AREA,
    'what is no JSON object is refused, and the socket stays open',
    ['envelope.1', 'envelope.12'],
    async (stage) => {
      const [bob] = await stage.enter('bob');
      const alice = await stage.connect('alice');
      const values = ['', ' ', 'null', 'true', '42', '"x"', '[]', '[{"type":"ClientListRequest"}]'];
      const broken = [
        '{',
        '{"type":"ClientListRequest"',
        '{"a":1,}',
        "{'a':1}",
        '{"a":NaN}',
        'Infinity',
      ];
      const around = [
        '\ufeff{}',
        '{}{}',
        '{"a":1}//',
        'hello',
        '['.repeat(10_000),
        '{"a":'.repeat(10_000),
      ];
      for (const text of [...values, ...broken, ...around]) {
        alice.sends(text);
        await alice.receivesRefusal('bad_request', NOTHING);
      }
      await alice.registers();
      await bob.hearsNothing();
    },
  ),

  conversation(
    AREA,
    'a type that is missing, no text or unknown is refused',
    ['envelope.2', 'envelope.8'],
    async (stage) => {
      const alice = await stage.connect('alice');
      alice.sends('{}');
      await alice.receivesRefusal('unknown_type', NOTHING);
      const inherited = [
        '__proto__',
        'constructor',
        'toString',
        'hasOwnProperty',
        'valueOf',
        'then',
      ];
      const close = ['', 'registerrequest', 'RegisterRequest ', 'RegisterResponse', 'MessageRecv'];
      for (const type of [
        undefined,
        5,
        null,
        true,
        {},
        ['RegisterRequest'],
        ...inherited,
        ...close,
      ]) {
        await alice.asks({ type, username: alice.name }, { code: 'unknown_type', request: absent });
      }
      await alice.registers();
      await alice.isRefused({ type: 'constructor' }, 'unknown_type');
    },
  ),

  conversation(
    AREA,
    'every answer carries the msg_id of its request, and none where there was none',
    ['envelope.3'],
    async (stage) => {
      const [alice] = await stage.enter('alice');
      const numbers = [0, 1, -1, 2 ** 53 - 1, -(2 ** 53) + 1];
      for (const msg_id of [...numbers, '', '1', 'x'.repeat(64), 'é🎉', '__proto__']) {
        await alice.asks(list({ msg_id }), { type: 'ClientListResponse', msg_id });
        await alice.isRefused(message('', 'x', { msg_id }), 'unknown_recipient', { msg_id });
        await alice.isRefused({ type: 'Nonsense', msg_id }, 'unknown_type', { msg_id });
        await alice.isRefused({ ...openDirect(''), recipient: 5, msg_id }, 'bad_request', {
          msg_id,
        });
      }
      alice.sends(list());
      await alice.receives({ type: 'ClientListResponse', msg_id: absent });
    },
  ),

  conversation(
    AREA,
    'a msg_id that is none is refused, and not repeated',
    ['envelope.4'],
    async (stage) => {
      const [alice] = await stage.enter('alice');
      const texts = ['x'.repeat(65), 'x'.repeat(10_000), 'nul\0', 'half \ud83d'];
      for (const msg_id of [...texts, 1.5, 2 ** 53, -(2 ** 53), null, true, {}, [], [1]]) {
        alice.sends(list({ msg_id }));
        await alice.receivesRefusal('bad_request', {
          request: 'ClientListRequest',
          msg_id: absent,
        });
      }
      alice.sends({ type: 'Nonsense', msg_id: {} });
      await alice.receivesRefusal('unknown_type', { msg_id: absent });
    },
  ),

  conversation(AREA, 'fields that nobody knows change nothing', ['envelope.5'], async (stage) => {
    const alice = await stage.connect('alice');
    const inherited =
      '"__proto__":{"features":[],"isAdmin":true},"constructor":{"prototype":{"auth":5}}';
    alice.sends(
      `{"type":"RegisterRequest","username":"${alice.name}",${inherited},"future":[1,{}]}`,
    );
    await alice.receives({ type: 'RegisterResponse', status: 200, server: absent });
    const [bob] = await stage.enter('bob');
    const future = { thread: 5, files: [null], nested: { deeper: [] }, '': '' };
    await alice.asks(message(bob.name, 'hello', future), { status: 200 });
    const heard = await bob.receives({ type: 'MessageRecv', content: 'hello' });
    ensure(!('nested' in heard), 'A field that nobody knows was passed on.');
  }),

  conversation(
    AREA,
    'the first check that fails gives the answer',
    ['envelope.6'],
    async (stage) => {
      const alice = await stage.connect('alice');
      alice.sends('[{"type":"Nonsense"}]');
      await alice.receivesRefusal('bad_request', NOTHING);
      await alice.isRefused({ type: 'Nonsense', username: 5 }, 'unknown_type');
      await alice.isRefused(list({ limit: 'many' }), 'not_registered');
      await alice.isRefused({ ...register(''), auth: 'perhaps' }, 'bad_request');
      await alice.registers();
      await alice.isRefused({ ...register(alice.name), auth: 'perhaps' }, 'bad_request');
      await alice.isRefused({ ...openGroup('', []), recipients: 'bob' }, 'bad_request');
    },
  ),

  conversation(
    AREA,
    'a NUL or half a character in any text is refused, and nobody hears of it',
    ['envelope.7', 'envelope.12'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const carol = await stage.connect('carol');
      // Written as escapes: JSON.stringify leaves whole characters as they are, and only those.
      for (const bad of ['a\0b', '\0', 'a\ud800', '\udc00a', '\ud800\ud800', '\udc00\ud800']) {
        await carol.isRefused(register(bad), 'bad_request');
        await carol.isRefused(register(stage.name('x'), { device: bad }), 'bad_request');
        await alice.isRefused(message(bob.name, bad), 'bad_request');
        await alice.isRefused(message(bad, 'hello'), 'bad_request');
        await alice.isRefused(openGroup(bad, [bob.name]), 'bad_request');
        await alice.isRefused(openGroup(stage.name('club'), [bob.name, bad]), 'bad_request');
        await alice.isRefused(list({ unknown: [{ deep: bad }] }), 'bad_request');
      }
      await alice.isRefused(message(bob.name, 'hello', { key: 'k\0' }), 'bad_request');
      await alice.isRefused(message(bob.name, 'hello', { 'field\0': 1 }), 'bad_request');
      await bob.hearsNothing();
      await alice.asks(message(bob.name, 'a whole 🎉'), { status: 200 });
      alice.sends(
        `{"type":"MessageRequest","recipient":"${bob.name}","content":"\\ud83c\\udf89\\\\u0000"}`,
      );
      await alice.receives({ type: 'MessageSendResponse' });
      for (const content of ['a whole 🎉', '🎉\\u0000']) await bob.receives({ content });
    },
  ),

  conversation(
    AREA,
    'a refusal says what was refused, and why, to programs and to people',
    ['envelope.8'],
    async (stage) => {
      const alice = await stage.connect('alice');
      for (const type of Object.keys(REQUESTS).filter((type) => !NEWCOMERS.has(type))) {
        const said = { request: type, detail: aString };
        await alice.isRefused({ type }, 'not_registered', said);
      }
      for (const type of NEWCOMERS) {
        await alice.isRefused({ type }, 'bad_request', { detail: aString });
      }
    },
  ),

  conversation(
    AREA,
    'before a registration everything else is refused, well-formed or not',
    ['envelope.10'],
    async (stage) => {
      const [bob] = await stage.enter('bob');
      const alice = await stage.connect('alice');
      const talk = [
        message(bob.name, 'hello'),
        groupMessage(bob.name, 'hello'),
        random({ content: 'hello' }),
      ];
      const rest = [openGroup(stage.name('club'), [bob.name]), openDirect(bob.name), list()];
      for (const request of [...talk, ...rest, message('', ''), list({ limit: {} })]) {
        await alice.isRefused(request, 'not_registered');
      }
      await bob.hearsNothing();
      await alice.registers();
      await alice.asks(openGroup(stage.name('club'), [bob.name]), { status: 200 });
      await bob.receives({ status: 201, sender: alice.name });
    },
  ),

  conversation(
    AREA,
    'ten thousand levels of brackets are read like two',
    ['envelope.11', 'envelope.5', 'envelope.12'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const deep = '['.repeat(10_000) + ']'.repeat(10_000);
      const objects = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
      for (const nest of [deep, objects]) {
        alice.sends(`{"type":"MessageRequest","recipient":"${bob.name}","content":${nest}}`);
        await alice.receivesRefusal('bad_request', { request: 'MessageRequest' });
        alice.sends(`{"type":${nest}}`);
        await alice.receivesRefusal('unknown_type', NOTHING);
        alice.sends(`{"type":"ClientListRequest","msg_id":${nest}}`);
        await alice.receivesRefusal('bad_request', { msg_id: absent });
        alice.sends(`{"type":"ClientListRequest","unknown":${nest}}`);
        await alice.receives({ type: 'ClientListResponse' });
        alice.sends(`{"type":"ClientListRequest","unknown":${nest},"text":"\\u0000"}`);
        await alice.receivesRefusal('bad_request', { request: 'ClientListRequest' });
      }
      await bob.hearsNothing();
    },
  ),

  ...wrongTypes(),
];

/** For each request, fields and what may not stand in them; a request that fits to begin with. */
function wrongTypes(): Conversation[] {
  const noText = [5, null, true, [], {}, ['bob'], { $gt: '' }, { length: 1e9 }];
  const badKeys = ['', 'x'.repeat(65), 5, null];
  const contents = {
    content: ['', ...noText, undefined],
    recipient: [...noText, undefined],
    key: badKeys,
  };
  const tables = [
    {
      request: register('alice'),
      fields: {
        username: [...noText, undefined],
        features: ['log', {}, [1], [null], 5, null],
        device: [5, null, {}, 'x'.repeat(65)],
      },
    },
    {
      request: resume('token'),
      fields: {
        token: [...noText, undefined],
        username: [5, null, ['bob']],
        features: ['log', {}, [1], null],
        device: [5, 'x'.repeat(65)],
      },
    },
    {
      request: openGroup('club', []),
      fields: {
        chatname: [5, null, [], undefined],
        recipients: [
          'bob',
          5,
          null,
          {},
          { length: 1 },
          [1],
          [null],
          [['bob']],
          ['bob', {}],
          undefined,
        ],
      },
    },
    { request: groupMessage('bob', 'hello'), fields: contents },
    { request: message('bob', 'hello'), fields: contents },
    {
      request: list(),
      fields: { prefix: [5, null, {}], after: [5, null, []], limit: ['5', 1.5, null, {}] },
    },
    { request: random({ content: 'hello' }), fields: { content: ['', 5, null, {}], key: badKeys } },
    { request: openDirect('bob'), fields: { recipient: [...noText, undefined] } },
  ];
  return tables.map(({ request, fields }) =>
    conversation(
      AREA,
      `a ${request.type} with a field of another type than it asks for is refused`,
      ['envelope.13'],
      async (stage) => {
        const isNew = NEWCOMERS.has(request.type);
        const alice = isNew ? await stage.connect('alice') : (await stage.enter('alice'))[0];
        for (const [field, values] of Object.entries(fields)) {
          for (const value of values) {
            await alice.isRefused({ ...request, [field]: value }, 'bad_request');
          }
        }
      },
    ),
  );
}
