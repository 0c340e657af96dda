import type { Server } from 'bun';
import type { Connection, Listener } from './connection.ts';
import { Heartbeat, type HeartbeatSettings } from './heartbeat.ts';
import { Outbox } from './outbox.ts';
import { clientAddresses } from './proxies.ts';
import { SocketConnection } from './socket.ts';

export interface TransportSettings extends HeartbeatSettings {
  readonly hosts: readonly string[];
  readonly port: number;
  /** Bytes of a frame from a client, and of what a client has not read yet. */
  readonly frame: number;
  readonly unreadOutput: number;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly proxies: readonly string[];
  readonly tls: { cert: string; key: string } | undefined;
  /** Everything over HTTP but the socket. */
  readonly answer: (request: Request) => Response | Promise<Response>;
  /** A connection was cut because its client does not read. */
  readonly onSlow: (connection: Connection) => void;
}

/** Nobody can listen there. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen';
}

/** The sockets and the HTTP side: bytes in and out. This folder alone knows Bun. */
export class Transport {
  readonly #settings: TransportSettings;
  readonly #servers: Server<SocketConnection>[] = [];
  readonly #outbox = new Outbox();
  readonly #heartbeat: Heartbeat;
  readonly #clientAddress: ReturnType<typeof clientAddresses>;
  #connections = 0;

  constructor(settings: TransportSettings) {
    this.#settings = settings;
    this.#heartbeat = new Heartbeat(settings);
    this.#clientAddress = clientAddresses(settings.proxies);
  }

  /** Opens every address; the port that is listened on, which a setting of 0 leaves to the system. */
  listen(listener: Listener): number {
    let { port } = this.#settings;
    for (const hostname of this.#settings.hosts) {
      try {
        const server = this.#serve(hostname, port, listener);
        this.#servers.push(server);
        port = server.port ?? port;
      } catch (error) {
        const code = (error as { code?: string }).code;
        // A machine without IPv6 has no ::1. That is no reason not to serve on the others.
        if (code === 'EADDRNOTAVAIL' && this.#settings.hosts.length > 1) continue;
        this.stop();
        throw new CannotListen(cannotListen(hostname, port, code, error));
      }
    }
    if (this.#servers.length > 0) return port;
    throw new CannotListen('This machine has none of the addresses in `host`. Mend the settings.');
  }

  publish(topic: string, frame: string, except?: Connection): void {
    this.#outbox.after(() => {
      const socket = except instanceof SocketConnection ? except.socket : undefined;
      // Each address has a server of its own with topics of its own; a socket publishes to the others there.
      socket?.publish(topic, frame);
      for (const server of this.#servers) {
        if (server !== socket?.data.server) server.publish(topic, frame);
      }
    });
  }

  /** Once a second. */
  beat(): void {
    this.#heartbeat.beat();
  }

  /** No new connections. */
  refuse(): void {
    for (const server of this.#servers) void server.stop(false);
  }

  stop(): void {
    for (const server of this.#servers) void server.stop(true);
  }

  #serve(hostname: string, port: number, listener: Listener): Server<SocketConnection> {
    const { frame, unreadOutput, tls, answer, onSlow } = this.#settings;
    return Bun.serve<SocketConnection>({
      hostname,
      port,
      ...(tls && { tls }),
      development: false,
      fetch: (request, server) => {
        // The host of the address is the client's own text.
        if (!URL.canParse(request.url)) return new Response('Bad request.\n', { status: 400 });
        if (new URL(request.url).pathname !== '/ws') return answer(request);
        const data = this.#connection(request, server);
        return server.upgrade(request, { data }) ? undefined : upgradeRequired();
      },
      websocket: {
        maxPayloadLength: frame,
        backpressureLimit: unreadOutput,
        closeOnBackpressureLimit: true,
        perMessageDeflate: false,
        // The heartbeat below does both with the times of the settings.
        idleTimeout: 0,
        sendPings: false,
        open: (socket) => {
          const { data: connection } = socket;
          const { handshake = { origin: undefined, host: '' } } = connection;
          connection.attach(socket);
          this.#heartbeat.add(connection);
          listener.opened(connection, handshake);
        },
        message: ({ data: connection }, message) => {
          this.#heartbeat.heard(connection);
          if (typeof message === 'string') listener.received(connection, message);
          else listener.receivedBinary(connection, message.byteLength);
        },
        ping: ({ data }) => this.#heartbeat.heard(data),
        pong: ({ data }) => this.#heartbeat.heard(data),
        close: ({ data: connection }) => {
          // Bun cuts a socket at the limit without saying so.
          if (connection.isBehind && !connection.isClosing) onSlow(connection);
          connection.detach();
          this.#heartbeat.remove(connection);
          listener.closed(connection);
        },
      },
    });
  }

  #connection(request: Request, server: Server<SocketConnection>): SocketConnection {
    const handshake = {
      origin: request.headers.get('origin') ?? undefined,
      host: request.headers.get('host') ?? '',
    };
    const peer = server.requestIP(request)?.address ?? '';
    const address = this.#clientAddress(peer, request.headers.get('x-forwarded-for'));
    return new SocketConnection(++this.#connections, address, handshake, server, this.#outbox);
  }
}

function upgradeRequired(): Response {
  return new Response('This address speaks WebSocket.\n', {
    status: 426,
    headers: { upgrade: 'websocket', 'sec-websocket-version': '13' },
  });
}

function cannotListen(
  host: string,
  port: number,
  code: string | undefined,
  error: unknown,
): string {
  const where = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use: another program listens on ${where}. Stop it, or choose another port (CHATEAU_PORT).`;
    case 'EACCES':
      return `This account may not listen on ${where}. Choose a port from 1024 up (CHATEAU_PORT).`;
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${host}. Mend \`host\` in the settings.`;
    default:
      return `Cannot listen on ${where}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
