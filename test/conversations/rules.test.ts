import { expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conversations } from '@chateau/conformance';
import { CLOSE, ERRORS, FRAMES, REQUESTS } from '@chateau/protocol';
import type { TSchema } from 'typebox';
import { Check } from 'typebox/value';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/protocol.md'), 'utf8');
/** Where tests and conversations stand that may quote a rule. */
const PLACES = ['test', 'conformance/src', 'server/src', 'protocol/src', 'client/src', 'cli/src'];

const rules = [...PAGE.matchAll(/^- \*\*([a-z]+\.\d+)\*\* /gm)].map(([, id]) => id as string);
const areas = new Set(rules.map((id) => id.split('.')[0]));

test('every rule has a number of its own, and no number is left out', () => {
  expect(new Set(rules).size).toBe(rules.length);
  const numbers = Map.groupBy(rules, (id) => id.split('.')[0]);
  for (const [area, its] of numbers) {
    expect(its).toEqual(its.map((_, index) => `${area}.${index + 1}`));
  }
});

test('every rule that a test quotes is in the protocol', () => {
  const unknown = [...quoted()].filter((id) => !rules.includes(id));
  expect(unknown).toEqual([]);
});

test('every rule of the protocol is quoted by a test', () => {
  const ids = quoted();
  expect(rules.filter((id) => !ids.has(id))).toEqual([]);
});

test('every rule that the prose mentions is there', () => {
  const mentioned = [...PAGE.matchAll(/`([a-z]+\.\d+)`/g)].map(([, id]) => id as string);
  expect(mentioned.filter((id) => !rules.includes(id))).toEqual([]);
});

test('every conversation is about rules of the protocol, its own area first, and has a title of its own', () => {
  for (const { area, title, rules: its } of conversations) {
    expect(its[0]?.split('.')[0], title).toBe(area);
  }
  const titles = conversations.map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
});

test('the table of errors is that of the code', () => {
  const rows = tableRows('code', 'status', 'again', 'when');
  const told = rows.map(([code, status, again]) => [
    code?.replaceAll('`', ''),
    Number(status),
    again,
  ]);
  const known = Object.entries(ERRORS).map(([code, [status, retryable]]) => {
    return [code, status, retryable ? 'yes' : 'no'];
  });
  expect(told).toEqual(known);
});

test('the table of close codes is that of the code', () => {
  const told = tableRows('code', 'advice', 'when').map(([code, advice]) => [Number(code), advice]);
  expect(told).toEqual(Object.values(CLOSE).map(({ code, advice }) => [code, advice]));
});

test('every example is a frame of this protocol, and every frame has one', () => {
  const schemas: Record<string, TSchema> = { ...REQUESTS, ...FRAMES };
  const frames = examples();
  for (const frame of frames) {
    expect(Check(schemas[frame.type] as TSchema, frame), JSON.stringify(frame)).toBe(true);
  }
  const types = new Set(frames.map(({ type }) => type));
  expect([...types].toSorted()).toEqual(Object.keys(schemas).toSorted());
});

/** A block holds one frame, over as many lines as it likes, or one frame a line. */
function examples(): { readonly type: string }[] {
  return [...PAGE.matchAll(/^```json\n(.*?)^```$/gms)].flatMap(([, block = '']) => {
    try {
      return [JSON.parse(block)];
    } catch {
      return block
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    }
  });
}

/** All ids in brackets, such as `[register.3, names.1]` in the name of a test. */
function quoted(): Set<string> {
  const ids = new Set<string>();
  for (const path of PLACES.flatMap((place) => sources(join(ROOT, place)))) {
    for (const [bracket] of readFileSync(path, 'utf8').matchAll(/\[\s*'?[a-z]+\.\d+[^\]]*\]/g)) {
      for (const [id] of bracket.matchAll(/[a-z]+\.\d+/g)) {
        if (areas.has(id.split('.')[0])) ids.add(id);
      }
    }
  }
  return ids;
}

function sources(directory: string): string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('node_modules') && path !== import.meta.path);
}

/** The cells of the table with these columns; how wide they are drawn does not matter. */
function tableRows(...columns: string[]): string[][] {
  const tables = PAGE.split('\n\n').map((block) =>
    block.split('\n').map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    ),
  );
  const found = tables.find(([header]) => header?.join() === columns.join());
  return found?.slice(2) ?? [];
}
