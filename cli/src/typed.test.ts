import { expect, test } from 'bun:test';
import { understand } from './typed.ts';

test('plain text is said as it is', () => {
  expect(understand('hello  there, "bob" ')).toEqual({ do: 'say', text: 'hello  there, "bob"' });
  expect(understand('  ')).toEqual({ do: 'nothing' });
});

test('a text that begins with a slash is said with two', () => {
  expect(understand('//msg is a command')).toEqual({ do: 'say', text: '/msg is a command' });
});

test('/msg names a person and what to say', () => {
  expect(understand('/msg bob hello  you')).toEqual({
    do: 'message',
    to: 'bob',
    text: 'hello  you',
  });
  expect(understand('/MSG  bob   hello')).toEqual({ do: 'message', to: 'bob', text: 'hello' });
});

test('/msg with a name alone moves there', () => {
  expect(understand('/msg bob ')).toEqual({ do: 'message', to: 'bob' });
});

test('a name with spaces goes in quotes; other quotes mean nothing', () => {
  expect(understand('/msg "book club" hello')).toEqual({
    do: 'message',
    to: 'book club',
    text: 'hello',
  });
  expect(understand('/msg bob "hello"')).toEqual({ do: 'message', to: 'bob', text: '"hello"' });
  expect(understand('/msg "bob hello')).toEqual({ do: 'message', to: '"bob', text: 'hello' });
});

test('/group names the group, then its members', () => {
  expect(understand('/group "book club" bob carol')).toEqual({
    do: 'group',
    name: 'book club',
    members: ['bob', 'carol'],
  });
});

test('/list and /random stand alone or with a word', () => {
  expect(understand('/list')).toEqual({ do: 'list' });
  expect(understand('/list bo')).toEqual({ do: 'list', prefix: 'bo' });
  expect(understand('/random')).toEqual({ do: 'random' });
  expect(understand('/random anyone here?')).toEqual({ do: 'random', text: 'anyone here?' });
});

test('/help and /quit', () => {
  expect(understand('/help')).toEqual({ do: 'help' });
  expect(understand(' /quit')).toEqual({ do: 'quit' });
});

test('a command that is unknown or lacks something says so', () => {
  for (const line of ['/msg', '/group', '/group team', '/nick bob', '/']) {
    expect(understand(line)).toMatchObject({
      do: 'complain',
      about: expect.stringMatching(/[.…]$/),
    });
  }
});
