import { describe, expect, test } from 'bun:test';
import { type ChatState, emptySnapshot } from '@chateau/client';
import { en } from '../words/en.ts';
import { waiting } from './count.ts';
import { iconOf } from './icon.ts';
import { titleOf } from './title.ts';
import { beginningOf, isFor } from './whom.ts';

const me = { username: 'alice' };
const group = { groupchat: true, notify: 'all', read_seq: 0 } as const;
const direct = { groupchat: false, notify: 'all', read_seq: 0 } as const;

function said(content: string, seq = 1) {
  return { content, seq };
}

describe('somebody is told', () => {
  test('of all that is said between two, unless they want none of it', () => {
    expect(isFor(said('hello'), direct, me)).toBe(true);
    expect(isFor(said('hello'), { ...direct, notify: 'mentions' }, me)).toBe(true);
    expect(isFor(said('@alice'), { ...direct, notify: 'none' }, me)).toBe(false);
  });

  test('of what is said in a group, as far as they want', () => {
    expect(isFor(said('hello'), group, me)).toBe(true);
    expect(isFor(said('hello'), { ...group, notify: 'mentions' }, me)).toBe(false);
    expect(isFor(said('hello @Alice.'), { ...group, notify: 'mentions' }, me)).toBe(true);
    expect(isFor(said('hello @alicette'), { ...group, notify: 'mentions' }, me)).toBe(false);
    expect(isFor(said('hello @alice'), { ...group, notify: 'none' }, me)).toBe(false);
  });

  test('of nothing that they have read elsewhere', () => {
    expect(isFor(said('hello', 4), { ...direct, read_seq: 4 }, me)).toBe(false);
  });
});

describe('what a notice says', () => {
  test('is one paragraph', () => {
    expect(beginningOf('one\n\n  two\n')).toBe('one two');
  });

  test('is at most 200 characters, none of them cut in two', () => {
    const text = beginningOf('🏰'.repeat(300));
    expect([...text].length).toBe(200);
    expect(text.endsWith('🏰…')).toBe(true);
    expect(text.isWellFormed()).toBe(true);
  });
});

describe('the title', () => {
  test('says what is open, and how much waits', () => {
    expect(titleOf(0, undefined, 'Chateau', en)).toBe('Chateau');
    expect(titleOf(0, 'bob', 'Chateau', en)).toBe('bob – Chateau');
    expect(titleOf(3, 'bob', 'Chateau', en)).toBe('(3) bob – Chateau');
    expect(titleOf(3, undefined, 'Chateau', en)).toBe('(3) Chateau');
  });
});

describe('what waits', () => {
  const chat = (change: Partial<ChatState>) =>
    ({ groupchat: false, notify: 'all', unread: 0, mentions: 0, ...change }) as ChatState;

  test('is all between two, calls in groups, and nothing that is muted', () => {
    const chats = {
      a: chat({ unread: 2 }),
      b: chat({ groupchat: true, unread: 7, mentions: 1 }),
      c: chat({ unread: 5, notify: 'none' }),
    };
    expect(waiting({ ...emptySnapshot(10), chats })).toBe(3);
  });
});

describe('the icon', () => {
  test('is a file, until something waits', () => {
    expect(iconOf(0)).toBe('/icon.svg');
  });

  test('has the number, up to where there is room', () => {
    expect(decodeURIComponent(iconOf(4))).toContain('>4</text>');
    expect(decodeURIComponent(iconOf(120))).toContain('>9+</text>');
  });
});
