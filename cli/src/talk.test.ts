import { beforeEach, describe, expect, test } from 'bun:test';
import { Talk } from './talk.ts';
import { understand } from './typed.ts';

let asked: Record<string, unknown>[];
let said: string[];
let answer: Record<string, unknown>;
let talk: Talk;

beforeEach(() => {
  asked = [];
  said = [];
  answer = { type: 'MessageSendResponse', status: 200 };
  talk = new Talk({
    ask: async (frame) => {
      asked.push(frame as Record<string, unknown>);
      return answer as { type: string };
    },
    say: (text) => said.push(text),
    id: () => 'me',
  });
});

const type = (line: string) => talk.take(understand(line));

describe('plain text', () => {
  test('goes nowhere before one is somewhere', async () => {
    await type('hello');
    expect(asked).toEqual([]);
    expect(said).toEqual([expect.stringContaining('/msg NAME')]);
  });

  test('goes to whom one moved to, under a key of its own', async () => {
    await type('/msg bob');
    await type('hello');
    await type('hello');
    expect(talk.prompt).toBe('bob> ');
    expect(asked).toMatchObject([
      { type: 'MessageRequest', recipient: 'bob', content: 'hello' },
      { type: 'MessageRequest', recipient: 'bob', content: 'hello' },
    ]);
    expect(asked[0]?.key).not.toBe(asked[1]?.key);
  });

  test('goes to a group as a group message, once one has seen that it is a group', async () => {
    talk.receive({
      type: 'GroupMessageInitResponse',
      status: 201,
      chatname: 'Team',
      sender: 'bob',
    });
    await type('/msg team hello');
    expect(asked).toMatchObject([{ type: 'GroupMessageRequest', recipient: 'team' }]);
  });
});

describe('/msg with a text', () => {
  test('begins a conversation', async () => {
    await type('/msg bob hello');
    expect(talk.prompt).toBe('bob> ');
  });

  test('does not leave the conversation that one is in', async () => {
    await type('/msg bob');
    await type('/msg carol hello');
    expect(talk.prompt).toBe('bob> ');
    expect(asked).toMatchObject([{ recipient: 'carol', content: 'hello' }]);
  });
});

test('what comes in never moves one elsewhere', () => {
  talk.receive({
    type: 'MessageRecv',
    status: 200,
    sender: 'eve',
    chatname: 'eve',
    content: 'x',
    at: 0,
  });
  expect(talk.prompt).toBe('> ');
  expect(said).toHaveLength(1);
});

test('/group starts a group and moves there', async () => {
  answer = { type: 'GroupMessageInitResponse', status: 200, chatname: 'team', chat: 'c1' };
  await type('/group team bob carol');
  expect(asked).toMatchObject([
    { type: 'GroupMessageInitRequest', chatname: 'team', recipients: ['bob', 'carol'] },
  ]);
  expect(said).toEqual(['You are in team with bob, carol.']);
  await type('hello');
  expect(asked[1]).toMatchObject({ type: 'GroupMessageRequest', recipient: 'team' });
});

test('a refused group leaves one where one was', async () => {
  await type('/msg bob');
  answer = { type: 'ErrorResponse', status: 301, code: 'chatname_taken', detail: 'Taken.' };
  await type('/group team carol');
  expect(said).toEqual(['Taken.']);
  expect(talk.prompt).toBe('bob> ');
});

test('/random moves to the partner', async () => {
  answer = { type: 'RandomMessageResponse', status: 200, client: 'dave' };
  await type('/random');
  expect(asked).toEqual([{ type: 'RandomMessageRequest' }]);
  expect(talk.prompt).toBe('dave> ');
  await type('/random hello?');
  expect(asked[1]).toMatchObject({ content: 'hello?', key: expect.any(String) });
});

test('/list tells who is here, and when that is not everybody', async () => {
  answer = { type: 'ClientListResponse', status: 200, clients: ['bob', 'ca\x1b[2Jrol'] };
  await type('/list');
  answer = { type: 'ClientListResponse', status: 200, clients: ['bob'], more: true };
  await type('/list b');
  answer = { type: 'ClientListResponse', status: 200, clients: [] };
  await type('/list');
  expect(asked[1]).toEqual({ type: 'ClientListRequest', prefix: 'b' });
  expect(said).toEqual([
    'Here: bob, carol',
    'Here: bob … and more: /list BEGINNING shows fewer.',
    'Nobody else is here.',
  ]);
});
