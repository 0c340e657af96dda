import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What is built and measured here is made again at need. */
export const BUILD = new URL('../build/', import.meta.url).pathname;

const made = new Set<string>();

// Databases lie beside the checkout by default: a system's temporary directory is often memory, where
// an fsync costs nothing and says nothing.
export function scratch(parent: string): string {
  mkdirSync(parent, { recursive: true });
  const directory = mkdtempSync(join(parent, 'data-'));
  made.add(directory);
  return directory;
}

export function discard(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
  made.delete(directory);
}

process.on('exit', () => {
  for (const directory of made) discard(directory);
});
