import { describe, expect, test } from 'bun:test';
import type { JsonSchema } from '@chateau/protocol/asyncapi';
import { incompatible, type Released } from './compatible.ts';
import { present, readReleased } from './registry.ts';

/** Clients of released versions go on as they are. */

test('[compatible.1, compatible.2, compatible.3, compatible.4, compatible.5, compatible.6] what was released still holds (npm run protocol:release)', () => {
  const released = readReleased();
  expect(Object.keys(released.requests).length).toBeGreaterThan(10);
  expect(incompatible(released, present())).toEqual([]);
});

const text = { type: 'string' };
const policy = (...words: string[]) => ({ anyOf: words.map((word) => ({ ...text, const: word })) });
const object = (properties: Record<string, JsonSchema>, required: string[] = []) => ({
  type: 'object',
  properties,
  required,
});
const member = (...more: string[]) =>
  object({ name: text, role: policy('owner', ...more) }, ['name']);

const chats = { type: 'array', items: text, maxItems: 10 };
const OPEN = object(
  { name: { ...text, maxLength: 64 }, topic: text, chats, policy: policy('invite', 'open') },
  ['name'],
);
const OPENED = object(
  {
    status: { type: 'number', const: 200 },
    seq: { type: 'integer', minimum: 1 },
    topic: text,
    members: { type: 'array', items: member('member') },
  },
  ['status', 'seq', 'members'],
);

const before: Released = {
  version: '1.0.0',
  requests: { OpenRequest: OPEN, LeaveRequest: object({}) },
  frames: { OpenResponse: OPENED, OpenRecv: policyFrame('invite', 'open') },
  errors: { conflict: { status: 409, again: false } },
  close: { '1012': 'retry' },
};

function policyFrame(...words: string[]) {
  return object({ policy: policy(...words) }, ['policy']);
}

/** The change to the request, or to the answer. */
const request = (change: object) => ({
  ...before,
  requests: { ...before.requests, OpenRequest: { ...OPEN, ...change } },
});
const answer = (change: object) => ({
  ...before,
  frames: { ...before.frames, OpenResponse: { ...OPENED, ...change } },
});
const asked = (field: string, schema: object) =>
  request({ properties: { ...OPEN.properties, [field]: schema } });
const told = (field: string, schema: object) =>
  answer({ properties: { ...OPENED.properties, [field]: schema } });
const without = (fields: object, name: string) =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));

