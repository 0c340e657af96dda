import { describe, expect, test } from 'bun:test';
import type { ChatState, Message } from '@chateau/client';
import { cut } from './cut.ts';

function message(seq: number): Message {
  return { kind: 'message', seq, at: seq, sender: 'bob', sender_id: '2', content: `${seq}` };
}

function chat(count: number): ChatState {
  return {
    chat: 'c1',
    chatname: 'bob',
    groupchat: false,
    notify: 'all',
    shows_reads: false,
    last_seq: count,
    read_seq: 0,
    unread: count,
    mentions: 0,
    peer: { id: '2', username: 'bob', online: true },
    messages: Array.from({ length: count }, (_, index) => message(index + 1)),
    from: 0,
    keep: 200,
    members: {},
    reads: {},
    typing: { '2': 'bob' },
    counted: count,
    stale: false,
  };
}

describe('what is kept of a conversation', () => {
  test('is its end, and where that begins', () => {
    const { messages, from } = cut(chat(120));
    expect([messages.length, messages[0]?.seq, messages.at(-1)?.seq, from]).toEqual([
      50, 71, 120, 70,
    ]);
  });

  test('is all of a short one, with its beginning', () => {
    const { messages, from } = cut(chat(3));
    expect([messages.length, from]).toEqual([3, 0]);
  });

  test('is not who is there at the moment', () => {
    const { typing, peer } = cut(chat(1));
    expect(typing).toEqual({});
    expect(peer?.online).toBe(false);
  });
});
