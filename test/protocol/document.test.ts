import { describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import {
  CLOSE,
  ERRORS,
  FRAMES,
  type FrameType,
  REQUESTS,
  type RequestType,
} from '@chateau/protocol';
import {
  AREAS,
  answerTo,
  asyncapi,
  CLOSES,
  isAnswer,
  isPushed,
  type JsonSchema,
  MEANINGS,
  type MessageType,
  payloadOf,
} from '@chateau/protocol/asyncapi';

/** The protocol as programs read it. */

const ROOT = join(import.meta.dirname, '../..');
const requests = Object.keys(REQUESTS) as RequestType[];
const frames = Object.keys(FRAMES) as FrameType[];
const types: MessageType[] = [...requests, ...frames];

const { document, problems } = await parsed(asyncapi());

describe('/asyncapi.json', () => {
  test('the parser of AsyncAPI finds nothing wrong with it', () => {
    expect(problems).toEqual([]);
  });

  test('the parser would find a message that is not there, and a reply that cannot be', async () => {
    const whole = JSON.stringify(asyncapi());
    const places = [
      '"#/components/messages/MessageRecv"',
      '"#/channels/socket/messages/LogoutResponse"',
    ];
    for (const place of places) {
      const lost = whole.replace(place, place.replace(/\w+"$/, 'None"'));
      expect(lost).not.toBe(whole);
      expect((await parsed(JSON.parse(lost))).problems).not.toEqual([]);
    }
  });

  test('every request is sent, and answered by its answer or refused', () => {
    const sent = document?.operations().filterBySend() ?? [];
    const told = sent.map((operation) => [
      operation.id(),
      operation
        .reply()
        ?.messages()
        .all()
        .map((message) => message.name()),
    ]);
    expect(told).toEqual(requests.map((type) => [type, [answerTo(type), 'ErrorResponse']]));
  });

  test('every push is received', () => {
    const received = document?.operations().filterByReceive() ?? [];
    expect(received.map((operation) => operation.id())).toEqual(frames.filter(isPushed));
  });

  test('every frame is an answer, a push, both, or a refusal', () => {
    const answers = new Set(requests.map(answerTo));
    const answering = frames.filter(isAnswer);
    expect(answering.filter((type) => !answers.has(type))).toEqual([]);
    const others = frames.filter((type) => !isAnswer(type) && !isPushed(type));
    expect(others).toEqual(['ErrorResponse']);
  });

  test('it has every error and every close code', () => {
    const { 'x-errors': errors, 'x-close-codes': closes } = asyncapi() as Record<string, object>;
    expect(Object.keys(errors ?? {})).toEqual(Object.keys(ERRORS));
    expect(Object.keys(closes ?? {})).toEqual(Object.keys(CLOSE));
  });
});

describe('the words of the protocol', () => {
  test('every message belongs to one area, and every sentence is about a message', () => {
    const spoken = Object.values(AREAS).flatMap(({ messages }) => Object.keys(messages));
    expect(spoken.toSorted()).toEqual([...types].toSorted());
  });

  test('every sentence is one', () => {
    const sentences = [
      ...Object.values(AREAS).flatMap(({ messages }) => Object.values(messages)),
      ...Object.values({ ...MEANINGS.everywhere, ...MEANINGS.special }),
    ];
    expect(sentences.filter((sentence) => !/^[A-Z0-9`].*\.$/.test(sentence))).toEqual([]);
  });

  test('every field says what it means, and every meaning is that of a field', () => {
    const fields = types.flatMap((type) =>
      fieldsOf(payloadOf(type)).map((field) => ({ type, ...field })),
    );
    const silent = fields.filter(({ description }) => !description);
    expect(silent.map(({ type, name }) => `${type}.${name}`)).toEqual([]);
    const names = new Set(fields.flatMap(({ type, name }) => [name, `${type}.${name}`]));
    const meanings = [...Object.keys(MEANINGS.everywhere), ...Object.keys(MEANINGS.special)];
    const unused = meanings.filter((name) => !names.has(name));
    expect(unused).toEqual([]);
  });

  test('when a socket closes is said in the words of docs/protocol.md', () => {
    const page = readFileSync(join(ROOT, 'docs/protocol.md'), 'utf8');
    for (const [reason, { code, advice }] of Object.entries(CLOSE)) {
      const when = CLOSES[reason as keyof typeof CLOSES];
      expect(page).toMatch(
        new RegExp(`^\\| ${code} \\| ${advice} +\\| ${literally(when)} +\\|$`, 'm'),
      );
    }
  });

  test('no client loads them', () => {
    const sources = ['client/src', 'web/src'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(ts|svelte)$/.test(file))
        .map((file) => join(ROOT, folder, file)),
    );
    const loading = sources.filter((file) =>
      readFileSync(file, 'utf8').includes('protocol/asyncapi'),
    );
    expect(sources.length).toBeGreaterThan(0);
    expect(loading).toEqual([]);
  });
});

async function parsed(document: object) {
  const { document: read, diagnostics } = await new Parser().parse(JSON.stringify(document));
  return {
    document: read,
    problems: diagnostics.map(({ message, path }) => `${path.join('.')}: ${message}`),
  };
}

function fieldsOf({ anyOf = [], items, properties = {} }: JsonSchema): {
  name: string;
  description: string | undefined;
}[] {
  const own = Object.entries(properties).flatMap(([name, its]) => {
    return [{ name, description: its.description }, ...fieldsOf(its)];
  });
  return [...own, ...anyOf.flatMap(fieldsOf), ...(items ? fieldsOf(items) : [])];
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
