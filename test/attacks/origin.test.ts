import { describe, expect, test } from 'bun:test';
import { text } from './frame.ts';
import { Raw, type RawOptions } from './raw.ts';
import { refusal, type Scene, sceneFor, UNLIMITED } from './scene.ts';

describe('with no origins listed,', () => {
  const scene = sceneFor(UNLIMITED);
  const port = () => new URL(scene().server.url).port;

  const STRANGE = [
    'https://evil.example',
    'null',
    'file://',
    'chrome-extension://abcdef',
    'garbage',
    'http://127.0.0.1.evil.example:PORT',
    'http://127.0.0.1:PORT.evil.example',
    'http://evil.localhost:PORT',
    'http://127.0.0.1:1',
    'http://localhost:PORT',
    'ws://127.0.0.1:PORT',
    'http://127.0.0.1:PORT, https://evil.example',
    'http://127.0.0.1:PORT\r\nOrigin: https://evil.example',
  ];
  test('[transport.9] a page from elsewhere is closed with 1008, and nothing it says is done', async () => {
    for (const strange of STRANGE) {
      const origin = strange.replaceAll('PORT', port());
      const name = scene().name();
      const first = text({ type: 'RegisterRequest', username: name });
      await turnedAway(scene(), { headers: { Origin: origin }, first });
      const mallory = await scene().connect();
      const registered = await mallory.asks({ type: 'RegisterRequest', username: name });
      expect({ origin, registered }).toMatchObject({ registered: { status: 200 } });
    }
    await scene().unharmed();
  });

  test('[transport.9] the domain of a stranger that points here is not here', async () => {
    for (const host of ['evil.example', `evil.example:${port()}`, '127.0.0.1.evil.example']) {
      await turnedAway(scene(), { headers: { Host: host, Origin: `http://${host}` } });
    }
    await scene().unharmed();
  });

  test('[transport.10] a page of this server, by an address or as localhost, is let in', async () => {
    const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`, `LOCALHOST:${port()}`, '10.1.2.3'];
    for (const host of [...hosts, `[::1]:${port()}`]) {
      await letIn(scene(), { headers: { Host: host, Origin: `http://${host.toLowerCase()}` } });
    }
    await letIn(scene(), {});
    const six = await Raw.open(`ws://[::1]:${port()}/ws`);
    expect(await six.asks({ type: 'x' })).toMatchObject(refusal('unknown_type', 400));
    await scene().unharmed();
  });
});

describe('with origins listed,', () => {
  const scene = sceneFor({
    ...UNLIMITED,
    CHATEAU_ORIGINS: 'https://chat.example,capacitor://localhost',
  });

  test('[transport.10] a page of one of them is let in', async () => {
    for (const origin of [
      'https://chat.example',
      'HTTPS://CHAT.EXAMPLE',
      'capacitor://localhost',
    ]) {
      await letIn(scene(), { headers: { Origin: origin } });
    }
    await scene().unharmed();
  });

  const NEARLY = [
    'https://chat.example.evil.com',
    'https://evilchat.example',
    'https://chat.example@evil.com',
    'https://chat.example:8443',
    'http://chat.example',
    'https://chat.example.',
    'https://sub.chat.example',
    'https://chat.example, https://evil.example',
    'capacitor://evil',
    // Browsers call every origin that is none "null": a listed one without a host must not mean all of these.
    'null',
    'file://',
    'tauri://localhost',
    'data:,x',
  ];
  for (const origin of NEARLY) {
    test(`[transport.9] ${origin} is none of them`, async () => {
      await turnedAway(scene(), { headers: { Origin: origin } });
      await scene().unharmed();
    });
  }
});

async function letIn(scene: Scene, options: RawOptions): Promise<void> {
  const mallory = await scene.connect(options);
  expect(await mallory.asks({ type: 'x' })).toMatchObject(refusal('unknown_type', 400));
}

async function turnedAway(scene: Scene, options: RawOptions): Promise<void> {
  const mallory = await scene.connect(options);
  const read = await mallory.next();
  const origin = options.headers?.['Origin'];
  expect({ origin, said: read?.payload.toString() }).toEqual({ origin, said: undefined });
  expect(await mallory.ends()).toBe(1008);
}
