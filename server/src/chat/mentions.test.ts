import { describe, expect, test } from 'bun:test';
import { callsAll, mentionsIn } from './mentions.ts';

const names = (content: string) => mentionsIn(content, false)?.names;

describe('[read.6] a message calls', () => {
  test.each([
    ['@bob', ['bob']],
    ['hello @Bob, and @CAROL!', ['bob', 'carol']],
    ['(@bob)', ['bob']],
    ['@bob’s', ['bob']],
    ['@@bob', ['bob']],
    ['line\n@bob\n@bob', ['bob']],
    ['@Zoë @Łukasz @日本', ['zoë', 'łukasz', '日本']],
    ['@Zoe\u0308', ['zoë']],
    ['@ｂｏｂ', ['bob']],
  ])('%j: those who are named', (content, wanted) => expect(names(content)).toEqual(wanted));

  test.each(['', 'bob', '@', '@ bob', '@_bob', '@-', '@\u0301', 'mail bob@example.org', 'a.@bob'])(
    '%j: nobody',
    (content) => expect(mentionsIn(content, true)).toBeUndefined(),
  );

  test('both readings of a name that ends like a sentence', () => {
    expect(names('ask @bob.')).toEqual(['bob.', 'bob']);
    expect(names('ask @j.r...')).toEqual(['j.r...', 'j.r']);
  });

  test('nobody by the beginning of a longer word', () => {
    const long = 'a'.repeat(32);
    expect(names(`@${long}`)).toEqual([long]);
    expect(names(`@${long}a`)).not.toContain(long);
  });

  test('everybody, from somebody who may', () => {
    for (const call of ['@all', '@here', '@ALL', '@All.', 'hi @here!', '@bob @all']) {
      expect(callsAll(call)).toBe(true);
      expect(mentionsIn(call, true)?.everybody).toBe(true);
      expect(mentionsIn(call, false)?.everybody ?? false).toBe(false);
    }
  });

  test('nobody in particular by calling everybody', () => {
    expect(mentionsIn('@all', true)).toEqual({ names: [], everybody: true });
    expect(mentionsIn('@all', false)).toBeUndefined();
    expect(names('@allison @hereward')).toEqual(['allison', 'hereward']);
  });

  test('at most fifty names, whoever writes five thousand', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => `@name${at}`);
    const called = mentionsIn(many.join(' '), false)?.names ?? [];
    expect(called).toEqual(many.slice(0, 50).map((name) => name.slice(1)));
    const dotted = mentionsIn(many.join('. '), false)?.names ?? [];
    expect(dotted).toHaveLength(50);
  });

  test('nobody, and takes no time for it, in 60 KB of signs', () => {
    for (const noise of ['@', '@.', '@a.', 'a@', '@\u0301', '@a\u0301']) {
      const content = noise.repeat(Math.floor(61_440 / noise.length));
      expect(mentionsIn(content, true)?.names.length ?? 0).toBeLessThanOrEqual(50);
    }
  });
});

test('a message that calls everybody is noticed before it is read', () => {
  expect(callsAll('nothing of the kind')).toBe(false);
  expect(callsAll('all @ here')).toBe(false);
  // Said again with care once it is known who wrote it.
  expect(callsAll('@allison')).toBe(true);
});
