/** A frame from a server. Its type says what the fields are; nothing has been checked but that. */
export interface Received {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface Closing {
  readonly code: number;
  readonly reason: string;
}

/** What a `WebSocket` is here: any that has this will do. */
export interface Socket {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: Closing) => void): void;
}

export type SocketMaker = new (url: string) => Socket;

export interface OpenOptions {
  /** In place of the global one, which Node has from 22 on. */
  readonly WebSocket?: SocketMaker | undefined;
  /** Gives up on opening. */
  readonly signal?: AbortSignal | undefined;
}

interface Waiting {
  take(answer: Received): void;
  resolve(answer: Received): void;
  reject(error: Error): void;
}

const OPEN = 1;

/**
 * One socket to a server. It does not reconnect. Frames that nobody has asked for go to the listener;
 * without one they are dropped.
 */
export class Connection {
  readonly closed: Promise<Closing>;
  readonly #socket: Socket;
  readonly #waiting = new Map<unknown, Waiting>();
  #close: (closing: Closing) => void = () => {};
  #isOver = false;
  #listener: (frame: Received) => void = () => {};
  #nextId = 1;
  #heard = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      this.#close = resolve;
    });
    socket.addEventListener('close', ({ code, reason }) => this.#end({ code, reason }));
    socket.addEventListener('message', ({ data }) => this.#receive(String(data)));
  }

  /** Rejects when the server cannot be reached or refuses the handshake. */
  static async open(url: string, { WebSocket, signal }: OpenOptions = {}): Promise<Connection> {
    const Maker = WebSocket ?? globalThis.WebSocket;
    if (!Maker) throw new Error('No WebSocket here: pass one or use Node 22.');
    const socket = new Maker(url);
    const connection = new Connection(socket);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve());
      socket.addEventListener('error', () => {
        reject(new Error(`No server answers at ${url}. Is it running, and is the address right?`));
      });
      signal?.addEventListener('abort', () => {
        reject(signal.reason);
        connection.abandon();
      });
    });
    return connection;
  }

  /** How many frames have come. */
  get heard(): number {
    return this.#heard;
  }

  /** Every frame that is not the answer to a `request`. */
  listen(listener: (frame: Received) => void): void {
    this.#listener = listener;
  }

  /** Sends a frame as it is; a string goes out unchanged, well-formed or not. */
  send(frame: object | string): void {
    this.#socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /**
   * Sends a request and resolves with its answer, be it an `ErrorResponse`; rejects when the socket ends. `take`
   * has the answer at once, in its place among the frames: a promise is heard of a little later.
   */
  request(frame: object, take: (answer: Received) => void = () => {}): Promise<Received> {
    if (this.#isOver || this.#socket.readyState !== OPEN) {
      return Promise.reject(new Error('The connection has ended.'));
    }
    const id = `r${this.#nextId++}`;
    const answer = new Promise<Received>((resolve, reject) => {
      this.#waiting.set(id, { take, resolve, reject });
    });
    this.send({ ...frame, msg_id: id });
    return answer;
  }

  close(): Promise<Closing> {
    this.#socket.close(1000);
    return this.closed;
  }

  /** Ends it without waiting for the other side, which may be gone without a word. */
  abandon(reason = ''): void {
    this.#end({ code: 1006, reason });
    this.#socket.close();
  }

  #receive(text: string): void {
    if (this.#isOver) return;
    this.#heard++;
    const frame = parse(text);
    const waiting = this.#waiting.get(frame?.['msg_id']);
    this.#waiting.delete(frame?.['msg_id']);
    if (!frame) this.abandon('no frame of this protocol');
    else if (!waiting) this.#listener(frame);
    else {
      waiting.resolve(frame);
      waiting.take(frame);
    }
  }

  #end(closing: Closing): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#close(closing);
    const error = new Error(`The connection ended: ${closing.code} ${closing.reason}`);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function parse(text: string): Received | undefined {
  try {
    const frame = JSON.parse(text);
    return typeof frame?.type === 'string' ? frame : undefined;
  } catch {
    return undefined;
  }
}
