import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { ERRORS, FRAMES, REQUESTS } from '@chateau/protocol';
import { asyncapi, examplesOf, type MessageType } from '@chateau/protocol/asyncapi';
import { rules } from '../../docs/src/rules.ts';
import { type BootedServer, bootServer } from '../cast.ts';

/** The protocol as a running server shows it. */

const PAGES = ['/docs', '/docs/messages'];
const ALL = [...PAGES, '/docs/style.css', '/asyncapi.json'];
const types = Object.keys({ ...REQUESTS, ...FRAMES }) as MessageType[];

let server: BootedServer;
beforeAll(async () => {
  server = await bootServer();
});
afterAll(async () => {
  await server.stop();
});

const get = (path: string, headers = {}) => fetch(server.http + path, { headers });

describe('over HTTP', () => {
  test.each([
    ['/docs', 'text/html; charset=utf-8'],
    ['/docs/messages', 'text/html; charset=utf-8'],
    ['/docs/style.css', 'text/css; charset=utf-8'],
    ['/asyncapi.json', 'application/json'],
  ])('%s is there as %s', async (path, type) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(type);
  });

  test('/asyncapi.json is the document of the protocol', async () => {
    expect(await (await get('/asyncapi.json')).json()).toEqual(
      JSON.parse(JSON.stringify(asyncapi())),
    );
  });

  test('what a browser has is not sent again', async () => {
    for (const path of ALL) {
      const { headers } = await get(path);
      const etag = headers.get('etag') ?? '';
      expect([path, etag]).not.toEqual([path, '']);
      expect(headers.get('cache-control')).toBe('no-cache');
      const again = await get(path, { 'if-none-match': etag });
      expect([again.status, await again.text()]).toEqual([304, '']);
      expect((await get(path, { 'if-none-match': '"another"' })).status).toBe(200);
    }
  });

  test('nothing may be loaded but the stylesheet', async () => {
    for (const path of ALL) {
      const policy = (await get(path)).headers.get('content-security-policy');
      expect(policy).toStartWith("default-src 'none'; style-src 'self'; ");
      expect(policy).not.toContain('unsafe');
    }
  });

  test('/docs/ leads to /docs, and other names lead nowhere', async () => {
    expect((await get('/docs/')).url).toBe(`${server.http}/docs`);
    for (const name of [
      'none',
      'constructor',
      '..%2f..%2fpackage.json',
      'messages/none',
      'src/index.ts',
    ]) {
      expect((await get(`/docs/${name}`)).status).toBe(404);
    }
  });
});

describe('the pages', () => {
  test('have no script, no style of their own, and nothing from elsewhere', async () => {
    for (const path of PAGES) {
      const { elements } = await looked(path);
      const forbidden = ['script', 'style', 'img', 'iframe', 'object', 'form'];
      expect(elements.filter(({ tag }) => forbidden.includes(tag))).toEqual([]);
      const attributes = elements.flatMap((element) => Object.keys(element.attributes));
      expect(attributes.filter((name) => name === 'style' || name.startsWith('on'))).toEqual([]);
      const sheets = elements
        .filter(({ tag }) => tag === 'link')
        .map((element) => element.attributes['href']);
      expect(sheets).toEqual(['/docs/style.css']);
    }
  });

  test('every rule, every code and every message has a place of its own', async () => {
    const [guide, reference] = [await looked('/docs'), await looked('/docs/messages')];
    for (const { ids } of [guide, reference])
      expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted());
    const wanted = [...rules().keys(), ...Object.keys(ERRORS), '1012', '4001'];
    expect(wanted.filter((id) => !guide.ids.includes(id))).toEqual([]);
    expect(types.filter((type) => !reference.ids.includes(type))).toEqual([]);
  });

  test('every link leads to something that is there', async () => {
    const places = new Set(['/', ...ALL]);
    const pages = await Promise.all(PAGES.map(async (path) => ({ path, ...(await looked(path)) })));
    for (const { path, ids } of pages) for (const id of ids) places.add(`${path}#${id}`);
    for (const { path, elements } of pages) {
      const links = elements.flatMap(({ tag, attributes: { href } }) =>
        tag === 'a' && href ? [href] : [],
      );
      const inside = links
        .filter((href) => !href.startsWith('https://'))
        .map((href) => (href.startsWith('#') ? path + href : href));
      expect(inside.length).toBeGreaterThan(100);
      expect(inside.filter((href) => !places.has(href))).toEqual([]);
    }
  });

  test('every message shows its recorded frame and every field of it', async () => {
    const { text } = await looked('/docs/messages');
    const plain = text.replaceAll(/\s+/g, '');
    for (const example of types.flatMap((type) => [...examplesOf(type)])) {
      const shown = escaped(JSON.stringify(example, null, 2)).replaceAll(/\s+/g, '');
      expect(plain.includes(shown) || shown).toBe(true);
    }
  });
});

interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The page as its elements and its text. */
async function looked(path: string) {
  const elements: Element[] = [];
  let text = '';
  const reader = new HTMLRewriter()
    .on('*', {
      element({ tagName, attributes }) {
        elements.push({ tag: tagName, attributes: Object.fromEntries(attributes) });
      },
    })
    .onDocument({
      text(chunk) {
        text += chunk.text;
      },
    });
  await reader.transform(await get(path)).text();
  const ids = elements.flatMap(({ attributes: { id } }) => (id === undefined ? [] : [id]));
  return { elements, text, ids };
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
