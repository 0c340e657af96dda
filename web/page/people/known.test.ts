import { describe, expect, test } from 'bun:test';
import { type ChatState, emptySnapshot, type Snapshot } from '@chateau/client';
import { faceOf, idOf, namesIn } from './known.ts';

const me = { id: '1', username: 'alice', role: undefined, display_name: undefined };
const snapshot: Snapshot = { ...emptySnapshot(10), me, online: { '2': 'bob' } };

describe('who has a name', () => {
  test('is oneself, or somebody who is seen', () => {
    expect(idOf(snapshot, 'alice')).toBe('1');
    expect(idOf(snapshot, 'bob')).toBe('2');
  });

  test('is not known of others', () => {
    expect(idOf(snapshot, 'carol')).toBeUndefined();
  });
});

describe("a conversation's face", () => {
  const chat = (of: Partial<ChatState>) =>
    faceOf({ chat: 'c', ...of } as ChatState, () => snapshot);

  test('is that of whoever it is with, also before the list has told who that is', () => {
    expect(chat({ chatname: 'bob', peer: { id: '2', username: 'bob', online: true } })).toBe('2');
    expect(chat({ chatname: 'bob' })).toBe('2');
    expect(chat({ chatname: 'carol' })).toBe('c');
  });

  test("is a group's own, also where it is called like somebody", () => {
    expect(chat({ chatname: 'bob', groupchat: true })).toBe('c');
  });
});

describe('names in a field', () => {
  test('have spaces or commas between them, and count once', () => {
    expect(namesIn(' bob,carol  dave، bob ')).toEqual(['bob', 'carol', 'dave']);
    expect(namesIn('  ')).toEqual([]);
  });
});
