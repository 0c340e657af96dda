import { setTimeout as sleep } from 'node:timers/promises';
import { type Closing, Connection, type Received } from '@chateau/client';
import {
  ERRORS,
  type ErrorCode,
  type ErrorResponse,
  type FrameOf,
  isRetryable,
} from '@chateau/protocol';
import { askedPause, pause } from './backoff.ts';
import { advice, explain, told } from './closing.ts';
import { safeLine } from './safe.ts';
import { refusal } from './shown.ts';

export interface Around {
  say(sentence: string): void;
  receive(frame: Received): void;
  /** Another name, after one was refused; `undefined` when nobody is there to give one. */
  askName(): Promise<string | undefined>;
}

/** The talk is over, and why. */
export class Ended extends Error {}

type Welcome = FrameOf<'RegisterResponse'>;

/**
 * A person's way to the server: registers, comes back by itself with the token, and asks again what
 * was left without an answer. What stores something carries a `key`, so that it is stored once.
 */
export class Link {
  readonly #url: string;
  readonly #around: Around;
  #name: string;
  #me: Welcome | undefined;
  #live = Promise.withResolvers<Connection>();
  #down = Promise.withResolvers<void>();

  constructor(url: string, name: string, around: Around) {
    this.#url = url;
    this.#name = name;
    this.#around = around;
  }

  get me(): Welcome | undefined {
    return this.#me;
  }

  /** Resolves when the connection is lost; at once, while there is none. */
  get down(): Promise<void> {
    return this.#down.promise;
  }

  /** Resolves when there is a connection, registered. */
  get up(): Promise<unknown> {
    return this.#live.promise;
  }

  /** Stays connected for as long as that makes sense; throws `Ended` when it does not. */
  async run(): Promise<never> {
    let connection = await this.#enter().catch(giveUp);
    this.#around.say(`You are ${safeLine(this.#name)}. /help lists what there is.`);
    for (;;) {
      this.#live.resolve(connection);
      const closing = await connection.closed;
      this.#live = Promise.withResolvers();
      this.#down.resolve();
      if (advice(closing.code) === 'stop') throw new Ended(explain(closing));
      this.#around.say(`${told(closing)} Coming back …`);
      connection = await this.#comeBack(closing);
      this.#down = Promise.withResolvers();
      this.#around.say(`Back as ${safeLine(this.#name)}. What was said meanwhile is not shown.`);
    }
  }

  /** The answer, be it a refusal. Waits while there is no connection, and where it was too much. */
  async ask(frame: object): Promise<Received> {
    for (;;) {
      const connection = await this.#live.promise;
      try {
        const answer = await connection.request(frame);
        if (answer.code !== 'rate_limited') return answer;
        await sleep(1000 * Number(answer.retry_after ?? 1));
      } catch {
        const closing = await connection.closed;
        // The server hung up on this very frame: another time it would do so again.
        const again = advice(closing.code) !== 'change';
        if (!again) return { type: 'ErrorResponse', detail: explain(closing) };
      }
    }
  }

  async #comeBack(closing: Closing): Promise<Connection> {
    await sleep(askedPause(closing));
    for (let attempt = 0; ; attempt++) {
      await sleep(pause(attempt));
      try {
        return await this.#enter();
      } catch (error) {
        if (error instanceof Ended) throw error;
      }
    }
  }

  async #enter(): Promise<Connection> {
    for (;;) {
      const connection = await Connection.open(this.#url);
      connection.listen((frame) => this.#around.receive(frame));
      const answer = await connection.request(this.#claim());
      if (answer.status === 200) {
        this.#me = answer as Received & Welcome;
        this.#name = this.#me.username;
        return connection;
      }
      // Not kept open meanwhile: a server gives a connection only seconds to register.
      void connection.close();
      await this.#refused(answer as Received & ErrorResponse);
    }
  }

  /**
   * No `features`: with them the server would keep the name for a while after /quit, and during a
   * drop take messages that this client, which reads no history, would never show.
   */
  #claim(): object {
    if (!this.#me) return { type: 'RegisterRequest', username: this.#name };
    const { token, username } = this.#me;
    const renamed = this.#name === username ? {} : { username: this.#name };
    return { type: 'ResumeRequest', token, ...renamed };
  }

  async #refused(refused: ErrorResponse): Promise<void> {
    switch (refused.code as ErrorCode) {
      case 'token_expired':
        this.#me = undefined;
        return;
      case 'username_taken':
      case 'bad_username':
        this.#name = await this.#another(refusal(refused));
        return;
    }
    const mayPass = refused.code in ERRORS && isRetryable(refused.code as ErrorCode);
    throw mayPass ? new Error(refusal(refused)) : new Ended(refusal(refused));
  }

  async #another(sentence: string): Promise<string> {
    this.#around.say(sentence);
    const name = await this.#around.askName();
    if (name === undefined) throw new Ended('Without a name there is no way in.');
    return name;
  }
}

function giveUp(error: Error): never {
  throw new Ended(error.message);
}
