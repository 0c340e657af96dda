import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** The text of a handshake; a header of one's own wins over the usual one, '' leaves it out. */
export function handshake(host: string, headers: Record<string, string> = {}): string {
  const usual = {
    Host: host,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
  };
  const lines = Object.entries({ ...usual, ...headers })
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET /ws HTTP/1.1\r\n${lines.join('')}\r\n`;
}

export interface Head {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** What came behind it. */
  readonly rest: Buffer;
}

/** What a server answers to a handshake; the socket is paused then. Status 0: it let go without a word. */
export function readHead(socket: Socket): Promise<Head> {
  let bytes = Buffer.alloc(0);
  return new Promise((resolve) => {
    const take = (more: Buffer) => {
      bytes = Buffer.concat([bytes, more]);
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.pause();
      socket.off('data', take);
      resolve({ ...parse(bytes.toString('latin1', 0, end)), rest: bytes.subarray(end + 4) });
    };
    socket.on('data', take);
    const gone = () => resolve({ status: 0, headers: new Map(), rest: bytes });
    for (const event of ['close', 'end']) socket.once(event, gone);
  });
}

/** Sends text to the port and gives the head of the answer. */
export async function knock(url: string, request: string): Promise<Head> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => {});
  socket.write(Buffer.from(request, 'latin1'));
  return readHead(socket).finally(() => socket.destroy());
}

function parse(head: string): Omit<Head, 'rest'> {
  const [first = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(first.split(' ')[1]), headers: new Map(headers) };
}
