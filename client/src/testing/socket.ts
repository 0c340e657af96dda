import type { Closing, Socket } from '../connection.ts';

interface Listeners {
  open: (() => void)[];
  error: (() => void)[];
  message: ((event: { readonly data: unknown }) => void)[];
  close: ((event: Closing) => void)[];
}

/** The server's end of a socket. */
export interface FarEnd {
  /** Whether a connection is accepted. */
  accept(socket: FakeSocket): boolean;
  receive(socket: FakeSocket, text: string): void;
  closed(socket: FakeSocket): void;
}

/** A `WebSocket` with a fake server at its other end. Everything takes a turn, as on a network. */
export class FakeSocket implements Socket {
  readonly #far: FarEnd;
  readonly #listeners: Listeners = { open: [], error: [], message: [], close: [] };
  #state: 'connecting' | 'open' | 'closed' = 'connecting';
  /** What is sent reaches nobody, and nothing comes: a connection that has died without a word. */
  isDead = false;

  constructor(far: FarEnd) {
    this.#far = far;
    queueMicrotask(() => {
      if (this.#state !== 'connecting') return;
      if (this.#far.accept(this)) {
        this.#state = 'open';
        for (const listener of this.#listeners.open) listener();
      } else {
        for (const listener of this.#listeners.error) listener();
        this.end({ code: 1006, reason: '' });
      }
    });
  }

  get readyState(): number {
    return { connecting: 0, open: 1, closed: 3 }[this.#state];
  }

  addEventListener<T extends keyof Listeners>(type: T, listener: Listeners[T][number]): void {
    (this.#listeners[type] as Listeners[T][number][]).push(listener);
  }

  send(text: string): void {
    if (this.#state === 'connecting') throw new Error('The socket is not open yet.');
    queueMicrotask(() => {
      if (this.#state === 'open' && !this.isDead) this.#far.receive(this, text);
    });
  }

  close(code = 1000, reason = ''): void {
    if (this.isDead) return;
    queueMicrotask(() => this.end({ code, reason }));
  }

  /** The server says something. */
  deliver(frame: object): void {
    const data = JSON.stringify(frame);
    queueMicrotask(() => {
      if (this.#state !== 'open' || this.isDead) return;
      for (const listener of this.#listeners.message) listener({ data });
    });
  }

  /** The connection ends, by whichever side. */
  end(closing: Closing): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#far.closed(this);
    for (const listener of this.#listeners.close) listener(closing);
  }
}
