import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { type BootedServer, bootServer, temporaryDirectory } from '../../test/cast.ts';
import { endAll, ROOT, run } from '../../test/e2e/command.ts';
import { Client } from './index.ts';

/** The README is tried as a reader would try it: its programs are run as they are, against a real server. */

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = '']) => block);
const BUN = 'node_modules/.bin/bun';
const ENTRIES = {
  '@chateau/client': join(ROOT, 'client/src/index.ts'),
  '@chateau/client/testing': join(ROOT, 'client/src/testing/index.ts'),
};

let server: BootedServer;
let files: string[];
beforeAll(async () => {
  server = await bootServer({ env: { CHATEAU_LIMITS_ENABLED: 'false' } });
  const directory = await temporaryDirectory();
  files = blocks.map((block, number) => {
    const file = join(directory, `block-${number}.ts`);
    writeFileSync(file, placed(block));
    return file;
  });
});
afterAll(async () => {
  endAll();
  await server.stop();
});

describe('client/README.md', () => {
  test('the first program is a bot of five lines', async () => {
    const [bot = ''] = blocks;
    expect(bot.trim().split('\n').filter(Boolean)).toHaveLength(4);
    const running = run(`exec ${BUN} ${files[0]}`);
    const alice = new Client(server.url);
    await alice.enter({ username: 'a-reader' });
    const heard = new Promise((resolve) => alice.on('message', ({ content }) => resolve(content)));
    // It is in when somebody of that name can be written to.
    while (!(await alice.send('echo', 'hello').catch(() => undefined))) await Bun.sleep(20);
    expect(await heard).toBe('hello');
    alice.stop();
    running.signal('SIGKILL');
    await running.exit;
  });

  for (const [number, block] of blocks.entries()) {
    if (number === 0) continue;
    test(`program ${number + 1} prints what it says it does`, async () => {
      const program = run(`${BUN} ${files[number]}`);
      expect([await program.exit, program.output()]).toEqual([0, program.output()]);
      const lines = program.output().split('\n').map(plain);
      // What listeners print comes between the rest.
      for (const expected of promises(block)) {
        expect(lines).toContain(expected);
        lines.splice(lines.indexOf(expected), 1);
      }
    });
  }

  test('its programs fit the types', () => {
    const options: ts.CompilerOptions = {
      ...ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile).config.compilerOptions,
      target: ts.ScriptTarget.ES2024,
      lib: ['lib.es2024.d.ts', 'lib.esnext.collection.d.ts'],
      module: ts.ModuleKind.Preserve,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      typeRoots: [join(ROOT, 'node_modules/@types')],
    };
    const program = ts.createProgram(files, options);
    const problems = ts.getPreEmitDiagnostics(program).map(({ messageText, file, start }) => {
      const at = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
      return `${file?.fileName}:${at + 1} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
    expect(problems).toEqual([]);
  }, 60_000);

  test('it names every method and every event that there is', () => {
    const named = (name: string) => new RegExp(`\`[^\`\n]*\\b${name}\\b`).test(readme);
    const source = ['client', 'chat', 'events'].map((file) =>
      readFileSync(join(import.meta.dirname, `${file}.ts`), 'utf8'),
    );
    const methods = source.flatMap((text) => [...text.matchAll(/^ {2}(?:async )?(\w+)[(<:]/gm)]);
    const names = methods.map(([, name = '']) => name).filter((name) => name !== 'constructor');
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => !named(name))).toEqual([]);
  });
});

/** Where the test has its server and its sources. */
function placed(block: string): string {
  return block
    .replaceAll('ws://localhost:8888/ws', server.url)
    .replace(
      /from '(@chateau\/[a-z/]+)'/g,
      (_, name: keyof typeof ENTRIES) => `from '${ENTRIES[name]}'`,
    );
}

/** What the comments with an arrow say that is printed. */
function promises(block: string): string[] {
  const said = [...block.matchAll(/\/\/ → (.*)$/gm)].map(([, text = '']) => text);
  return said.flatMap((text) => text.split(' … ')).map(plain);
}

function plain(line: string): string {
  return line.replace(/[\s,"]+/g, ' ').trim();
}
