import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Storage } from '@chateau/client';

/** What must survive a restart, in one file: the token, and what is still to be sent. Only its owner may read it. */
export class FileStorage implements Storage {
  readonly #file: string;
  readonly #items: Map<string, string>;

  constructor(file: string) {
    this.#file = file;
    this.#items = new Map(Object.entries(read(file)));
  }

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#items.set(key, value);
    this.#write();
  }

  removeItem(key: string): void {
    this.#items.delete(key);
    this.#write();
  }

  /** Beside it first: whatever happens meanwhile, the old or the new one is whole. */
  #write(): void {
    const beside = `${this.#file}.new`;
    writeFileSync(beside, JSON.stringify(Object.fromEntries(this.#items)), { mode: 0o600 });
    renameSync(beside, this.#file);
  }
}

function read(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
