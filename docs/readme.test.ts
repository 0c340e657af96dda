import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BootedServer, bootServer } from '../test/cast.ts';
import { endAll, ROOT, run } from '../test/e2e/command.ts';

/** The README is tried as a reader would try it: its blocks are pasted into a shell as they are. */

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);

function blockWith(word: string): string {
  const found = blocks.find((block) => block.includes(word));
  if (!found) throw new Error(`README.md has no block with ${word}`);
  return found;
}

let server: BootedServer;
beforeAll(async () => {
  server = await bootServer();
});
afterAll(async () => {
  endAll();
  await server.stop();
});

describe('README.md', () => {
  test('the session that a reader can paste shows every frame of both sides', async () => {
    const session = run(blockWith('"bob"'), { env: { CHATEAU_URL: server.url } });
    expect(await session.exit).toBe(0);
    const frames = session
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { type: string; status: number });
    expect(frames.map(({ type, status }) => `${type} ${status}`).sort()).toEqual([
      'ClientListResponse 200',
      'GroupMessageInitResponse 200',
      'GroupMessageInitResponse 201',
      'GroupMessageRecv 201',
      'MessageRecv 200',
      'MessageSendResponse 200',
      'MessageSendResponse 200',
      'RegisterResponse 200',
      'RegisterResponse 200',
    ]);
    expect(frames).toContainEqual(expect.objectContaining({ clients: ['bob'] }));
  });

  test('the session has ten lines', () => {
    expect(blockWith('"bob"').trim().split('\n')).toHaveLength(10);
  });

  test('its commands are those of package.json', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    for (const [, script = ''] of readme.matchAll(/npm (?:run )?(start|test|\w+)\b/g)) {
      if (script !== 'install') expect(scripts).toHaveProperty(script);
    }
  });
});

test('every link and every file that a document names is there', () => {
  const documents = ['README.md', 'ARCHITECTURE.md', 'docs/promises.md', 'docs/protocol.md'];
  for (const document of [...documents, 'CONTRIBUTING.md', 'docs/performance.md']) {
    const text = readFileSync(join(ROOT, document), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)];
    const named = [...text.matchAll(/`((?:test|server|protocol|bench)\/[a-z/-]+\.\w+)`/g)];
    const missing = [
      ...links.map(([, link = '']) => join(dirname(document), link)),
      ...named.map(([, file = '']) => file),
    ].filter((file) => !existsSync(join(ROOT, file)));
    expect([document, ...missing]).toEqual([document]);
  }
});
