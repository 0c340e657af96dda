import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the tools of this folder write into the protocol, for a reviewer to read. */

const ROOT = join(import.meta.dirname, '../..');

export function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
}

/** In the form that `bin/check` asks for. */
export function writeJson(file: string, value: unknown): void {
  writeFileSync(join(ROOT, file), `${JSON.stringify(value, null, 2)}\n`);
  const biome = join(ROOT, 'node_modules/.bin/biome');
  const { status, stderr } = spawnSync(biome, ['format', '--write', file], { cwd: ROOT });
  if (status !== 0) throw new Error(`${file} could not be formatted: ${stderr}`);
}
