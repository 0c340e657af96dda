/** A frame from a server. Its type says what the fields are; nothing has been checked but that. */
export interface Received {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface Closing {
  readonly code: number;
  readonly reason: string;
}

interface Waiting {
  resolve(answer: Received): void;
  reject(error: Error): void;
}

/**
 * One socket to a server, on the global `WebSocket` (browser, Bun, Node 22 and later). It does not
 * reconnect. Frames that nobody has asked for go to the listener; without one they are dropped.
 */
export class Connection {
  readonly closed: Promise<Closing>;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<unknown, Waiting>();
  #listener: (frame: Received) => void = () => {};
  #nextId = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.addEventListener('close', ({ code, reason }) => {
        resolve({ code, reason });
        this.#fail(new Error(`The connection ended: ${code} ${reason}`));
      });
    });
    socket.addEventListener('message', ({ data }) => this.#receive(String(data)));
  }

  /** Rejects when the server cannot be reached or refuses the handshake. */
  static async open(url: string): Promise<Connection> {
    const socket = new WebSocket(url);
    const connection = new Connection(socket);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve());
      socket.addEventListener('error', () => {
        reject(new Error(`No server answers at ${url}. Is it running, and is the address right?`));
      });
    });
    return connection;
  }

  /** Every frame that is not the answer to a `request`. */
  listen(listener: (frame: Received) => void): void {
    this.#listener = listener;
  }

  /** Sends a frame as it is; a string goes out unchanged, well-formed or not. */
  send(frame: object | string): void {
    this.#socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Sends a request and resolves with its answer, be it an `ErrorResponse`; rejects when the socket ends. */
  request(frame: object): Promise<Received> {
    if (this.#socket.readyState !== WebSocket.OPEN) {
      return Promise.reject(new Error('The connection has ended. Open another one.'));
    }
    const id = `r${this.#nextId++}`;
    const answer = new Promise<Received>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    this.send({ ...frame, msg_id: id });
    return answer;
  }

  close(): Promise<Closing> {
    this.#socket.close(1000);
    return this.closed;
  }

  #receive(text: string): void {
    const frame = JSON.parse(text) as Received;
    const waiting = this.#waiting.get(frame['msg_id']);
    this.#waiting.delete(frame['msg_id']);
    if (waiting) waiting.resolve(frame);
    else this.#listener(frame);
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
