import { describe, expect, test } from 'bun:test';
import type { ChatState } from '@chateau/client';
import { previewOf } from '../text/preview.ts';
import { find, type Goal } from './find.ts';
import { beside, countOf, sectionsOf, steady, visible } from './order.ts';

function chat(id: string, at: number | undefined, more: Partial<ChatState> = {}): ChatState {
  const last = at !== undefined && {
    last: { seq: 1, at, sender: 'bob', sender_id: 'p1', content: '' },
  };
  const state = { chat: id, chatname: id, groupchat: false, notify: 'all', unread: 0, mentions: 0 };
  return { ...state, ...last, ...more } as ChatState;
}

function holding(...chats: ChatState[]) {
  return { chats: Object.fromEntries(chats.map((one) => [one.chat, one])) };
}

const ids = (chats: readonly ChatState[]) => chats.map((one) => one.chat);

describe('sections', () => {
  const snapshot = holding(
    chat('old', 1),
    chat('hall', 5, { groupchat: true }),
    chat('new', 9),
    chat('silent', undefined),
    chat('tower', undefined, { groupchat: true }),
  );

  test('have the latest first, people and groups apart', () => {
    const { direct, groups } = sectionsOf(snapshot);
    expect(ids(direct)).toEqual(['new', 'old']);
    expect(ids(groups)).toEqual(['hall', 'tower']);
  });

  test('show a conversation without messages while it is open, and when something was begun', () => {
    expect(ids(sectionsOf(snapshot, 'silent').direct)).toEqual(['silent', 'new', 'old']);
    const begun = sectionsOf(snapshot, undefined, (one) => one.chat === 'silent');
    expect(ids(begun.direct)).toEqual(['new', 'old', 'silent']);
  });

  test('do not move what was there while they are held', () => {
    const chats = [chat('c', 9), chat('a', 3), chat('b', 2)];
    expect(ids(steady(['b', 'a'], chats))).toEqual(['b', 'a', 'c']);
  });

  test('that are long still show what is unread or open', () => {
    const chats = [
      chat('a', 9),
      chat('b', 8),
      chat('c', 7, { unread: 1 }),
      chat('d', 6, { unread: 1, notify: 'none' }),
      chat('e', 5),
    ];
    expect(ids(visible(chats, 2, 'e'))).toEqual(['a', 'b', 'c', 'e']);
    expect(ids(visible(chats, 1, 'e'))).toEqual(['a', 'c', 'e']);
    expect(ids(visible(chats, 1))).toEqual(['a', 'c']);
  });
});

describe('beside', () => {
  const snapshot = holding(
    chat('a', 9),
    chat('b', 8, { unread: 2 }),
    chat('c', 7, { groupchat: true }),
    chat('d', 6, { groupchat: true, unread: 1, notify: 'none' }),
  );
  const from = (current: string | undefined, step: 1 | -1, onlyUnread = false) =>
    beside(snapshot, current, step, onlyUnread)?.chat;

  test('goes through people and groups, and round', () => {
    expect([from('a', 1), from('b', 1), from('d', 1)]).toEqual(['b', 'c', 'a']);
    expect([from('a', -1), from('c', -1)]).toEqual(['d', 'b']);
  });

  test('begins at an end where none is open', () => {
    expect([from(undefined, 1), from(undefined, -1)]).toEqual(['a', 'd']);
  });

  test('finds what is unread and not muted', () => {
    expect([from('d', 1, true), from('a', -1, true), from('b', 1, true)]).toEqual([
      'b',
      'b',
      undefined,
    ]);
    expect(beside(holding(), undefined, 1, false)).toBeUndefined();
  });
});

test('a row counts what is for one', () => {
  expect(countOf(chat('a', 1, { unread: 3 }))).toBe(3);
  expect(countOf(chat('a', 1, { groupchat: true, unread: 3, mentions: 1 }))).toBe(1);
  expect(countOf(chat('a', 1, { unread: 3, notify: 'none' }))).toBe(0);
});

describe('find', () => {
  const goals: Goal[] = [
    { kind: 'person', name: 'dana', id: undefined },
    ...[
      chat('the-adams', 3),
      chat('adam', 1),
      chat('Ádám', 2, { unread: 1 }),
      chat('madame', 9),
      chat('a-dreamer', 9),
      chat('add-me', 9),
    ].map((one) => ({ kind: 'chat' as const, name: one.chatname, chat: one })),
  ];
  const names = (query: string) => find(query, goals).map(({ name }) => name);

  test('prefers beginnings, then words, then what is inside, then letters in order', () => {
    expect(names('adam')).toEqual(['Ádám', 'adam', 'the-adams', 'madame', 'a-dreamer']);
  });

  test('has the unread and the latest first where nothing is asked for', () => {
    expect(names('').slice(0, 2)).toEqual(['Ádám', 'madame']);
    expect(names('').at(-1)).toBe('dana');
  });

  test('finds nothing where nothing matches', () => {
    expect(names('zz')).toEqual([]);
  });
});

test('a preview is one line without signs', () => {
  expect(previewOf('**Supper**\n> `now`\n```js\n1 < 2```')).toBe('Supper now 1 < 2');
});
