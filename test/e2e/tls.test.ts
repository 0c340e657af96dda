import { expect, test } from 'bun:test';
import { execFileSync, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { temporaryDirectory } from '../cast.ts';
import { run } from './command.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) console.log('The TLS test needs openssl (bin/setup installs it) and is skipped.');

test.skipIf(!hasOpenssl)(
  'with a certificate the server speaks https and wss, and nothing plain',
  async () => {
    const folder = await temporaryDirectory();
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const self = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
    execFileSync('openssl', [...self, ...subject, '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    });
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as { port: number };
    holder.close();

    const env = {
      CHATEAU_PORT: String(port),
      CHATEAU_DATA: join(folder, 'data'),
      CHATEAU_TLS_CERT: cert,
      CHATEAU_TLS_KEY: key,
    };
    const server = run('exec node_modules/.bin/chateau serve', { env });
    await server.says(/wss:\/\/localhost/);
    const message = `'{"type":"RegisterRequest","username":"alice"}'`;
    const send = run(
      `echo ${message} | node_modules/.bin/chateau send --wait 300 --url wss://localhost:${port}/ws`,
      {
        env: { NODE_EXTRA_CA_CERTS: cert },
      },
    );
    expect(await send.exit).toBe(0);
    expect(send.output()).toContain('"RegisterResponse"');
    for (const version of ['-tls1', '-tls1_1']) {
      const old = spawnSync('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, version], {
        input: '',
        encoding: 'utf8',
      });
      expect(`${old.stdout}${old.stderr}`).toContain('no peer certificate available');
    }
    const plain = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => ({ ok: false }));
    expect(plain.ok).toBe(false);
    server.signal('SIGTERM');
    expect(await server.exit).toBe(0);
  },
);
