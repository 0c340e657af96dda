import net, { type Socket } from 'node:net';
import tls from 'node:tls';
import { Client } from 'ldapts';
import { DirectoryUnavailable } from '../../ports/directory.ts';
import { unavailable } from './errors.ts';
import type { LdapSettings } from './settings.ts';

/** Bytes of answers of one connection: a person's entry has some hundreds. */
const ANSWERS = 1024 * 1024;

export interface ConnectionOptions extends Pick<LdapSettings, 'ca' | 'startTls'> {
  readonly url: string;
  /** Milliseconds for connecting, TLS included. */
  readonly connectWithin: number;
  /** Milliseconds from now after which nothing is waited for any more. */
  readonly within: number;
  readonly answers?: number;
}

/** A client with a deadline, and the means to end it whatever the other side does. */
export interface LdapConnection {
  readonly client: Client;
  /** Lets the client do something; rejects with `DirectoryUnavailable` when that, or the time, fails. */
  ask<T>(doing: string, work: (client: Client) => Promise<T>): Promise<T>;
  end(): void;
}

/**
 * Connects, with TLS where that is asked for. Rejects with `DirectoryUnavailable`.
 *
 * The library opens a lost connection again by itself. After StartTLS that would send a password in the clear,
 * and a new connection speaks for nobody: so there is one socket, and none after it.
 */
export async function openConnection(options: ConnectionOptions): Promise<LdapConnection> {
  const { url, ca, startTls, connectWithin, within, answers = ANSWERS } = options;
  const { hostname } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const security = { minVersion: 'TLSv1.2' as const, ...(ca !== undefined && { ca }) };
  const sockets: Socket[] = [];

  /** The first socket is kept, and ended when it says more than anybody should. */
  function only<T extends Socket>(socket: T): T {
    sockets.push(socket);
    let left = answers;
    socket.on('data', (data: Buffer) => {
      left -= data.length;
      if (left < 0) socket.destroy();
    });
    return socket;
  }
  const refuse = () => {
    throw new DirectoryUnavailable('the directory cut the connection');
  };
  const client = new Client({
    url,
    strictDN: false,
    createConnection: ((port: number, at: string) =>
      sockets.length > 0 ? refuse() : only(net.connect(port, at))) as typeof net.connect,
    createSecureConnection: ((...args: Parameters<typeof tls.connect>) => {
      // With StartTLS the library hands over the options alone, the socket among them.
      if (typeof args[0] === 'object') {
        for (const plain of sockets) plain.removeAllListeners('data');
        return only(tls.connect(...args));
      }
      return sockets.length > 0 ? refuse() : only(tls.connect(...args));
    }) as typeof tls.connect,
    ...(url.startsWith('ldaps:') && {
      tlsOptions: { ...security, host, ...(net.isIP(host) === 0 && { servername: host }) },
    }),
  });
  const end = () => {
    for (const socket of sockets) socket.destroy();
  };
  const over = deadline(within, end);

  async function ask<T>(doing: string, work: (client: Client) => Promise<T>): Promise<T> {
    try {
      return await Promise.race([work(client), over.promise]);
    } catch (error) {
      throw error instanceof Timeout ? unavailable(error, doing) : error;
    }
  }
  const connection: LdapConnection = {
    client,
    ask,
    end() {
      over.cancel();
      end();
    },
  };

  const connecting = deadline(connectWithin, end);
  try {
    await Promise.race([connect(), connecting.promise, over.promise]);
    return connection;
  } catch (error) {
    connection.end();
    throw unavailable(error, `connecting to ${url}`);
  } finally {
    connecting.cancel();
  }

  async function connect(): Promise<void> {
    if (!startTls) return openSocket(client);
    await client.startTLS({ ...security, host, ...(net.isIP(host) === 0 && { servername: host }) });
    // What came before the encryption, be it the beginning of an answer, was said by anybody.
    if (unparsed(client)) throw new DirectoryUnavailable('something spoke before the encryption');
  }
}

/** The library connects with the first request; what must be known before that is whether it can. */
async function openSocket(client: Client): Promise<void> {
  await (client as unknown as { _connect(): Promise<void> })._connect();
}

function unparsed(client: Client): boolean {
  const { messageParser } = client as unknown as { messageParser: { buffer?: Buffer } };
  return messageParser.buffer !== undefined;
}

class Timeout extends Error {
  readonly code = 'ETIMEDOUT';
}

function deadline(milliseconds: number, act: () => void) {
  const { promise, reject } = Promise.withResolvers<never>();
  // Nobody may be waiting when it is over.
  promise.catch(() => {});
  const timer = setTimeout(
    () => {
      reject(new Timeout('too late'));
      act();
    },
    Math.max(1, milliseconds),
  );
  return { promise, cancel: () => clearTimeout(timer) };
}
