import type { Clock } from '../clock.ts';
import { Connection, type SocketMaker } from '../connection.ts';
import { ChateauError, ended, stopped } from '../errors.ts';
import { backoff } from './backoff.ts';

/** Where a client is on its way to the server, and why. */
export type ClientState =
  /** Nobody has come in yet. */
  | { readonly name: 'idle' }
  | { readonly name: 'connecting' }
  /** In, and reading what was said meanwhile. What is sent now goes out. */
  | { readonly name: 'syncing' }
  | { readonly name: 'online' }
  /** Comes back by itself at `retryAt`, in milliseconds since 1970, or sooner when it seems worth a try. */
  | { readonly name: 'waiting'; readonly reason: ChateauError; readonly retryAt: number }
  /** Comes back only when told to. Without a reason, it was told to stop. */
  | { readonly name: 'stopped'; readonly reason?: ChateauError };

export interface LifecycleSettings {
  readonly url: string;
  readonly WebSocket?: SocketMaker;
  readonly clock: Clock;
  random(): number;
  /** Milliseconds for opening a connection, and for each answer on the way in. */
  readonly timeout: number;
  /** Comes in over a new connection and reads what was missed; throws what it was refused with. */
  begin(connection: Connection): Promise<void>;
  /** Whether the other side is still there: silence ends the connection. */
  probe(connection: Connection): void;
  changed(state: ClientState): void;
}

/** A connection that held for so long was a good one: the next attempt is the first again. */
const STEADY = 5_000;
/** After so long without a frame, the other side is asked whether it is there. */
const SILENCE = 60_000;
/** Nobody is made to wait longer by a server that closes. */
const LONGEST_ASKED = 3_600_000;

/** Keeps a client connected for as long as that makes sense. */
export class Lifecycle {
  readonly #settings: LifecycleSettings;
  #state: ClientState = { name: 'idle' };
  #run = new AbortController();
  #connection: Connection | undefined;
  #attempt = 0;
  #hurry: () => void = () => {};

  constructor(settings: LifecycleSettings) {
    this.#settings = settings;
  }

  get state(): ClientState {
    return this.#state;
  }

  start(): void {
    this.#run = new AbortController();
    void this.#live(this.#run.signal);
  }

  stop(reason?: ChateauError): void {
    this.#run.abort(reason ?? stopped());
    this.#connection?.abandon();
    this.#become({ name: 'stopped', ...(reason && { reason }) });
  }

  /** The network may be back, or somebody looks again: now is a good time to try. */
  wake(): void {
    this.#hurry();
    if (this.#connection) this.#settings.probe(this.#connection);
  }

  /** In, but not up to date yet. */
  syncing(): void {
    this.#become({ name: 'syncing' });
  }

  async #live(run: AbortSignal): Promise<void> {
    const { clock } = this.#settings;
    for (this.#attempt = 0; !run.aborted; this.#attempt++) {
      const began = clock.now();
      const reason = await this.#once(run);
      if (run.aborted) return;
      if (!reason.retryable) return this.stop(reason);
      if (clock.now() - began > STEADY) this.#attempt = 0;
      await this.#wait(reason, run);
    }
  }

  /** One connection, from its opening to its end; why it ended. */
  async #once(run: AbortSignal): Promise<ChateauError> {
    this.#become({ name: 'connecting' });
    let connection: Connection | undefined;
    try {
      connection = await this.#open(run);
      this.#connection = connection;
      await this.#settings.begin(connection);
      run.throwIfAborted();
      this.#become({ name: 'online' });
      return await this.#watch(connection);
    } catch (error) {
      connection?.abandon();
      if (error instanceof ChateauError) return error;
      // A fault of this client, or of a listener. It is shown as the reason of waiting.
      return new ChateauError('internal_error', String(error), { retryable: true });
    } finally {
      if (this.#connection === connection) this.#connection = undefined;
    }
  }

  async #open(run: AbortSignal): Promise<Connection> {
    const { url, WebSocket, clock, timeout } = this.#settings;
    const late = new AbortController();
    const callOff = clock.after(timeout, () => late.abort(new Error(`${url} does not answer.`)));
    const signal = AbortSignal.any([run, late.signal]);
    try {
      return await Connection.open(url, { WebSocket, signal });
    } catch (error) {
      throw new ChateauError('unreachable', (error as Error).message, { retryable: true });
    } finally {
      callOff();
    }
  }

  /** Until it ends. A connection may die without a word, so in a long silence one asks. */
  async #watch(connection: Connection): Promise<ChateauError> {
    const { clock, probe } = this.#settings;
    const look = (heard: number): (() => void) =>
      clock.after(SILENCE, () => {
        if (connection.heard === heard) probe(connection);
        callOff = look(connection.heard);
      });
    let callOff = look(connection.heard);
    const closing = await connection.closed;
    callOff();
    return ended(closing);
  }

  /** Somebody in a hurry shortens the pause, but not the part of it that the server has asked for. */
  async #wait(reason: ChateauError, run: AbortSignal): Promise<void> {
    const { clock, random } = this.#settings;
    const asked = Math.min(LONGEST_ASKED, (reason.retryAfter ?? 0) * 1_000);
    const pause = asked + backoff(this.#attempt, random);
    this.#become({ name: 'waiting', reason, retryAt: clock.now() + pause });
    await new Promise<void>((resolve) => {
      const callOff = clock.after(pause, resolve);
      const end = () => {
        callOff();
        resolve();
      };
      run.addEventListener('abort', end);
      this.#hurry = () => {
        this.#attempt = 0;
        if (asked === 0) end();
      };
    });
    this.#hurry = () => {};
  }

  #become(state: ClientState): void {
    this.#state = state;
    this.#settings.changed(state);
  }
}
