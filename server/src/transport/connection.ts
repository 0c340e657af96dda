import type { CloseReason } from '@chateau/protocol';

/** One socket, as the rest of the house sees it. */
export interface Connection {
  /** Unique while the process lives. */
  readonly id: number;
  /** Where the client is: the peer, or whom a trusted proxy says it speaks for. */
  readonly address: string;
  /**
   * Queues a frame. What one turn of the event loop has queued for a connection leaves in one write.
   * A connection whose unread output passes the limit is cut. After the end: nothing happens.
   */
  send(frame: string): void;
  /** From now on, what is published to the topic goes to this connection. */
  subscribe(topic: string): void;
  /** What was published before still goes out. */
  unsubscribe(topic: string): void;
  close(reason: CloseReason, detail: string): void;
}

/** What the handshake said of where it comes from, as it was sent. */
export interface Handshake {
  readonly origin: string | undefined;
  readonly host: string;
}

/** What the transport tells. Calls for one connection come in order, `opened` first, `closed` last and once. */
export interface Listener {
  opened(connection: Connection, handshake: Handshake): void;
  received(connection: Connection, text: string): void;
  receivedBinary(connection: Connection, bytes: number): void;
  closed(connection: Connection): void;
}

/** Sends a frame to every subscriber of a topic but one. Frames queued before it leave before it. */
export type Publish = (topic: string, frame: string, except?: Connection) => void;
