import { describe, expect, test } from 'bun:test';
import { FRAMES, REQUESTS } from '@chateau/protocol';
import {
  asyncapi,
  type Example,
  examplesOf,
  type JsonSchema,
  type MessageType,
  payloadOf,
  statusesOf,
} from '@chateau/protocol/asyncapi';
import Ajv from 'ajv';
import type { TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { choose } from './choose.ts';
import { harmless } from './harmless.ts';
import { openTap } from './tap.ts';

/** The frames that were recorded, judged by two engines. */

// That one of two fields has to be there is said beside the fields, not within them.
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false });
const schemas: Readonly<Record<string, TSchema>> = { ...REQUESTS, ...FRAMES };
const types = Object.keys(schemas) as MessageType[];
const { messages } = (asyncapi() as Document).components;

interface Document {
  readonly components: {
    readonly messages: Record<string, { payload: JsonSchema; examples: { payload: Example }[] }>;
  };
}

describe('protocol/examples.json (npm run protocol:record)', () => {
  test('every message has an example, and one of each status that it has', () => {
    for (const type of types) {
      const found = examplesOf(type);
      expect([type, found.length]).not.toEqual([type, 0]);
      const statuses = new Set(found.map(({ status }) => status));
      const missing = statusesOf(payloadOf(type)).filter(
        (status) => !statuses.has(status as number),
      );
      expect([type, ...missing]).toEqual([type]);
    }
  });

  test.each(types)('%s: its examples fit its schema, and nothing less does', (type) => {
    const { payload = {}, examples = [] } = messages[type] ?? {};
    const engines = [
      (value: unknown) => Check(schemas[type] as TSchema, value),
      ajv.compile(payload),
    ];
    expect(examples.length).toBeGreaterThan(0);
    for (const { payload: example } of examples) {
      expect(example.type).toBe(type);
      for (const fits of engines) {
        expect(fits(example)).toBe(true);
        for (const broken of brokenForms(example))
          expect([fits(broken), broken]).toEqual([false, broken]);
      }
    }
  });

  test('they name nobody and give nothing away', () => {
    const all = JSON.stringify(types.map(examplesOf));
    expect(all).not.toMatch(/_[acdefghjkpqtuxyz]{3}[2-9]{4}/);
    for (const token of all.matchAll(/"(?:token|epoch)":"([^"]+)"/g))
      expect(token[1]).toMatch(/^an-example/);
  });
});

describe('the recorder', () => {
  test('who, where, when and by which token is the same after every recording', () => {
    const first = [
      { type: 'ReadRequest', chat: '71', msg_id: '4' },
      {
        type: 'MessageRecv',
        chat: '71',
        sender: 'bob_acd2345',
        sender_id: '903',
        at: 1_795_000_000_123,
      },
      { type: 'ResumeResponse', id: '903', token: 'secret', epoch: 'b81f' },
    ];
    const text = JSON.stringify(first).replaceAll('71', '8').replaceAll('903', '12');
    const other = JSON.parse(text.replace('acd2345', 'xyz9876').replace('000_123', '111_000'));
    expect(harmless(other)).toEqual(harmless(first));
    const said = JSON.stringify(harmless(first));
    expect(said).toContain('"sender":"bob"');
    expect(said).not.toMatch(/secret|b81f|903|71/);
  });

  test('a request with its answer wins over one that was refused, and more fields over fewer', () => {
    const asked = { type: 'ClientListRequest', msg_id: 1 };
    const answer = { type: 'ClientListResponse', status: 200, clients: ['bob'], msg_id: 1 };
    const refusal = {
      type: 'ErrorResponse',
      status: 429,
      code: 'rate_limited',
      detail: 'Wait.',
      msg_id: 1,
    };
    const chosen = choose([
      [{ ...asked, prefix: 'a', limit: 3, after: 'b' }, refusal],
      [asked, answer],
      [{ ...asked, prefix: 'b' }, answer],
      [{ ...asked, prefix: 'b', unheard: 'of' }, answer],
    ]);
    expect(chosen).toEqual({
      ClientListRequest: [{ ...asked, prefix: 'b' }],
      ClientListResponse: [answer],
      ErrorResponse: [refusal],
    });
  });

  test('the tap gives the sockets back', () => {
    const before = globalThis.WebSocket;
    const tap = openTap();
    expect(globalThis.WebSocket).not.toBe(before);
    tap.close();
    expect(globalThis.WebSocket).toBe(before);
  });
});

/** Without one of the fields that must be there, or with something else in one. */
function brokenForms(example: Example): object[] {
  const schema = payloadOf(example.type as MessageType);
  const forms = schema.anyOf && !schema.properties ? schema.anyOf : [schema];
  const form = forms.find(({ properties }) =>
    [undefined, example.status].includes(properties?.['status']?.const as number | undefined),
  );
  return (form?.required ?? []).flatMap((field) => {
    const { [field]: _, ...without } = example;
    return [without, { ...example, [field]: null }];
  });
}
