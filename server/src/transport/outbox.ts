import type { ServerWebSocket } from 'bun';

/** `isBehind`: the client has not read all that was written. */
type Socket = ServerWebSocket<{ isBehind: boolean }>;
type Frames = Map<Socket, string[]>;

/**
 * What one turn of the event loop has to say, in order. It goes out at the end of the turn, all frames of
 * a socket in one write: a write costs more than all the rest of a message's way.
 *
 * Nothing is written in the middle of a turn, also because a call into Bun may run promises that wait:
 * what they say would overtake what is being said.
 */
export class Outbox {
  /** Frames for single sockets, and between them what must come after those and before the next. */
  #steps: (Frames | (() => void))[] = [];

  push(socket: Socket, frame: string): void {
    const last = this.#steps.at(-1);
    if (!(last instanceof Map)) {
      this.#add(new Map([[socket, [frame]]]));
      return;
    }
    const frames = last.get(socket);
    if (frames) frames.push(frame);
    else last.set(socket, [frame]);
  }

  /** Runs the step after all that was pushed so far is written. */
  after(step: () => void): void {
    this.#add(step);
  }

  /** Writes what waits for one socket now, because it is about to end. */
  flush(socket: Socket): void {
    for (const frames of this.#of(socket)) {
      // Without a cork: its callback is what may run promises.
      send(socket, frames.get(socket) ?? []);
      frames.delete(socket);
    }
  }

  #of(socket: Socket): Frames[] {
    return this.#steps.filter((step) => step instanceof Map && step.has(socket)) as Frames[];
  }

  #add(step: Frames | (() => void)): void {
    if (this.#steps.length === 0) setImmediate(() => this.#flushAll());
    this.#steps.push(step);
  }

  #flushAll(): void {
    const steps = this.#steps;
    this.#steps = [];
    for (const step of steps) {
      if (step instanceof Map) for (const [socket, frames] of step) write(socket, frames);
      else step();
    }
  }
}

function write(socket: Socket, frames: readonly string[]): void {
  if (frames.length === 1) send(socket, frames);
  else socket.cork(() => send(socket, frames));
}

function send(socket: Socket, frames: readonly string[]): void {
  for (const frame of frames) if (socket.send(frame) <= 0) socket.data.isBehind = true;
}
