import type { Closing, Received } from '@chateau/client';
import { ERRORS, type ErrorCode, REQUESTS } from '@chateau/protocol';
import { Hearing } from './hearing.ts';
import { absent, difference, type Pattern, show } from './match.ts';
import { pause } from './pause.ts';
import type { Ears, Wire } from './wire.ts';

/** How long a server may take for one frame, in milliseconds. */
const PATIENCE = 10_000;
/** How long silence must last to be believed. */
const QUIET = 150;

type Fields = { readonly [field: string]: unknown };

/** Somebody of the conversation, at one socket. Every frame that comes is checked on its way in. */
export class Person<W extends Wire = Wire> {
  /** The name that they go by, or mean to. */
  name: string;
  id = '';
  token = '';
  readonly #hearing: Hearing;
  #wire: W | undefined;
  /** Whether the end of the connection is part of the play. */
  #mayEnd = false;
  #count = 0;

  constructor(name: string, isOurs: (frame: Received) => boolean) {
    this.name = name;
    this.#hearing = new Hearing(isOurs, ({ username, id, token }) => {
      this.name = String(username);
      this.id = String(id);
      this.token = String(token);
    });
  }

  async connect(open: (ears: Ears) => Promise<W>): Promise<this> {
    this.#wire = await open(this.#hearing);
    return this;
  }

  get wire(): W {
    if (!this.#wire) throw new Error(`${this.name} is not connected.`);
    return this.#wire;
  }

  get controls() {
    return this.#hearing.controls;
  }

  get closed(): Promise<Closing> {
    return this.#hearing.closed;
  }

  /** A string goes out as it is, well-formed or not. */
  sends(frame: Fields | string): void {
    const names = typeof frame === 'string' ? undefined : frame['features'];
    if (Array.isArray(names)) this.#hearing.isClassic = false;
    this.wire.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Sends a request and gives its answer, which must come before the answers to later requests. */
  asks(frame: Fields, pattern: Pattern = {}): Promise<Received> {
    this.#count += 1;
    const id = frame['msg_id'] ?? `${this.#count}`;
    const answer = this.#answerTo(frame, id).then((received) =>
      this.#fitting(pattern, received, `asked ${show(frame)}`),
    );
    // A play that has failed elsewhere waits for no answer any more.
    answer.catch(() => {});
    this.sends({ ...frame, msg_id: id });
    return answer;
  }

  isRefused(frame: Fields, code: ErrorCode, more: Fields = {}): Promise<Received> {
    const type = String(frame['type']);
    const request = Object.hasOwn(REQUESTS, type) ? type : absent;
    return this.asks(frame, { ...refusal(code), request, ...more });
  }

  registers(more: Fields = {}): Promise<Received> {
    const done = { type: 'RegisterResponse', status: 200, username: this.name };
    return this.asks({ type: 'RegisterRequest', username: this.name, ...more }, done);
  }

  resumes(token: string, more: Fields = {}): Promise<Received> {
    const done = { type: 'ResumeResponse', status: 200 };
    return this.asks({ type: 'ResumeRequest', token, ...more }, done);
  }

  /** The next frame, of those that answer no `asks`. */
  async receives(pattern: Pattern): Promise<Received> {
    const received = await this.#hearing.inbox.next(PATIENCE);
    if (received) return this.#fitting(pattern, received, `expected ${show(pattern)}`);
    throw this.#complaint(`nothing came, but this was expected: ${show(pattern)}`);
  }

  /** The next frame is a refusal: for what was sent without `asks`. */
  receivesRefusal(code: ErrorCode, more: Fields = {}): Promise<Received> {
    return this.receives({ ...refusal(code), ...more });
  }

  /** All that has come and was not looked at. */
  takeUnread(): Received[] {
    return this.#hearing.inbox.takeAll();
  }

  async hearsNothing(milliseconds = QUIET): Promise<void> {
    const received = await this.#hearing.inbox.next(milliseconds);
    if (received) throw this.#complaint(`nothing was to come, but this came: ${show(received)}`);
    const { ended } = this.#hearing;
    if (ended && !this.#mayEnd) throw this.#complaint(`the connection ended with ${ended.code}`);
  }

  /** The server ends the connection, with one of these codes. */
  async closedWith(code: number | readonly number[], milliseconds = PATIENCE): Promise<Closing> {
    this.#mayEnd = true;
    const codes = [code].flat();
    const closing = await Promise.race([this.closed, pause(milliseconds)]);
    const wanted = `the connection was to end with ${codes.join(' or ')}`;
    if (!closing) throw this.#complaint(`${wanted}, but goes on`);
    if (!codes.includes(closing.code)) throw this.#complaint(`${wanted}, not ${closing.code}`);
    return closing;
  }

  /** Goes, and waits until the server has seen it. */
  async leaves(): Promise<void> {
    this.#mayEnd = true;
    if (!this.#wire || this.#hearing.ended) return;
    this.#wire.close();
    await Promise.race([this.closed, pause(1_000)]);
    this.#wire.drop();
  }

  /** What has gone wrong without anybody's waiting for it, or came and was not expected. */
  leftovers(): string[] {
    const { faults, inbox, ended } = this.#hearing;
    const unread = inbox.items.map((frame) => `also received ${show(frame)}`);
    const cut = ended && !this.#mayEnd ? [`was cut off with ${ended.code}`] : [];
    return [...faults, ...unread, ...cut].map((what) => `${this.name}: ${what}`);
  }

  #answerTo(frame: Fields, id: unknown): Promise<Received> {
    return new Promise((resolve, reject) => {
      const fail = (what: string) => reject(this.#complaint(what));
      const timer = setTimeout(() => fail(`no answer came to ${show(frame)}`), PATIENCE);
      const settle = (received: Received) => {
        clearTimeout(timer);
        resolve(received);
      };
      this.#hearing.asked.set(id, { frame, settle });
      void this.closed.then(({ code }) => {
        clearTimeout(timer);
        fail(`the connection ended with ${code} before the answer to ${show(frame)}`);
      });
    });
  }

  #fitting(pattern: Pattern, received: Received, before: string): Received {
    const found = difference(pattern, received);
    if (found === undefined) return received;
    throw this.#complaint(`${before}\n  and received ${show(received)}\n  but ${found}`);
  }

  #complaint(what: string): Error {
    return new Error(`${this.name}: ${what}`);
  }
}

function refusal(code: ErrorCode) {
  return { type: 'ErrorResponse', status: ERRORS[code][0], code };
}
