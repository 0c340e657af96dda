import { expect, test } from 'bun:test';
import { conversations, type Result } from '@chateau/conformance';
import { rules } from '@chateau/docs/rules';
import { broken, progress, table } from './scores.ts';

function result(area: string, outcome: Result['outcome'], ...rules: string[]): Result {
  return { area, title: 'Alice says hello', rules, outcome };
}

test('each area has its score, and all of them have one', () => {
  const results = [
    result('groups', 'passed'),
    result('names', 'failed'),
    result('groups', 'failed'),
    result('groups', 'passed'),
    result('random', 'skipped'),
  ];
  expect(table(results).split('\n')).toEqual([
    'area    passed  failed  skipped  score',
    'groups       2       1        0    66%',
    'names        0       1        0     0%',
    'random       0       0        1      -',
    'all          2       2        1    50%',
  ]);
});

test('nothing is called whole that is not', () => {
  const results = [...Array(999).fill(result('names', 'passed')), result('names', 'failed')];
  expect(table(results)).toContain('99%');
  expect(table(results)).not.toContain('100%');
});

test('broken rules are named once, in the order of their numbers, with what they say', () => {
  const results = [
    result('a', 'failed', 'R10', 'R2'),
    result('b', 'failed', 'R2'),
    result('c', 'passed', 'R1'),
    result('d', 'skipped', 'R3'),
  ];
  expect(broken(results, new Map([['R2', 'Names differ.']])).split('\n')).toEqual([
    'Broken rules:',
    '  R2   Names differ.',
    '  R10',
  ]);
});

test('where nothing failed, nothing is broken', () => {
  const results = [result('a', 'passed', 'R1'), result('a', 'skipped', 'R2')];
  expect(broken(results, new Map())).toBe('No rule is broken.');
});

test('every rule that a conversation shows has its sentence', () => {
  const known = rules();
  const shown = conversations.flatMap((conversation) => conversation.rules);
  expect(shown.filter((id) => !/^[A-Z`].*[.)]$/.test(known.get(id) ?? ''))).toEqual([]);
});

test('progress tells what went wrong below its line', () => {
  expect(progress(result('a', 'passed'))).toBe('✓ a: Alice says hello');
  expect(progress({ ...result('a', 'failed'), detail: 'Expected 200\ngot 400' })).toBe(
    '✗ a: Alice says hello\n    Expected 200\n    got 400',
  );
});
