import { describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import ts from 'typescript';

/**
 * Data flows one way: transport → gateway → chat → ports ← adapters. This reads every import of the
 * product and fails on a wrong arrow.
 */

const ROOT = join(import.meta.dir, '..');

/** What a folder may import of ours, beside itself. The most specific folder of a file decides. */
const ARROWS: Record<string, readonly string[]> = {
  protocol: [],
  client: ['protocol'],
  examples: ['client'],
  'web/src': [],
  'web/page': ['client', 'protocol'],
  conformance: ['client', 'protocol'],
  docs: ['protocol'],
  bench: ['client', 'protocol', 'server/src/adapters/sqlite', 'test'],
  cli: ['client', 'conformance', 'docs', 'protocol', 'server', 'bench'],
  'server/src/transport': ['protocol'],
  'server/src/ports': ['protocol'],
  'server/src/chat': ['server/src/ports', 'protocol'],
  'server/src/gateway': ['server/src/chat', 'server/src/ports', 'protocol'],
  'server/src/adapters/memory': ['server/src/ports', 'protocol'],
  'server/src/adapters/sqlite': ['server/src/ports', 'protocol'],
  'server/src/adapters/argon2': ['server/src/ports'],
  'server/src/adapters/ldap': ['server/src/ports'],
  'server/src/adapters/system': ['server/src/ports'],
  'server/src': [
    'server/src/adapters',
    'server/src/chat',
    'server/src/gateway',
    'server/src/ports',
    'server/src/transport',
    'docs',
    'protocol',
    'web',
  ],
};

/** The gateway knows what a connection is, and nothing else of the transport. */
const EXCEPTIONS = new Set(['server/src/gateway → server/src/transport/connection.ts']);

/** Who may import which library. A library that is not here may be imported nowhere. */
const LIBRARIES: Record<string, readonly string[]> = {
  typebox: ['protocol', 'server/src/settings.ts', 'server/src/config.ts', 'conformance'],
  hono: [
    'server/src/transport/headers.ts',
    'server/src/transport/http.ts',
    'server/src/transport/page.ts',
  ],
  pino: ['server/src/main.ts', 'server/src/house.ts', 'server/src/furnish.ts'],
  'smol-toml': ['server/src/config.ts'],
  commander: ['cli'],
  'markdown-it': ['docs/src/markdown.ts', 'web/page/text/markdown.ts'],
  svelte: ['web/page'],
  '@tanstack/virtual-core': ['web/page/parts/virtual.svelte.ts', 'web/page/parts/anchor.ts'],
  lowlight: ['web/page/text/highlight.worker.ts'],
  'highlight.js': ['web/page/text/highlight.worker.ts'],
  idb: ['web/page/offline/cache.ts'],
  'virtual:emoji': ['web/page'],
  vite: ['web/src'],
  'playwright-core': ['bench/src/web/'],
  ldapts: ['server/src/adapters/ldap'],
  '@node-rs/argon2': ['server/src/adapters/argon2'],
  '@zxcvbn-ts/language-common': ['server/src/chat/password.ts'],
  bun: ['server/src/transport'],
};

interface Import {
  readonly from: string;
  readonly to: string;
}

const imports = sources().flatMap(importsOf);
const ours = imports.filter(({ to }) => !isLibrary(to));
const libraries = imports.filter(({ to }) => isLibrary(to) && !to.startsWith('node:'));

describe('the arrows of the house', () => {
  test('the imports are really read', () => {
    expect(ours.length).toBeGreaterThan(80);
    expect(libraries.length).toBeGreaterThan(8);
  });

  test('every import of ours goes the way that data flows', () => {
    expect(ours.filter((edge) => !isAllowed(edge)).map(show)).toEqual([]);
  });

  test('a library is imported only where it belongs', () => {
    const wrong = libraries.filter(({ from, to }) => {
      const library = to.startsWith('@') ? to.split('/').slice(0, 2).join('/') : to.split('/')[0];
      return !(LIBRARIES[library ?? ''] ?? []).some((place) => from.startsWith(place));
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('Bun itself is named in the transport alone', () => {
    const users = sources().filter((file) => /\bBun\./.test(codeOf(file)));
    const outside = users.filter(
      (file) => !file.startsWith('server/src/transport/') && !file.startsWith('bench/'),
    );
    expect(users.length).toBeGreaterThan(0);
    expect(outside).toEqual([]);
  });

  test('a wrong arrow would be found', () => {
    expect(isAllowed({ from: 'server/src/chat/x.ts', to: 'server/src/gateway/y.ts' })).toBe(false);
    expect(
      isAllowed({ from: 'server/src/gateway/x.ts', to: 'server/src/transport/server.ts' }),
    ).toBe(false);
    expect(isAllowed({ from: 'protocol/src/x.ts', to: 'client/src/index.ts' })).toBe(false);
  });
});

function sources(): string[] {
  const folders = [
    'protocol/src',
    'client/src',
    'examples/src',
    'web/src',
    'web/page',
    'conformance/src',
    'docs/src',
    'bench/src',
    'cli/src',
    'server/src',
  ];
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(?:ts|svelte)$/.test(file) && !file.endsWith('.test.ts'))
      .map((file) => join(folder, file)),
  );
}

/** Of a component, its scripts. */
function textOf(file: string): string {
  const text = readFileSync(join(ROOT, file), 'utf8');
  if (!file.endsWith('.svelte')) return text;
  return [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)]
    .map(([, code]) => code)
    .join('\n');
}

/** The text without its comments, which may name anything. */
function codeOf(file: string): string {
  return textOf(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
}

function importsOf(from: string): Import[] {
  const { importedFiles } = ts.preProcessFile(textOf(from));
  return importedFiles.map(({ fileName }) => ({ from, to: target(from, fileName) }));
}

/** A path of the repository for what is ours; the name of the library for what is not. */
function target(from: string, to: string): string {
  if (to.startsWith('.')) return normalize(join(dirname(from), to));
  if (to.startsWith('@chateau/'))
    return `${to.slice('@chateau/'.length).split('/')[0]}/src/index.ts`;
  return to;
}

function isLibrary(to: string): boolean {
  return !/^(protocol|client|examples|web|conformance|docs|bench|cli|server|test)\//.test(to);
}

function isAllowed({ from, to }: Import): boolean {
  const home = homeOf(from);
  if (homeOf(to) === home || to.startsWith(`${home}/package.json`)) return true;
  if (to === 'server/package.json') return true;
  if (EXCEPTIONS.has(`${home} → ${to}`)) return true;
  return (ARROWS[home] ?? []).some((place) => to.startsWith(`${place}/`) || to.startsWith(place));
}

function homeOf(file: string): string {
  const homes = Object.keys(ARROWS).filter((home) => file.startsWith(`${home}/`));
  return homes.toSorted((one, other) => other.length - one.length)[0] ?? relative(ROOT, file);
}

function show({ from, to }: Import): string {
  return `${from} → ${to}`;
}
