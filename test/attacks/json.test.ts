import { describe, expect, test } from 'bun:test';
import { badRequest, refusal, sceneFor, UNLIMITED } from './scene.ts';

const scene = sceneFor(UNLIMITED);
const DEEP = 10_000;

const NO_OBJECT: Record<string, string> = {
  nothing: '',
  'a space': ' ',
  null: 'null',
  true: 'true',
  'a number': '42',
  'a string': '"x"',
  'a list': '[]',
  'a list with a request': '[{"type":"ClientListRequest"}]',
  'a brace': '{',
  'half a request': '{"type":"ClientListRequest"',
  'a comma too many': '{"type":"ClientListRequest",}',
  'single quotes': "{'type':'ClientListRequest'}",
  'a name without quotes': '{type:"ClientListRequest"}',
  NaN: '{"type":"ClientListRequest","limit":NaN}',
  infinity: 'Infinity',
  'a byte order mark': '\ufeff{"type":"ClientListRequest"}',
  'two objects': '{"type":"ClientListRequest"}{}',
  'a comment': '{"type":"ClientListRequest"}//',
  'a raw line break in a string': '{"type":"ClientListRequest","prefix":"\n"}',
  'a raw NUL in a string': '{"type":"ClientListRequest","prefix":"\0"}',
  'a broken escape': '{"type":"ClientListRequest","prefix":"\\u12"}',
  'a number with a leading zero': '{"type":"ClientListRequest","limit":01}',
  HTTP: 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
  '10,000 brackets that stay open': '['.repeat(DEEP),
  '10,000 objects that stay open': '{"a":'.repeat(DEEP),
};

describe('[envelope.1] what is no JSON object is refused, and the connection stays:', () => {
  for (const [what, text] of Object.entries(NO_OBJECT)) {
    test(what, async () => {
      const mallory = await scene().enter();
      const answer = await mallory.asks(text);
      expect(answer).toMatchObject(badRequest());
      expect(Object.keys(answer).toSorted()).toEqual(['code', 'detail', 'status', 'type']);
      expect(await mallory.asks(list())).toMatchObject({ status: 200 });
      await scene().unharmed();
    });
  }
});

const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'then'];
const NO_TYPE: readonly unknown[] = [
  5,
  null,
  true,
  {},
  [],
  ['ClientListRequest'],
  { toString: 'ClientListRequest' },
];
const NEARLY = ['', 'clientlistrequest', 'ClientListRequest ', 'ClientListResponse', 'MessageRecv'];

test('[envelope.2] a type that is missing, no string or not a request is refused', async () => {
  const [stranger, mallory] = [await scene().connect(), await scene().enter()];
  for (const raw of [stranger, mallory]) {
    for (const type of [undefined, ...NO_TYPE, ...INHERITED, ...NEARLY]) {
      const answer = await raw.asks({ type, msg_id: 1 });
      expect(answer).toMatchObject(refusal('unknown_type', 400, { msg_id: 1 }));
      expect(answer).not.toHaveProperty('request');
    }
  }
  await scene().unharmed();
});

test('[envelope.5] what is said for a prototype is said for nothing', async () => {
  const stranger = await scene().connect();
  const name = scene().name();
  const proto = (fields: string) => `"__proto__":${fields},"constructor":{"prototype":${fields}}`;
  const said = [
    `{${proto('{"type":"ClientListRequest"}')}}`,
    `{"type":"RegisterRequest",${proto(`{"username":"${name}"}`)}}`,
    `{"type":"RegisterRequest","username":"${name}",${proto('{"features":["log"],"auth":5}')}}`,
  ];
  const answers = [];
  for (const text of said) answers.push(await stranger.asks(text));
  expect(answers).toMatchObject([
    refusal('unknown_type', 400),
    badRequest(),
    { status: 200, username: name },
  ]);
  expect(answers[2]).not.toHaveProperty('server');
  // Nor does the next one inherit anything.
  const next = await scene().connect();
  expect(await next.asks('{"username":"x"}')).toMatchObject(refusal('unknown_type', 400));
  const register = { type: 'RegisterRequest', username: scene().name() };
  expect(await next.asks(register)).not.toHaveProperty('server');
  await scene().unharmed();
});

