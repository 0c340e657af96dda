import { describe, expect, test } from 'bun:test';
import { byRank, leads, outranks } from './ranks.ts';

describe('ranks', () => {
  test('owners and moderators lead', () => {
    expect([leads('owner'), leads('moderator'), leads('member'), leads(undefined)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test('nobody is above their equals', () => {
    expect(outranks('owner', 'moderator')).toBe(true);
    expect(outranks('moderator', 'member')).toBe(true);
    expect(outranks('moderator', 'moderator')).toBe(false);
    expect(outranks(undefined, 'member')).toBe(false);
  });

  test('stand in order, and those of one rank by name', () => {
    const people = [
      { id: '1', username: 'émile', role: 'member' },
      { id: '2', username: 'fred', role: 'member' },
      { id: '3', username: 'zoe', role: 'owner' },
      { id: '4', username: 'bob', role: 'moderator' },
    ] as const;
    const names = [...people].toSorted(byRank('fr')).map(({ username }) => username);
    expect(names).toEqual(['zoe', 'bob', 'émile', 'fred']);
  });
});
