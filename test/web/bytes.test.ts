import { expect, test } from 'bun:test';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../e2e/command.ts';

/** What the page weighs on the way to somebody who opens it for the first time. */

const DIST = join(ROOT, 'web/dist');
const KB = 1_024;

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

const chunks = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8')) as Record<
  string,
  Chunk
>;

/** The files that are fetched for these parts, with what they import. */
function filesOf(...names: string[]): Set<string> {
  const files = new Set<string>();
  const seen = new Set<string>();
  const take = (name: string) => {
    const chunk = chunks[name];
    if (!chunk || seen.has(name)) return;
    seen.add(name);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const other of chunk.imports ?? []) take(other);
  };
  for (const name of names) take(name);
  return files.add('index.html').add('icon.svg').add('manifest.webmanifest');
}

/** Compressed, where it is worth it. */
function bytesOf(files: Set<string>): number {
  let sum = 0;
  for (const file of files) {
    const path = join(DIST, file);
    sum += (statSync(`${path}.br`, { throwIfNoEntry: false }) ?? statSync(path)).size;
  }
  return sum;
}

test('at most 60 KB come before the question for the name', () => {
  const bytes = bytesOf(filesOf('index.html'));
  expect(bytes).toBeGreaterThan(5 * KB);
  expect(bytes).toBeLessThanOrEqual(60 * KB);
});

test('at most 150 KB come before the first conversation, in the longest of the languages', () => {
  const languages = ['de', 'fr', 'es', 'ar'].map((code) => `page/words/${code}.ts`);
  const sizes = languages.map((words) =>
    bytesOf(filesOf('index.html', 'page/House.svelte', words)),
  );
  expect(Math.min(...sizes)).toBeGreaterThan(60 * KB);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(150 * KB);
});