describe('a change that a released client would notice is refused', () => {
  test.each<[rule: string, what: string, after: Released, reason: string]>([
    [
      'compatible.1',
      'a request that is gone',
      { ...before, requests: { OpenRequest: OPEN } },
      'LeaveRequest is gone',
    ],
    [
      'compatible.1',
      'a frame that is gone',
      { ...before, frames: { OpenResponse: OPENED } },
      'OpenRecv is gone',
    ],
    [
      'compatible.1',
      'a status that is gone',
      told('status', { type: 'number', const: 201 }),
      'OpenResponse with status 200 is gone',
    ],
    [
      'compatible.2',
      'a field of a request that is gone',
      request({ properties: without(OPEN.properties, 'topic') }),
      'OpenRequest.topic is gone',
    ],
    [
      'compatible.2',
      'a field of a frame that is gone',
      answer({ properties: without(OPENED.properties, 'topic') }),
      'OpenResponse.topic is gone',
    ],
    [
      'compatible.2',
      'a field inside a list that is gone',
      told('members', { type: 'array', items: object({ name: text }, ['name']) }),
      'OpenResponse.members.role is gone',
    ],
    [
      'compatible.3',
      'a field that must be there now',
      request({ required: ['name', 'topic'] }),
      'OpenRequest without topic was taken, and is refused now',
    ],
    [
      'compatible.3',
      'a new field that must be there',
      {
        ...asked('key', text),
        requests: {
          ...before.requests,
          OpenRequest: {
            ...OPEN,
            properties: { ...OPEN.properties, key: text },
            required: ['name', 'key'],
          },
        },
      },
      'OpenRequest without key was taken, and is refused now',
    ],
    [
      'compatible.3',
      'one of two fields that must be there now',
      request({ anyOf: [{ required: ['topic'] }, { required: ['policy'] }] }),
      'OpenRequest without topic was taken, and is refused now',
    ],
    [
      'compatible.3',
      'a shorter text',
      asked('name', { ...text, maxLength: 32 }),
      'OpenRequest.name with maxLength 64 and not 32 was taken, and is refused now',
    ],
    [
      'compatible.3',
      'a text that may not be empty any more',
      asked('topic', { ...text, minLength: 1 }),
      'OpenRequest.topic with minLength of anything and not 1 was taken, and is refused now',
    ],
    [
      'compatible.3',
      'a shorter list',
      asked('chats', { ...chats, maxItems: 5 }),
      'OpenRequest.chats with maxItems 10 and not 5 was taken, and is refused now',
    ],
    [
      'compatible.3',
      'items of another type',
      asked('chats', { ...chats, items: { type: 'integer' } }),
      'OpenRequest.chats[] (string) was taken, and is refused now',
    ],
    [
      'compatible.3',
      'a word that is not taken any more',
      asked('policy', policy('invite')),
      'OpenRequest.policy "open" was taken, and is refused now',
    ],
    [
      'compatible.3',
      'another type',
      asked('topic', { type: 'boolean' }),
      'OpenRequest.topic (string) was taken, and is refused now',
    ],
    [
      'compatible.4',
      'a field that may be missing',
      answer({ required: ['status', 'seq'] }),
      'OpenResponse without members may come, and clients do not expect it',
    ],
    [
      'compatible.4',
      'a field inside a list that may be missing',
      told('members', { type: 'array', items: { ...member('member'), required: [] } }),
      'OpenResponse.members[] without name may come, and clients do not expect it',
    ],
    [
      'compatible.4',
      'another type',
      told('topic', { type: 'number' }),
      'OpenResponse.topic (number) may come, and clients do not expect it',
    ],
    [
      'compatible.4',
      'one more type',
      told('topic', { anyOf: [text, { type: 'null' }] }),
      'OpenResponse.topic (null) may come, and clients do not expect it',
    ],
    [
      'compatible.4',
      'one more word',
      {
        ...before,
        frames: { OpenResponse: OPENED, OpenRecv: policyFrame('invite', 'open', 'secret') },
      },
      'OpenRecv.policy "secret" may come, and clients do not expect it',
    ],
    [
      'compatible.4',
      'one more word inside a list',
      told('members', { type: 'array', items: member('member', 'guest') }),
      'OpenResponse.members[].role "guest" may come, and clients do not expect it',
    ],
    [
      'compatible.4',
      'smaller numbers',
      told('seq', { type: 'integer', minimum: 0 }),
      'OpenResponse.seq with minimum 0 and not 1 may come, and clients do not expect it',
    ],
    [
      'compatible.4',
      'fractions',
      told('seq', { type: 'number', minimum: 1 }),
      'OpenResponse.seq (number) may come, and clients do not expect it',
    ],
    [
      'compatible.5',
      'an error that is gone',
      { ...before, errors: {} },
      'the error conflict is gone',
    ],
    [
      'compatible.5',
      'another status of an error',
      { ...before, errors: { conflict: { status: 400, again: false } } },
      'the error conflict was {"status":409,"again":false} and is {"status":400,"again":false}',
    ],
    [
      'compatible.5',
      'an error that may pass now',
      { ...before, errors: { conflict: { status: 409, again: true } } },
      'the error conflict was {"status":409,"again":false} and is {"status":409,"again":true}',
    ],
    [
      'compatible.6',
      'a close code that is gone',
      { ...before, close: {} },
      'the close code 1012 is gone',
    ],
    [
      'compatible.6',
      'another advice',
      { ...before, close: { '1012': 'stop' } },
      'the close code 1012 was "retry" and is "stop"',
    ],
    [
      'compatible.3',
      'what the check cannot judge',
      asked('topic', { ...text, pattern: '^a' }),
      'OpenRequest.topic, whose "pattern" this check cannot judge, was taken, and is refused now',
    ],
  ])('[%s] %s', (_rule, _what, after, reason) => {
    expect(incompatible(before, after)).toContain(reason);
  });
});

describe('a change that no released client would notice passes', () => {
  test.each<[what: string, after: Released]>([
    ['nothing', before],
    [
      'new messages',
      {
        ...before,
        requests: { ...before.requests, JoinRequest: OPEN },
        frames: { ...before.frames, JoinRecv: OPENED },
      },
    ],
    ['an optional field of a request', asked('key', { ...text, maxLength: 64 })],
    [
      'a field of a frame that is always there',
      {
        ...before,
        frames: {
          ...before.frames,
          OpenResponse: {
            ...OPENED,
            properties: { ...OPENED.properties, at: { type: 'integer' } },
            required: [...OPENED.required, 'at'],
          },
        },
      },
    ],
    [
      'a longer text, a longer list, one more word in a request',
      asked('name', { ...text, maxLength: 100 }),
    ],
    ['one more word in a request', asked('policy', policy('invite', 'open', 'secret'))],
    ['one more type in a request', asked('topic', { anyOf: [text, { type: 'null' }] })],
    ['a field of a request that need not be there any more', request({ required: [] })],
    [
      'that, where another one may stand for it',
      request({
        required: [],
        properties: { ...OPEN.properties, chat: text },
        anyOf: [{ required: ['name'] }, { required: ['chat'] }],
      }),
    ],
    [
      'a field of a frame that is always there now',
      answer({ required: [...OPENED.required, 'topic'] }),
    ],
    [
      'a word less in a frame',
      { ...before, frames: { OpenResponse: OPENED, OpenRecv: policyFrame('open') } },
    ],
    ['larger numbers only, in a frame', told('seq', { type: 'integer', minimum: 1, maximum: 9 })],
    ['the same, said in another way', told('status', { anyOf: [{ type: 'number', const: 200 }] })],
    [
      'new errors and close codes',
      {
        ...before,
        errors: { ...before.errors, late: { status: 400, again: true } },
        close: { ...before.close, '4009': 'stop' },
      },
    ],
  ])('%s', (_what, after) => {
    expect(incompatible(before, after)).toEqual([]);
  });
});
