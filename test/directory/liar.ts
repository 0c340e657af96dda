import net, { type Server, type Socket } from 'node:net';
import tls from 'node:tls';
import type { Certificate } from './authority.ts';
import { childrenOf, integer, type Node, nodesOf, numberOf, textOf, tlv } from './ber.ts';

/** A directory of our own that says whatever a test wants it to, and remembers what it was told. */

export type Asked =
  | { what: 'bind'; dn: string; password: string; isSecure: boolean }
  | { what: 'search'; base: string; values: string[]; isSecure: boolean }
  | { what: 'extended' | 'unbind' | 'other'; isSecure: boolean };

export interface Request {
  readonly id: number;
  readonly asked: Asked;
  readonly socket: Socket;
  /** Sends it as the answer to this request. */
  reply(...operations: Buffer[]): void;
  /** From now on the connection speaks TLS, if the liar has a certificate for that. */
  upgrade(): void;
}

export interface LiarOptions {
  /** With a certificate it speaks TLS from the first byte; otherwise TLS comes with StartTLS, if at all. */
  readonly certificate?: Certificate;
  readonly startTls?: Certificate;
  /** What it answers; without an answer the honest one is given. `true`: the request is dealt with. */
  readonly lie?: (request: Request) => boolean;
  readonly onConnect?: (socket: Socket) => void;
  readonly tls?: tls.TlsOptions;
}

export interface Liar {
  readonly url: string;
  readonly asked: Asked[];
  readonly connections: () => number;
  stop(): Promise<void>;
}

export const SUCCESS = 0;
export const DN = 'uid=alice,ou=people,dc=example,dc=org';

export const result = (tag: number, code: number, ...more: Buffer[]): Buffer =>
  tlv(tag, integer(code, 0x0a), tlv(0x04, ''), tlv(0x04, ''), ...more);
export const bindResult = (code: number, ...more: Buffer[]) => result(0x61, code, ...more);
export const searchDone = (code = SUCCESS) => result(0x65, code);
export const referral = (url: string) => tlv(0xa3, tlv(0x04, url));
export const reference = (url: string) => tlv(0x73, tlv(0x04, url));

export function entry(dn = DN, attributes: Record<string, string> = { uid: 'alice' }): Buffer {
  const listed = Object.entries(attributes).map(([name, value]) =>
    tlv(0x30, tlv(0x04, name), tlv(0x31, tlv(0x04, value))),
  );
  return tlv(0x64, tlv(0x04, dn), tlv(0x30, ...listed));
}

/** A whole message, with any number. */
export const message = (id: number, operation: Buffer) => tlv(0x30, integer(id), operation);

export async function startLiar(options: LiarOptions = {}): Promise<Liar> {
  const { certificate, startTls, lie, onConnect } = options;
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;

  const welcome = (socket: Socket, isSecure: boolean) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    listen(socket, isSecure);
  };
  function listen(socket: Socket, isSecure: boolean): void {
    let pending = Buffer.alloc(0);
    socket.on('data', (data: Buffer) => {
      const { nodes, rest } = nodesOf(Buffer.concat([pending, data]));
      pending = Buffer.from(rest);
      for (const node of nodes) hear(node, socket, isSecure);
    });
  }
  function hear(node: Node, socket: Socket, isSecure: boolean): void {
    const [number, operation] = childrenOf(node);
    if (!operation) return;
    const id = numberOf(number);
    const request: Request = {
      id,
      asked: readAsked(operation, isSecure),
      socket,
      reply: (...operations) => {
        socket.write(Buffer.concat(operations.map((answer) => message(id, answer))));
      },
      upgrade: () => upgrade(socket),
    };
    asked.push(request.asked);
    if (lie?.(request)) return;
    honest(request);
  }
  function upgrade(socket: Socket): void {
    if (!startTls) return;
    socket.removeAllListeners('data');
    const { cert, key } = startTls;
    welcome(new tls.TLSSocket(socket, { isServer: true, cert, key }), true);
  }
  function honest({ asked: { what }, reply, upgrade }: Request): void {
    if (what === 'bind') reply(bindResult(SUCCESS));
    if (what === 'search') reply(entry(), searchDone());
    if (what !== 'extended') return;
    reply(result(0x78, startTls ? SUCCESS : 2));
    upgrade();
  }

  const accept = (socket: Socket) => {
    connections++;
    onConnect?.(socket);
    welcome(socket, certificate !== undefined);
  };
  const server: Server = certificate
    ? tls.createServer({ cert: certificate.cert, key: certificate.key, ...options.tls }, accept)
    : net.createServer(accept);
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `${certificate ? 'ldaps' : 'ldap'}://localhost:${port}`,
    asked,
    connections: () => connections,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function readAsked(operation: Node, isSecure: boolean): Asked {
  const [first, second, third] = childrenOf(operation);
  switch (operation.tag) {
    case 0x60:
      return { what: 'bind', dn: textOf(second), password: textOf(third), isSecure };
    case 0x63: {
      const filter = childrenOf(operation)[6];
      return {
        what: 'search',
        base: textOf(first),
        values: filter ? valuesOf(filter) : [],
        isSecure,
      };
    }
    case 0x77:
      return { what: 'extended', isSecure };
    case 0x42:
      return { what: 'unbind', isSecure };
    default:
      return { what: 'other', isSecure };
  }
}

/** The filter as text: `attribute=value` for each comparison in it, and its signs. */
function valuesOf({ tag, content }: Node): string[] {
  const node = { tag, content };
  if (tag === 0xa3) {
    const [attribute, value] = childrenOf(node);
    return [`${textOf(attribute)}=${textOf(value)}`];
  }
  if (tag === 0x87) return [`${content.toString('utf8')}=*`];
  if (tag === 0xa0 || tag === 0xa1 || tag === 0xa2) return childrenOf(node).flatMap(valuesOf);
  return [`filter ${tag.toString(16)}`];
}
