import { type Clock, sleep } from '../clock.ts';
import type { Connection, Received } from '../connection.ts';
import { advice, ChateauError, codeOf, ended, refused, stopped } from '../errors.ts';
import type { AnswerTo, Request, RequestType } from '../wire.ts';
import { backoff } from './backoff.ts';
import { isStoring, outgoing } from './key.ts';
import { until } from './until.ts';

export interface AskOptions {
  /** Gives up waiting. A request that has gone out may take effect all the same. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds to wait for the answer, over reconnects; `Infinity`: for as long as it takes. */
  readonly timeout?: number | undefined;
}

interface BoundOptions extends AskOptions {
  /** On this connection only: when it ends, there is no answer. */
  readonly on?: Connection;
  /** Has an answer that is no refusal at once, in its place among the frames. */
  readonly take?: (answer: Received) => void;
}

interface OnceOptions {
  readonly take?: ((answer: Received) => void) | undefined;
  /** Aborted before its turn has come, it is not sent. */
  readonly over?: AbortSignal;
}

export interface RequestSettings {
  readonly clock: Clock;
  random(): number;
  /** Milliseconds for an answer, and for a connection that says nothing meanwhile. */
  readonly timeout: number;
  /** Every answer that is no refusal, before what was asked resolves. */
  answered(request: Request, answer: Received): void;
}

/** Asked at the same time; the others wait for their turn, since the server cuts who has too much in flight. */
const AT_ONCE = 32;
/** Bytes that `msg_id` adds to a frame, at most. */
const MESSAGE_ID = 100;
/** So often is asked again what the server itself has failed at. */
const FAULTS = 3;
/** Repeated, these would do something else than asked once. */
const ONCE: ReadonlySet<RequestType> = new Set<RequestType>([
  'PasswordChangeRequest',
  'LogoutRequest',
  'EraseRequest',
]);

/** Asks over whichever connection there is, and again what a cut, a full server or a limit left open. */
export class Requests {
  readonly #settings: RequestSettings;
  /** Storing requests that are on their way. */
  readonly #storing = new Set<Promise<unknown>>();
  readonly #turns: (() => void)[] = [];
  #asking = 0;
  #live!: Promise<Connection>;
  #goLive!: (connection: Connection) => void;
  #frameLimit = Infinity;
  #halt = new AbortController();
  /** Before this time, the server wants to be asked nothing. */
  #calm = 0;

  constructor(settings: RequestSettings) {
    this.#settings = settings;
    this.#wait();
    this.halt(stopped());
  }

  /** From now on this connection, which is registered, is the one to ask. */
  attach(connection: Connection, frameLimit: number | undefined): void {
    this.#frameLimit = frameLimit ?? Infinity;
    this.#goLive(connection);
    void connection.closed.then(() => this.#wait());
  }

  /** Whoever waits is told, and whoever asks from now on. */
  halt(reason: ChateauError): void {
    this.#halt.abort(reason);
  }

  /** Asking is of use again. */
  begin(): void {
    this.#halt = new AbortController();
  }

  async ask<R extends Request>(
    request: R,
    { signal, timeout = this.#settings.timeout, on, take }: BoundOptions = {},
  ): Promise<AnswerTo<R>> {
    const frame = outgoing<Request>(request);
    let last: ChateauError | undefined;
    const { clock } = this.#settings;
    const giveUp = new AbortController();
    const isOver = () => giveUp.abort(last ?? late(frame));
    const callOff = timeout < Infinity ? clock.after(timeout, isOver) : () => {};
    const over = AbortSignal.any([this.#halt.signal, giveUp.signal, ...(signal ? [signal] : [])]);
    try {
      for (let attempt = 0; ; attempt++) {
        const connection = on ?? (await until(over, this.#live));
        try {
          const answer = this.once(connection, frame, { take, over });
          return (await until(over, answer)) as unknown as AnswerTo<R>;
        } catch (error) {
          last = error as ChateauError;
          const isLost = on !== undefined && codeOf(error) === 'connection_lost';
          if (isLost || !mayAskAgain(last, frame, attempt)) throw error;
        }
        if (last.code !== 'connection_lost') await this.#pause(last, attempt, over);
      }
    } finally {
      callOff();
      giveUp.abort();
    }
  }

  /** Over this connection, once; throws what it is refused with. */
  async once(
    connection: Connection,
    request: Request,
    { take = () => {}, over }: OnceOptions = {},
  ): Promise<Received> {
    const { clock } = this.#settings;
    while (clock.now() < this.#calm) await sleep(clock, this.#calm - clock.now(), over);
    if (this.#asking >= AT_ONCE) await new Promise<void>((resolve) => this.#turns.push(resolve));
    this.#asking++;
    try {
      over?.throwIfAborted();
      const sent = this.#send(connection, request, take);
      if (isStoring(request.type)) this.#storing.add(sent);
      const answer = await sent.finally(() => this.#storing.delete(sent));
      if (answer.type !== 'ErrorResponse') return answer;
      throw refused(answer as never);
    } finally {
      this.#asking--;
      this.#turns.shift()?.();
    }
  }

  /** Resolves when what is on its way now, and may become an entry, has its answer. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#storing]);
  }

  async #send(
    connection: Connection,
    request: Request,
    take: (answer: Received) => void,
  ): Promise<Received> {
    if (isLongerThan(this.#frameLimit, request)) {
      throw new ChateauError('too_large', 'That is longer than this server takes.');
    }
    const { clock, timeout, answered } = this.#settings;
    const { heard } = connection;
    // A connection may have died without a word: then nothing else comes from it either.
    const callOff = clock.after(timeout, () => {
      if (connection.heard === heard) connection.abandon('the server says nothing');
    });
    try {
      return await connection.request(request, (answer) => {
        if (answer.type === 'ErrorResponse') return;
        // First, so that what waited for it is gone when what it tells is there.
        take(answer);
        answered(request, answer);
      });
    } catch {
      throw ended(await connection.closed);
    } finally {
      callOff();
    }
  }

  async #pause(error: ChateauError, attempt: number, over: AbortSignal): Promise<void> {
    const { clock, random } = this.#settings;
    const asked = (error.retryAfter ?? 0) * 1_000;
    // A limit is everybody's: whoever asks next would only be refused, too.
    if (error.code === 'rate_limited') this.#calm = clock.now() + asked;
    await sleep(clock, asked + backoff(attempt, random), over);
  }

  #wait(): void {
    this.#live = new Promise((resolve) => {
      this.#goLive = resolve;
    });
  }
}

function mayAskAgain(error: ChateauError, { type }: Request, attempt: number): boolean {
  // Said late, it is true no more; and what is said meanwhile has to wait for it.
  if (type === 'TypingRequest') return false;
  if (error.code === 'rate_limited') return true;
  if (ONCE.has(type)) return false;
  switch (error.code) {
    case 'connection_lost':
      // The server hung up on this very frame, and would do so again.
      return advice(error.status ?? 1006) !== 'change';
    case 'storage_unavailable':
      return true;
    case 'internal_error':
      return attempt < FAULTS;
    default:
      return false;
  }
}

function late({ type }: Request): ChateauError {
  const message = `No answer in time: the ${type} may have taken effect.`;
  return new ChateauError('timeout', message, { retryable: true, request: type });
}

function isLongerThan(bytes: number, request: Request): boolean {
  const [text, most] = [JSON.stringify(request), bytes - MESSAGE_ID];
  // No unit takes more than three bytes: most requests need no counting.
  return text.length * 3 > most && new Blob([text]).size > most;
}
