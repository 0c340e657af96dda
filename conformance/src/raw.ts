import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { FrameReader, frame, OPCODE, type ReadFrame, textFrame } from './framing.ts';
import { type Ears, unreachable, type Wire } from './wire.ts';

/** A WebSocket by hand, for what no proper client sends. */
export interface RawWire extends Wire {
  /** Exactly these bytes, in as few TCP segments as they fit into. */
  write(...bytes: Uint8Array[]): void;
  /** Stops reading, as somebody does who has no time. */
  pause(): void;
  resume(): void;
  /** With which the server accepted; the names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

export interface RawOptions {
  /** Sent with the handshake, besides what it needs. */
  readonly headers?: Record<string, string>;
  /** Sent in the same segment as the handshake. */
  readonly first?: Uint8Array;
  /** Leaves pings without an answer. */
  readonly mute?: boolean;
}

/** Rejects when the server refuses the handshake or does not prove that it speaks WebSocket. */
export async function openRaw(url: string, ears: Ears, options: RawOptions = {}): Promise<RawWire> {
  const target = new URL(url);
  const socket = await connect(target);
  const key = randomBytes(16).toString('base64');
  const line = new RawLine(socket, ears, key, options.mute ?? false);
  socket.write(Buffer.concat([handshake(target, key, options), options.first ?? Buffer.alloc(0)]));
  const headers = await line.accepted;
  return {
    headers,
    send: (text) => void socket.write(textFrame(text)),
    write: (...bytes) => void socket.write(Buffer.concat(bytes)),
    close: () => void socket.write(frame(OPCODE.close, Buffer.from([0x03, 0xe8]))),
    drop: () => void socket.destroy(),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
  };
}

async function connect(target: URL): Promise<Socket> {
  const secure = target.protocol === 'wss:';
  // An IPv6 address stands in brackets in a URL, and without them everywhere else.
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const port = Number(target.port || (secure ? 443 : 80));
  const socket = secure ? connectTls({ host, port, servername: host }) : connectTcp({ host, port });
  try {
    await once(socket, secure ? 'secureConnect' : 'connect');
  } catch {
    throw unreachable(target.href);
  }
  socket.setNoDelay(true);
  return socket;
}

function handshake({ host, pathname, search }: URL, key: string, options: RawOptions): Buffer {
  const headers = {
    Host: host,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': key,
    ...options.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`GET ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n`);
}

/** Reads first the answer to the handshake, then frames. */
class RawLine {
  readonly accepted: Promise<ReadonlyMap<string, string>>;
  readonly #ears: Ears;
  readonly #socket: Socket;
  readonly #mute: boolean;
  readonly #reader = new FrameReader();
  #parts: Buffer[] = [];
  #closing: { code: number; reason: string } | undefined;

  constructor(socket: Socket, ears: Ears, key: string, mute: boolean) {
    this.#socket = socket;
    this.#ears = ears;
    this.#mute = mute;
    this.accepted = new Promise((resolve, reject) => {
      let head = Buffer.alloc(0);
      let open = false;
      socket.on('data', (bytes: Buffer) => {
        if (open) return this.#take(bytes);
        head = Buffer.concat([head, bytes]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        open = true;
        try {
          resolve(acceptance(head.toString('latin1', 0, end), key));
        } catch (error) {
          socket.destroy();
          reject(error);
        }
        this.#take(head.subarray(end + 4));
      });
      socket.on('error', () => {});
      socket.on('close', () => {
        reject(new Error('The connection ended in the handshake.'));
        const { code, reason } = this.#closing ?? { code: 1006, reason: '' };
        ears.end(code, reason);
      });
    });
  }

  #take(bytes: Buffer): void {
    for (const read of this.#reader.take(bytes)) this.#handle(read);
  }

  #handle({ opcode, payload, fin, reserved }: ReadFrame): void {
    if (reserved !== 0) this.#ears.other(opcode, payload);
    else if (opcode === OPCODE.close) this.#goodbye(payload);
    else if (opcode === OPCODE.text || opcode === OPCODE.continuation) this.#text(payload, fin);
    else {
      if (opcode === OPCODE.ping && !this.#mute) this.#socket.write(frame(OPCODE.pong, payload));
      this.#ears.other(opcode, payload);
    }
  }

  #text(payload: Buffer, fin: boolean): void {
    this.#parts.push(payload);
    if (!fin) return;
    const whole = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#ears.text(whole.toString('utf8'));
  }

  #goodbye(payload: Buffer): void {
    const code = payload.length < 2 ? 1005 : payload.readUInt16BE(0);
    this.#closing = { code, reason: payload.toString('utf8', 2) };
    this.#socket.end(frame(OPCODE.close, payload.subarray(0, 2)));
  }
}

function acceptance(head: string, key: string): ReadonlyMap<string, string> {
  const [status = '', ...lines] = head.split('\r\n');
  if (!status.startsWith('HTTP/1.1 101 '))
    throw new Error(`The handshake was answered "${status}".`);
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
  const proof = createHash('sha1')
    .update(key + guid)
    .digest('base64');
  if (headers.get('sec-websocket-accept') !== proof) {
    throw new Error('The handshake was accepted with a wrong Sec-WebSocket-Accept.');
  }
  return headers;
}
