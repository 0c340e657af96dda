import { CLOSE, type CloseReason } from '@chateau/protocol';
import type { Server, ServerWebSocket } from 'bun';
import type { Connection, Handshake } from './connection.ts';
import type { Outbox } from './outbox.ts';

/** A Bun socket as a `Connection`. */
export class SocketConnection implements Connection {
  readonly id: number;
  readonly address: string;
  /** The one of our listening addresses that it came in by. */
  readonly server: Server<SocketConnection>;
  /** Until the socket is open. */
  handshake: Handshake | undefined;
  /** Whether the client was behind with reading when we last looked. */
  isBehind = false;
  /** The heartbeat in which the peer was last heard, and whether a ping is unanswered since. */
  heardAt = 0;
  isPinged = false;
  /** Whether we have closed our side. Bun frees the socket a little later, whatever the client does. */
  isClosing = false;
  readonly #outbox: Outbox;
  #socket: ServerWebSocket<SocketConnection> | undefined;

  constructor(
    id: number,
    address: string,
    handshake: Handshake,
    server: Server<SocketConnection>,
    outbox: Outbox,
  ) {
    this.id = id;
    this.address = address;
    this.handshake = handshake;
    this.server = server;
    this.#outbox = outbox;
  }

  get socket(): ServerWebSocket<SocketConnection> | undefined {
    return this.#socket;
  }

  attach(socket: ServerWebSocket<SocketConnection>): void {
    this.#socket = socket;
  }

  detach(): void {
    this.#socket = undefined;
  }

  send(frame: string): void {
    if (this.#socket && !this.isClosing) this.#outbox.push(this.#socket, frame);
  }

  subscribe(topic: string): void {
    // In order: what was published before must not come, and not before the answer that lets it in.
    this.#outbox.after(() => this.#socket?.subscribe(topic));
  }

  unsubscribe(topic: string): void {
    this.#outbox.after(() => this.#socket?.unsubscribe(topic));
  }

  close(reason: CloseReason, detail: string): void {
    if (!this.#socket || this.isClosing) return;
    this.isClosing = true;
    this.#outbox.flush(this.#socket);
    this.#socket?.close(CLOSE[reason].code, detail);
  }
}
