import { expect, test } from 'bun:test';
import { text } from './frame.ts';
import { handshake, knock } from './handshake.ts';
import { type Scene, sceneFor, UNLIMITED } from './scene.ts';

const scene = sceneFor(UNLIMITED);

test('[transport.3] a request in the segment of the handshake is answered', async () => {
  const name = scene().name();
  const first = text({ type: 'RegisterRequest', username: name });
  const mallory = await scene().connect({ first });
  expect(await mallory.hears()).toMatchObject({ status: 200, username: name });
  await scene().unharmed();
});

test('[transport.2] an offer to compress is passed over', async () => {
  const headers = { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' };
  const { status, headers: accepted } = await ask(scene(), headers);
  expect(status).toBe(101);
  expect(accepted.get('sec-websocket-extensions')).toBeUndefined();
  await scene().unharmed();
});

test('[transport.1] another version of the protocol is told which one is spoken', async () => {
  for (const version of ['8', '0', '99', '13, 8', '']) {
    const { status, headers } = await ask(scene(), { 'Sec-WebSocket-Version': version });
    expect({ version, status }).toEqual({ version, status: 426 });
    expect(headers.get('sec-websocket-version')).toBe('13');
  }
  await scene().unharmed();
});

test('[transport.1] a handshake with a wrong key, or as another method, is no handshake', async () => {
  const keys = ['', 'MTIzNDU2Nzg5MDEyMzQ1', 'MTIzNDU2Nzg5MDEyMzQ1Njc=', 'not base64!'];
  const twice = (head: string) => head.replace('\r\n\r\n', '\r\nSec-WebSocket-Key: AAAA\r\n\r\n');
  for (const key of keys) await refusedAt(scene(), { 'Sec-WebSocket-Key': key });
  await refusedAt(scene(), {}, twice);
  for (const method of ['POST', 'PUT', 'HEAD', 'OPTIONS', 'BREW']) {
    await refusedAt(scene(), {}, (head) => head.replace('GET', method));
  }
  for (const path of ['/WS', '/ws/', '//ws', '/%77s', '/wss', 'ws', '*', '/ws%00']) {
    await refusedAt(scene(), {}, (head) => head.replace('/ws', path));
  }
  const lenient = { Connection: 'keep-alive, Upgrade', Upgrade: 'WebSocket' };
  expect(await ask(scene(), lenient)).toMatchObject({ status: 101 });
  await scene().unharmed();
});

test('a host that is none gets a short refusal, which tells nothing of the server', async () => {
  const hosts = ['[', '[::1', 'a b', 'a/b', 'x:99999', '@', '%', 'a%', '\x80', '<script>'];
  for (const host of hosts) {
    for (const path of ['/ws', '/', '/info']) {
      const head = handshake(host).replace('/ws', path).replace('Upgrade: websocket\r\n', '');
      const { status, rest } = await knock(scene().server.url, head);
      expect({ host, path, isFault: status >= 500 }).toEqual({ host, path, isFault: false });
      expect(rest.toString()).not.toMatch(/\.ts|stack|<script/i);
    }
  }
  await scene().unharmed();
});

test('heads that are too long, too many or two things at once are refused at once', async () => {
  const long = { 'X-Long': 'y'.repeat(20_000) };
  const many = Object.fromEntries(Array.from({ length: 2_500 }, (_, at) => [`x${at}`, '1']));
  const both = { 'Content-Length': '5', 'Transfer-Encoding': 'chunked' };
  for (const headers of [long, many, both]) await refusedAt(scene(), headers);
  const protocols = ['a,'.repeat(4_000), ' '.repeat(15_000), ','];
  for (const offered of protocols) await ask(scene(), { 'Sec-WebSocket-Protocol': offered });
  await refusedAt(scene(), {}, (head) => head.replaceAll('\r\n', '\n'));
  await scene().unharmed();
});

async function refusedAt(
  scene: Scene,
  headers: Record<string, string>,
  change: (head: string) => string = (head) => head,
): Promise<void> {
  const { status } = await ask(scene, headers, change);
  // 0: it hangs up. 505: it does not speak that version of HTTP.
  const isRefusal = status === 0 || (status >= 400 && status < 500) || status === 505;
  expect({ status, isRefusal }).toMatchObject({ isRefusal: true });
}

function ask(
  { server }: Scene,
  headers: Record<string, string>,
  change: (head: string) => string = (head) => head,
) {
  return knock(server.url, change(handshake(new URL(server.url).host, headers)));
}
