import { describe, expect, test } from 'bun:test';
import { emptySnapshot, type Snapshot } from '@chateau/client';
import { idOf, namesIn } from './known.ts';

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

describe('names in a field', () => {
  test('have spaces or commas between them, and count once', () => {
    expect(namesIn(' bob,carol  dave، bob ')).toEqual(['bob', 'carol', 'dave']);
    expect(namesIn('  ')).toEqual([]);
  });
});
