import { describe, expect, test } from 'bun:test';
import { Messages, NotJson } from './messages.ts';

function split(...pieces: string[]): string[] {
  const messages = new Messages();
  return [...pieces.flatMap((piece) => [...messages.push(piece)]), ...messages.end()];
}

function mistake(text: string): NotJson {
  try {
    split(text);
  } catch (error) {
    if (error instanceof NotJson) return error;
    throw error;
  }
  throw new Error(`no mistake found in ${text}`);
}

describe('JSON values are found', () => {
  test('one per line', () => {
    expect(split('{"a":1}\n{"b":2}\n')).toEqual(['{"a":1}', '{"b":2}']);
  });

  test('several on a line, with or without space between', () => {
    expect(split('{"a":1}{"b":2} [3]"x"')).toEqual(['{"a":1}', '{"b":2}', '[3]', '"x"']);
  });

  test('pretty-printed over several lines, as they were written', () => {
    const pretty = JSON.stringify({ type: 'X', list: [{ a: 1 }, []] }, null, 2);
    expect(split(`\n${pretty}\r\n\r\n${pretty}`)).toEqual([pretty, pretty]);
  });

  test('with brackets, quotes and backslashes inside strings', () => {
    const tricky = JSON.stringify({ content: '} ] " \\ \\" {', next: '\\' });
    expect(split(tricky + tricky)).toEqual([tricky, tricky]);
  });

  test('numbers and words, which only what follows them ends', () => {
    expect(split('42 true{"a":null}-1e3')).toEqual(['42', 'true', '{"a":null}', '-1e3']);
  });

  test('however the text is cut into pieces', () => {
    const text = '{"a":"\\"}"}\n[1,\n2] 3 {"b":{"c":"é😀"}}';
    expect(split(...text)).toEqual(split(text));
  });

  test('as soon as they are complete', () => {
    const messages = new Messages();
    expect([...messages.push('{"a":1')]).toEqual([]);
    expect([...messages.push('}')]).toEqual(['{"a":1}']);
    expect([...messages.push('7')]).toEqual([]);
    expect([...messages.push('\n')]).toEqual(['7']);
  });

  test('in nothing and in white space there are none', () => {
    expect(split('', ' \n\t')).toEqual([]);
  });
});

describe('a mistake is named with its line', () => {
  test('where a word stands between the messages', () => {
    const { line, message } = mistake('{"a":1}\n\nhello {"b":2}');
    expect(line).toBe(3);
    expect(message).toContain('hello');
  });

  test('where a message begins that is no JSON', () => {
    expect(mistake('{"a":1}\n{\n"a": 1,\n}\n')).toMatchObject({ line: 2 });
    expect(mistake('{"a": [1}]')).toMatchObject({ line: 1 });
    expect(mistake('\n}')).toMatchObject({ line: 2 });
    expect(mistake('{"a":1},{"b":2}')).toMatchObject({ line: 1 });
  });

  test('where a quote is missing, before it swallows what follows', () => {
    expect(mistake('{\n"a": "x\n}\n{"b":"y"}').line).toBe(2);
  });

  test('where a message has no end', () => {
    expect(mistake('\n{"a": [1, 2\n')).toMatchObject({ line: 2 });
    expect(mistake('"abc')).toMatchObject({ line: 1 });
  });

  test('after the messages before it were given', () => {
    const given: string[] = [];
    expect(() => {
      for (const message of new Messages().push('{"a":1} oops ')) given.push(message);
    }).toThrow(NotJson);
    expect(given).toEqual(['{"a":1}']);
  });
});
