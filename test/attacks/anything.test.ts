import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Person, Stage } from '@chateau/conformance';
import { ERRORS, REQUESTS, type RequestType } from '@chateau/protocol';
import fc from 'fast-check';
import { type BootedServer, bootServer, stageOn } from '../cast.ts';
import { UNLIMITED } from './scene.ts';

/** Whatever a schema lets pass is answered, by a frame of this protocol, and is nobody's fault. The seed is printed. */

const RUNS = Number(process.env['CHATEAU_MODEL_RUNS'] ?? 25);
/** Those that give a connection its person, or take it away. */
const NOT_HERE = new Set<RequestType>([
  ...(['RegisterRequest', 'ResumeRequest', 'AccountCreateRequest'] as const),
  ...(['PasswordChangeRequest', 'LogoutRequest', 'EraseRequest'] as const),
]);

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Record<string, Schema>;
  readonly required?: readonly string[];
  readonly patternProperties?: Record<string, Schema>;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What there is: so that requests do not always ask for nothing. */
interface Things {
  readonly chats: readonly string[];
  readonly people: readonly string[];
  readonly names: readonly string[];
}

const ODD = [
  ...[
    '',
    ' ',
    '\n',
    '%',
    '_',
    '"',
    "'",
    '\\',
    '*',
    'NEAR(',
    '()',
    '@all',
    '@',
    '#',
    '\u202e',
    '🎉',
  ],
  ...[
    '\u0301',
    '\ufdfa'.repeat(9),
    '漢字',
    'é',
    'from:',
    'in:"',
    '-1',
    '0',
    'null',
    'true',
    '1e999',
  ],
  ...['__proto__', 'constructor', 'toString', 'c0', 'p0', 'c1', 'p1', 'x'.repeat(300)],
];

function anything(schema: Schema, field: string, things: Things): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  const { anyOf, type, items = {}, maxItems = 6 } = schema;
  if (anyOf && !schema.properties) {
    return fc.oneof(...anyOf.map((one) => anything(one, field, things)));
  }
  switch (type) {
    case 'boolean':
      return fc.boolean();
    case 'string':
      return anyText(schema, field, things);
    case 'integer': {
      const { minimum = -(2 ** 53) + 1, maximum = 2 ** 53 - 1 } = schema;
      const near = { min: Math.max(minimum, -2), max: Math.min(maximum, 12) };
      const ends = fc.constantFrom(minimum, maximum);
      return fc.oneof({ weight: 4, arbitrary: fc.integer(near) }, { weight: 1, arbitrary: ends });
    }
    case 'array': {
      const one = anything(items, field, things);
      return fc.array(one, { maxLength: Math.min(maxItems, 6) });
    }
    case 'object':
      return anyObject(schema, things);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function anyText(
  { minLength = 0, maxLength = 400 }: Schema,
  field: string,
  { chats, people, names }: Things,
): fc.Arbitrary<string> {
  const known: Record<string, readonly string[]> = { chat: chats, id: people, ids: people };
  const real = known[field] ?? names;
  const text = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...real) },
    { weight: 2, arbitrary: fc.constantFrom(...ODD) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  );
  return text
    .map((one) => [...one.replaceAll('\0', '')].slice(0, maxLength).join(''))
    .map((one) => one.padEnd(minLength, 'x'));
}

function anyObject(
  { properties, required = [], patternProperties }: Schema,
  things: Things,
): fc.Arbitrary<object> {
  const [values] = Object.values(patternProperties ?? {});
  if (values) {
    const keys = anyText({ minLength: 1, maxLength: 32 }, 'chat', things);
    return fc.dictionary(keys, anything(values, '', things), { maxKeys: 6 });
  }
  const fields = Object.entries(properties ?? {}).filter(([name]) => name !== 'msg_id');
  const shape = fields.map(([name, schema]) => [name, anything(schema, name, things)] as const);
  return fc.record(Object.fromEntries(shape), { requiredKeys: [...required] as never[] });
}

function anyRequest(things: Things): fc.Arbitrary<{ type: string }> {
  const types = (Object.keys(REQUESTS) as RequestType[]).filter((type) => !NOT_HERE.has(type));
  return fc.oneof(
    ...types.map(
      (type) => anyObject(REQUESTS[type] as Schema, things) as fc.Arbitrary<{ type: string }>,
    ),
  );
}

let server: BootedServer;
let stage: Stage;
let people: readonly Person[];
let things: Things;

beforeAll(async () => {
  server = await bootServer({ env: UNLIMITED });
  stage = stageOn(server, { isOwn: true });
  const features = ['log', 'chats', 'presence', 'typing', 'read'];
  people = await stage.enterWith({ features }, 'alice', 'bob', 'mallory');
  const [alice, bob, mallory] = people as [Person, Person, Person];
  const chats: string[] = [];
  for (const [owner, ...others] of [
    [alice, bob],
    [mallory, alice, bob],
    [bob, mallory],
  ] as const) {
    const recipients = others.map(({ name }) => name);
    const opening = { type: 'GroupMessageInitRequest', chatname: stage.name(`r${chats.length}`) };
    chats.push(String((await owner.asks({ ...opening, recipients }, { status: 200 }))['chat']));
  }
  const names = [...people.map(({ name }) => name), stage.name('r0'), stage.name('r1')];
  things = { chats, people: people.map(({ id }) => id), names };
}, 30_000);

afterAll(async () => {
  await stage.end();
  expect(server.output()).not.toMatch(/"level":[56]0/);
  expect(await server.stop()).toBe(0);
}, 30_000);

test('[envelope.13, transport.12] whatever fits its schema has an answer that fits one', async () => {
  const asked = fc.array(fc.tuple(fc.nat({ max: 2 }), anyRequest(things)), {
    minLength: 30,
    maxLength: 60,
    size: 'max',
  });
  await fc.assert(
    fc.asyncProperty(asked, async (requests) => {
      for (const [who, request] of requests) {
        const answer = await (people[who] as Person).asks(request);
        expect({ request, answer }).not.toMatchObject({ answer: { code: 'internal_error' } });
        const refusal = ERRORS[answer['code'] as keyof typeof ERRORS]?.[0];
        expect({ request, status: answer['status'] }).toEqual({ request, status: refusal ?? 200 });
      }
      for (const person of people) person.takeUnread();
      expect(stage.leftovers()).toEqual([]);
    }),
    { numRuns: RUNS },
  );
}, 240_000);
