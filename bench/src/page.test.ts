import { expect, test } from 'bun:test';
import { between } from './page.ts';

test('the figures replace those between the marks and nothing else', () => {
  const page = 'before\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n';
  const after = 'before\n<!-- bench -->\nnew\n<!-- /bench -->\nafter\n';
  expect(between(page, 'new')).toBe(after);
});

test('a page without the marks is left alone', () => {
  expect(() => between('before\n<!-- /bench -->\n<!-- bench -->\n', 'new')).toThrow('needs a line');
});

test('a page may have figures of several kinds', () => {
  const page = '<!-- bench -->\nkept\n<!-- /bench -->\n<!-- bench:log -->\n<!-- /bench:log -->\n';
  expect(between(page, 'new', 'bench:log')).toBe(
    '<!-- bench -->\nkept\n<!-- /bench -->\n<!-- bench:log -->\nnew\n<!-- /bench:log -->\n',
  );
});
