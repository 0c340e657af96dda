import { describe, expect, test } from 'bun:test';
import type { ChatState, Message } from '@chateau/client';
import { cut, isWhole, shown } from './cut.ts';

function message(seq: number): Message {
  return { kind: 'message', seq, at: seq, sender: 'bob', sender_id: '2', content: `${seq}` };
}

function chat(count: number, from = 0): ChatState {
  return {
    chat: 'c1',
    chatname: 'bob',
    groupchat: false,
    notify: 'all',
    shows_reads: false,
    last_seq: from + count,
    read_seq: 0,
    unread: count,
    mentions: 0,
    peer: { id: '2', username: 'bob', online: true },
    messages: Array.from({ length: count }, (_, index) => message(from + index + 1)),
    from,
    keep: 200,
    members: {},
    reads: {},
    typing: { '2': 'bob' },
    counted: from + count,
    stale: false,
  };
}

const kept = (one: ChatState) => cut(one, one.messages, one.last_seq);

describe('what is kept of a conversation', () => {
  test('is its end, and where that begins', () => {
    const { messages, from } = kept(chat(120));
    expect([messages.length, messages[0]?.seq, messages.at(-1)?.seq, from]).toEqual([
      50, 71, 120, 70,
    ]);
  });

  test('is all of a short one, with its beginning', () => {
    const { messages, from } = kept(chat(3));
    expect([messages.length, from]).toEqual([3, 0]);
    expect(kept(chat(50)).from).toBe(0);
    expect(kept(chat(50, 10)).from).toBe(10);
  });

  test('is not who is there at the moment', () => {
    const { typing, peer } = kept(chat(1));
    expect(typing).toEqual({});
    expect(peer?.online).toBe(false);
  });
});

describe('a conversation is whole', () => {
  test('when as much of it is known as is kept, or there is no more', () => {
    expect(isWhole(chat(3))).toBe(true);
    expect(isWhole(chat(50, 100))).toBe(true);
    expect(isWhole(chat(3, 100))).toBe(false);
  });
});

describe('a conversation is shown', () => {
  test('up to where its messages are known', () => {
    const { last_seq, messages } = shown(cut(chat(3, 100), [message(98)], 99));
    expect([last_seq, messages.map(({ seq }) => seq)]).toEqual([99, [98]]);
  });

  test('without a beginning, where none of it is known', () => {
    expect(shown(cut(chat(3, 100), [], 0)).from).toBe(103);
  });
});
