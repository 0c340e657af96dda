import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the page weighs on the way to somebody who opens it for the first time, as it was built last. */

const DIST = join(import.meta.dirname, '../../web/dist');

interface Chunk {
  readonly file: string;
  readonly name?: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

type Chunks = Readonly<Record<string, Chunk>>;

/** Before the question for the name. */
export function questionBytes(): number {
  return bytesOf(filesOf());
}

/** Before the first conversation, in each of the languages that are fetched. */
export function pageBytes(): number[] {
  return ['de', 'fr', 'es', 'ar'].map((code) => bytesOf(filesOf('house', 'conversation', code)));
}

/** The files that are fetched for the question and the pieces of these names, with what they import. */
function filesOf(...names: string[]): Set<string> {
  const chunks = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8')) as Chunks;
  const files = new Set<string>();
  const seen = new Set<string>();
  const take = (key: string) => {
    const chunk = chunks[key];
    if (!chunk || seen.has(key)) return;
    seen.add(key);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const other of chunk.imports ?? []) take(other);
  };
  const page = readFileSync(join(DIST, 'index.html'), 'utf8');
  for (const [key, { file }] of Object.entries(chunks)) if (page.includes(file)) take(key);
  for (const wanted of names) {
    const [key] = Object.entries(chunks).find(([, { name }]) => name === wanted) ?? [];
    if (key === undefined) throw new Error(`The page was built without ${wanted}.`);
    take(key);
  }
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
