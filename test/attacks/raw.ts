import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Received } from '@chateau/client';
import { firstFrame, frame, goodbye, OP, type Payload, type ReadFrame, text } from './frame.ts';
import { handshake, readHead } from './handshake.ts';

/** How long a server may take for what it owes, in milliseconds. */
const PATIENCE = 3_000;

export interface RawOptions {
  /** Headers of the handshake, besides or in place of what a client sends. */
  readonly headers?: Record<string, string>;
  /** Bytes in the same segment as the handshake. */
  readonly first?: Uint8Array;
  /** The address to come from. */
  readonly from?: string;
  /** Neither answers a close nor lets go of the socket. */
  readonly stubborn?: boolean;
  /** Leaves pings unanswered. */
  readonly mute?: boolean;
}

const open = new Set<Raw>();

/** A WebSocket by hand: what goes out is what the test says, byte for byte. */
export class Raw {
  /** The close code, 1006 without one: once the socket has ended. */
  readonly closed: Promise<number>;
  /** The close code as soon as the server has said it. */
  code: number | undefined;
  reason = '';
  readonly socket: Socket;
  /** The server's and our own. */
  ports: readonly [number, number] = [0, 0];
  readonly #options: RawOptions;
  readonly #frames: ReadFrame[] = [];
  #bytes: Buffer = Buffer.alloc(0);
  #wake = () => {};
  #ended = false;

  private constructor(socket: Socket, options: RawOptions) {
    this.socket = socket;
    this.#options = options;
    open.add(this);
    this.closed = new Promise((resolve) => {
      const end = () => {
        open.delete(this);
        this.#ended = true;
        this.#wake();
        resolve(this.code ?? 1006);
      };
      socket.on('close', end);
      // A server that lets go is what the stubborn one waits for.
      socket.on('end', end);
    });
    socket.on('error', () => {});
  }

  /** Rejects when the answer to the handshake is not 101. */
  static async open(url: string, options: RawOptions = {}): Promise<Raw> {
    const { hostname, port, host } = new URL(url);
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port),
      allowHalfOpen: options.stubborn ?? false,
      ...(options.from !== undefined && { localAddress: options.from }),
    });
    socket.setNoDelay(true);
    const raw = new Raw(socket, options);
    await once(socket, 'connect');
    // A socket forgets them when it ends.
    raw.ports = [Number(port), socket.localPort ?? 0];
    const head = Buffer.from(handshake(host, options.headers));
    socket.write(Buffer.concat([head, options.first ?? Buffer.alloc(0)]));
    const { status, rest } = await readHead(socket);
    if (status !== 101) {
      socket.destroy();
      throw new Error(`The handshake was answered with ${status}.`);
    }
    socket.on('data', (bytes) => raw.#take(bytes as Buffer));
    raw.#take(rest);
    socket.resume();
    return raw;
  }

  /** In as few segments as they fit into. */
  write(...bytes: Uint8Array[]): void {
    this.socket.write(bytes.length === 1 ? (bytes[0] as Uint8Array) : Buffer.concat(bytes));
  }

  send(payload: Payload | object): void {
    this.write(text(payload));
  }

  /** The next frame but pings; `undefined`: there is none, the socket has ended. */
  async next(milliseconds = PATIENCE): Promise<ReadFrame | undefined> {
    const over = Date.now() + milliseconds;
    while (this.#frames.length === 0 && !this.#ended) {
      const left = over - Date.now();
      if (left <= 0) throw new Error(`Nothing came in ${milliseconds} ms.`);
      await this.#news(left);
    }
    return this.#frames.shift();
  }

  /** The next frame, which must be text. */
  async hears(milliseconds?: number): Promise<Received> {
    const read = await this.next(milliseconds);
    if (read?.op === OP.text) return JSON.parse(read.payload.toString());
    throw new Error(read ? `A frame came that is no text: ${read.op}` : 'The socket has ended.');
  }

  /** The next frame after a request; for a socket with nothing else under way. */
  asks(request: Payload | object): Promise<Received> {
    this.send(request);
    return this.hears();
  }

  /** The code with which the server ends it, in time. */
  async ends(milliseconds = PATIENCE): Promise<number> {
    const over = Date.now() + milliseconds;
    while (!this.#ended) {
      const left = over - Date.now();
      if (left <= 0) throw new Error(`The server has not let go after ${milliseconds} ms.`);
      await this.#news(left);
    }
    return this.closed;
  }

  /** Leaves as a browser does, and waits until the server has seen it. */
  async leave(): Promise<void> {
    if (!this.#ended) this.write(goodbye(1000));
    await this.ends().finally(() => this.socket.destroy());
  }

  #news(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #take(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
    for (let found = firstFrame(this.#bytes); found; found = firstFrame(this.#bytes)) {
      this.#bytes = found.rest;
      this.#handle(found.read);
    }
    this.#wake();
  }

  #handle(read: ReadFrame): void {
    if (read.op === OP.close) this.#farewell(read.payload);
    else if (read.op === OP.ping) this.#pong(read.payload);
    else this.#frames.push(read);
  }

  #farewell(payload: Buffer): void {
    this.code = payload.length < 2 ? 1005 : payload.readUInt16BE(0);
    this.reason = payload.toString('utf8', 2);
    if (!this.#options.stubborn) this.socket.end(goodbye(this.code));
  }

  #pong(payload: Buffer): void {
    if (!this.#options.mute) this.write(frame(OP.pong, payload));
  }
}

/** Lets go of everything that a test has left open. */
export function dropAll(): void {
  for (const raw of open) raw.socket.destroy();
  open.clear();
}
