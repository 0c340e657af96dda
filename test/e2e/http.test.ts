import { afterAll, beforeAll, expect, test } from 'bun:test';
import { Connection } from '@chateau/client';
import { type BootedServer, bootServer } from '../cast.ts';

let server: BootedServer;
beforeAll(async () => {
  server = await bootServer();
});
afterAll(async () => {
  await server.stop();
});

test('/info says what a client needs, and how many are online but not who', async () => {
  const alice = await Connection.open(server.url);
  await alice.request({ type: 'RegisterRequest', username: 'alice' });
  const info = (await (await fetch(`${server.http}/info`)).json()) as Record<string, unknown>;
  expect(info).toMatchObject({ name: 'Chateau', login: ['guest', 'account'] });
  expect(info).toMatchObject({ guests: true, online: 1 });
  expect(info['limits']).toMatchObject({
    frame: 65_536,
    content: 61_440,
    burst: 50,
    per_second: 10,
  });
  expect(JSON.stringify(info)).not.toContain('alice');
  await alice.close();
});

test('with list_public, /info names who is online', async () => {
  const open = await bootServer({ env: { CHATEAU_LIST_PUBLIC: 'true' } });
  const alice = await Connection.open(open.url);
  await alice.request({ type: 'RegisterRequest', username: 'alice' });
  expect(await (await fetch(`${open.http}/info`)).json()).toMatchObject({ names: ['alice'] });
  await alice.close();
  await open.stop();
});

test('/ is a page, /healthz and /readyz say ok, anything else is not there', async () => {
  const page = await fetch(`${server.http}/`);
  expect(page.headers.get('content-type')).toStartWith('text/html');
  expect(await page.text()).toContain('<title>Chateau</title>');
  expect((await fetch(`${server.http}/healthz`)).status).toBe(200);
  expect((await fetch(`${server.http}/readyz`)).status).toBe(200);
  expect((await fetch(`${server.http}/none`)).status).toBe(404);
  expect((await fetch(`${server.http}/../../etc/passwd`)).status).toBe(404);
});

test('every answer forbids being framed, sniffed, and scripts from anywhere', async () => {
  for (const path of ['/', '/info', '/healthz', '/none']) {
    const { headers } = await fetch(`${server.http}${path}`);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('where a browser trusts the address, and only there, a page has a process and a window of its own', async () => {
  for (const path of ['/', '/docs']) {
    const over = async (headers = {}) => {
      const answer = await fetch(`${server.http}${path}`, { headers });
      return ['cross-origin-opener-policy', 'origin-agent-cluster'].map((name) =>
        answer.headers.get(name),
      );
    };
    expect(await over({ 'sec-fetch-site': 'none' })).toEqual(['same-origin', '?1']);
    expect(await over()).toEqual([null, null]);
  }
});

test('/ws without an upgrade says what it wants', async () => {
  const answer = await fetch(`${server.http}/ws`);
  expect(answer.status).toBe(426);
  expect(answer.headers.get('sec-websocket-version')).toBe('13');
});
