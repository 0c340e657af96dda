import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/**
 * Builds the page where its sources are others than those of the last build: `bun web/src/build.ts`. What is built is
 * in `web/dist`, each text also compressed, so that no server does that again.
 */

const HERE = join(import.meta.dirname, '..');
const STAMP = join(HERE, 'dist/built-from');
const SOURCES = [
  'web/{page,public}/**/*',
  'web/{index.html,vite.config.ts,package.json}',
  'web/src/*.ts',
  '{client,protocol}/src/**/*.ts',
  'package-lock.json',
];
const TEXTS = '**/*.{html,js,css,svg,json,webmanifest}';
/** Below that many bytes compressing saves nothing. */
const WORTH = 512;

const stamp = stampOf(SOURCES);
if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== stamp) await build();

async function build(): Promise<void> {
  const began = performance.now();
  console.log('Building the page, because its sources have changed…');
  const { build } = await import('vite');
  await build({ root: HERE, configFile: join(HERE, 'vite.config.ts'), logLevel: 'warn' });
  console.log(`Compressing ${compress()} files…`);
  writeFileSync(STAMP, stamp);
  console.log(`The page was built in ${((performance.now() - began) / 1_000).toFixed(1)} s.`);
}

function compress(): number {
  const dist = join(HERE, 'dist');
  const names = globSync(TEXTS, { cwd: dist }).filter(
    (name) => readFileSync(join(dist, name)).length >= WORTH,
  );
  for (const name of names) {
    const text = readFileSync(join(dist, name));
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    };
    writeFileSync(join(dist, `${name}.br`), brotliCompressSync(text, { params }));
    writeFileSync(join(dist, `${name}.gz`), gzipSync(text, { level: 9 }));
  }
  return names.length;
}

function stampOf(patterns: readonly string[]): string {
  const root = join(HERE, '..');
  const hash = createHash('sha256');
  for (const name of globSync([...patterns], { cwd: root, withFileTypes: false }).toSorted()) {
    const path = join(root, name);
    if (/\.\w+$/.test(name)) hash.update(name).update(readFileSync(path));
  }
  return hash.digest('hex');
}