test('[envelope.5] of a field that is given twice, the value that is checked is the one used', async () => {
  const [mallory, reader] = [await scene().enter(), await scene().enter()];
  const [alice] = scene().bystanders;
  const twice = (first: string, second: string) => {
    const recipients = `"recipient":${first},"recipient":${second}`;
    return mallory.asks(`{"type":"MessageRequest","content":"x",${recipients}}`);
  };
  expect(await twice(`"${alice}"`, `"${reader.name}"`)).toMatchObject({ chatname: reader.name });
  expect(await reader.hears()).toMatchObject({ type: 'MessageRecv', sender: mallory.name });
  expect(await twice(`"${alice}"`, '5')).toMatchObject(badRequest());
  await scene().unharmed();
});

describe('[envelope.11] nesting 10,000 deep is answered as two levels are:', () => {
  const levels = {
    brackets: (depth: number) => '['.repeat(depth) + ']'.repeat(depth),
    objects: (depth: number) => `${'{"":'.repeat(depth)}1${'}'.repeat(depth)}`,
  };
  for (const [kind, nested] of Object.entries(levels)) {
    // An escape makes the server look into every string.
    for (const prefix of ['nobody', '\\u006eobody']) {
      test(`${kind} beside ${prefix}`, async () => {
        const mallory = await scene().enter();
        const fields = ['unknown', 'limit', 'msg_id', 'type', 'password', 'prefix'];
        for (const field of fields) {
          const ask = (depth: number) =>
            mallory.asks(
              `{"type":"ClientListRequest","prefix":"${prefix}","${field}":${nested(depth)}}`,
            );
          expect(await ask(DEEP)).toEqual(await ask(2));
        }
        await scene().unharmed();
      });
    }
  }
});

describe('[envelope.7] a NUL or half a character is refused,', () => {
  for (const [what, escaped] of Object.entries({
    'a NUL': '\\u0000',
    'the first half': '\\ud83d',
    'the second half': '\\udf89',
    'two halves in the wrong order': '\\udf89\\ud83d',
  })) {
    test(`${what}, wherever it stands`, async () => {
      const mallory = await scene().enter();
      const [alice] = scene().bystanders;
      const said = [
        `"type":"MessageRequest","recipient":"${alice}","content":"a${escaped}b"`,
        `"type":"MessageRequest","recipient":"${alice}${escaped}","content":"x"`,
        `"type":"MessageRequest","recipient":"${alice}","content":"x","key":"k${escaped}"`,
        `"type":"MessageRequest","recipient":"${alice}","content":"x","more":[{"a":["${escaped}"]}]`,
        `"type":"MessageRequest","recipient":"${alice}","content":"x","a${escaped}":1`,
        `"type":"GroupMessageInitRequest","chatname":"a${escaped}b","recipients":[]`,
        `"type":"GroupMessageInitRequest","chatname":"ab","recipients":["${alice}","${escaped}"]`,
        `"type":"ClientListRequest","msg_id":"${escaped}"`,
      ];
      for (const fields of said) {
        expect(await mallory.asks(`{${fields}}`)).toMatchObject(badRequest());
      }
      const stranger = await scene().connect();
      for (const fields of [`"username":"a${escaped}"`, `"username":"ab","device":"${escaped}"`]) {
        const request = `{"type":"RegisterRequest",${fields}}`;
        expect(await stranger.asks(request)).toMatchObject(badRequest());
      }
      await scene().unharmed();
    });
  }
});

function list() {
  return { type: 'ClientListRequest', prefix: 'nobody' };
}
