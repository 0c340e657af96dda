import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the page weighs on the way to somebody who opens it for the first time, as it was built last. */

const DIST = join(import.meta.dirname, '../../web/dist');

interface Chunk {
  readonly file: string;
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
  return ['de', 'fr', 'es', 'ar'].map((code) =>
    bytesOf(
      filesOf(
        'page/House.svelte',
        'page/conversation/Conversation.svelte',
        `page/words/${code}.ts`,
      ),
    ),
  );
}

/** The files that are fetched for the question and these parts, with what they import. */
function filesOf(...names: string[]): Set<string> {
  const chunks = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8')) as Chunks;
  const files = new Set<string>();
  const seen = new Set<string>();
  const take = (name: string) => {
    const chunk = chunks[name];
    if (!chunk || seen.has(name)) return;
    seen.add(name);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const other of chunk.imports ?? []) take(other);
  };
  const page = readFileSync(join(DIST, 'index.html'), 'utf8');
  for (const [name, { file }] of Object.entries(chunks)) if (page.includes(file)) take(name);
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
