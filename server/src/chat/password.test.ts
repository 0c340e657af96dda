import { expect, test } from 'bun:test';
import { passwordProblem } from './password.ts';

const rules = { min: 15, server: 'Villa Verde' };
const problem = (password: string, username = 'alice_liddell') =>
  passwordProblem(password, username, rules);

test.each([
  'a plain horse in 4 quiet towns',
  'correct horse battery staple',
  '               x',
  'пятнадцать букв и ещё',
  'kj38sdfj2k3jsdf',
  '🐴🐴🦄🐎🐴🦄🦄🐎🐴🐎🐎🐴🦄🐴🐎',
  'alice_liddell has a cat',
  `${'every word counts '.repeat(2)}${'and so on '.repeat(20)}`,
])('%p may be a password', async (password) => {
  expect(await problem(password)).toBeUndefined();
});

test.each([
  ['', /at least 15/],
  ['fourteen chars', /at least 15/],
  ['e\u0301'.repeat(14), /at least 15/],
  ['x'.repeat(257), /at most 256/],
  ['x'.repeat(60_000), /at most 256/],
  ['aaaaaaaaaaaaaaaaaaaa', /repeats/],
  ['abcabcabcabcabcabc', /repeats/],
  ['1234512345123451', /row|repeats|lists/],
  ['123456789012345', /row/],
  ['abcdefghijklmnop', /row/],
  ['ponmlkjihgfedcba', /row/],
  ['qwertyuiopasdfghjkl', /row/],
  ['PasswordPassword', /name/],
  ['Password12345678!', /name/],
  ['alice_liddell2024', /name/],
  ['villaverde-villaverde', /name/],
  ['chateau1234567890', /name/],
  ['iloveyouiloveyou', /lists/],
  ['!!!iloveyou!!!!!', /lists/],
])('%p may not: %p', async (password, sentence) => {
  expect(await problem(password)).toMatch(sentence);
});

test('a long one is looked at in time that grows with its length', async () => {
  expect(await problem(`${'ab'.repeat(127)}ba`)).toBeUndefined();
  expect(await problem(`${'a'.repeat(255)}b`)).toBeUndefined();
});
