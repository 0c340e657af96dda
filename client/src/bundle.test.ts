import { beforeAll, describe, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What a page downloads: everything that the SDK exports, as Bun's bundler makes it. */

const LIMIT = 12 * 1024;

let bundle: string;
let plain: string;
beforeAll(() => {
  bundle = build('--minify');
  plain = build();
});

describe('the bundle', () => {
  test('has at most 12 KiB when gzipped', () => {
    expect(gzipSync(bundle, { level: 9 }).length).toBeLessThanOrEqual(LIMIT);
  });

  test('holds no validator, no library and nothing of the fake server', () => {
    for (const word of ['typebox', 'TypeBox', 'FakeServer', 'require(', 'node:']) {
      expect(plain).not.toContain(word);
    }
    expect(plain).not.toMatch(/^import /m);
    expect(plain).not.toContain('/node_modules/');
  });
});

/** In a browser's form, its comments naming the files that it was made of. */
function build(...flags: string[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'chateau-bundle-'));
  const file = join(directory, 'client.js');
  const entry = join(import.meta.dirname, 'index.ts');
  try {
    execFileSync(process.execPath, ['build', ...flags, entry, '--outfile', file]);
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(directory, { recursive: true });
  }
}
