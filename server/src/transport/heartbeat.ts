import type { SocketConnection } from './socket.ts';

export interface HeartbeatSettings {
  /** Seconds without a sign of life until a ping is sent, and from the ping until the socket is cut. */
  readonly ping: number;
  readonly pong: number;
}

/**
 * Finds dead links. Called once a second; counting those calls instead of reading a clock makes a jump of
 * the clock, or a pause of the whole process, no reason to cut anybody.
 */
export class Heartbeat {
  readonly #settings: HeartbeatSettings;
  readonly #connections = new Set<SocketConnection>();
  #now = 0;

  constructor(settings: HeartbeatSettings) {
    this.#settings = settings;
  }

  add(connection: SocketConnection): void {
    this.heard(connection);
    this.#connections.add(connection);
  }

  remove(connection: SocketConnection): void {
    this.#connections.delete(connection);
  }

  heard(connection: SocketConnection): void {
    connection.heardAt = this.#now;
    connection.isPinged = false;
  }

  beat(): void {
    this.#now++;
    for (const connection of this.#connections) this.#check(connection);
  }

  #check(connection: SocketConnection): void {
    const { ping, pong } = this.#settings;
    connection.isBehind = (connection.socket?.getBufferedAmount() ?? 0) > 0;
    const silent = this.#now - connection.heardAt;
    if (silent >= ping + pong) {
      connection.socket?.terminate();
    } else if (silent >= ping && !connection.isPinged) {
      connection.isPinged = true;
      connection.socket?.ping();
    }
  }
}
