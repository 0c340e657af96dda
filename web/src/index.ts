import { existsSync, globSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** A file of the page, with its compressed forms where there are any. */
export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
  readonly br?: Buffer;
  readonly gzip?: Buffer;
  /** Its name says what is in it, so that it may be kept for ever. */
  readonly isLasting: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

const DIST = join(import.meta.dirname, '../dist');
/** In place of a page that nobody has built. */
const NOT_BUILT =
  '<!doctype html><title>Chateau</title><p>The page has not been built: `npm start` does it.</p>';

/** The files of the page by their addresses, the page itself at `/`. */
export function pageFiles(): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  const names = existsSync(DIST) ? globSync('**/*.*', { cwd: DIST }) : [];
  for (const name of names) {
    const type = TYPES[extname(name)];
    if (type) files.set(`/${name}`, fileAt(join(DIST, name), type, name.startsWith('assets/')));
  }
  const start = files.get('/index.html') ?? {
    type: 'text/html; charset=utf-8',
    body: Buffer.from(NOT_BUILT),
    isLasting: false,
  };
  files.delete('/index.html');
  return files.set('/', start);
}

function fileAt(path: string, type: string, isLasting: boolean): PageFile {
  const compressed = (ending: string) =>
    existsSync(path + ending) ? readFileSync(path + ending) : undefined;
  const [br, gzip] = [compressed('.br'), compressed('.gz')];
  return { type, body: readFileSync(path), isLasting, ...(br && { br }), ...(gzip && { gzip }) };
}
