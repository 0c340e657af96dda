import { Chat, type PageOptions, type SendOptions } from './chat.ts';
import { type Clock, systemClock } from './clock.ts';
import type { SocketMaker } from './connection.ts';
import type { ClientEvents } from './events.ts';
import { pages } from './pages.ts';
import type { Identity } from './session/arrival.ts';
import type { Unsubscribe } from './session/emitter.ts';
import type { ClientState } from './session/lifecycle.ts';
import type { Pending } from './session/outbox.ts';
import type { AskOptions } from './session/requests.ts';
import { Session } from './session/session.ts';
import type { Me, Snapshot } from './state/snapshot.ts';
import type { Storage } from './storage.ts';
import type { AnswerOf, AnswerTo, Hit, OpenGroup, Policy, Request, Somebody } from './wire.ts';

export interface ClientOptions {
  /** Keeps the token and what is still to be sent over a reload. */
  readonly storage?: Storage;
  /** What to be told of beside messages; without it, all of these. */
  readonly features?: readonly ('presence' | 'typing' | 'read')[];
  /** What the person calls this device. */
  readonly device?: string;
  /** How many messages of each chat stay in the snapshot by themselves. */
  readonly window?: number;
  /** Milliseconds that a request waits for its answer, and a connection for a sign of life. */
  readonly timeout?: number;
  /** In place of the global one. */
  readonly WebSocket?: SocketMaker;
  readonly clock?: Clock;
  random?(): number;
}

export interface GroupOptions extends AskOptions {
  readonly topic?: string;
  /** `open`: listed, and anybody may join. */
  readonly policy?: Policy;
  /** Whether people with an account who are not online may be among the members. */
  readonly offline?: boolean;
}

const WINDOW = 200;
const TIMEOUT = 10_000;

/** A person on a Chateau server. Make one, listen, `enter`: it stays connected by itself from then on. */
export class Client {
  readonly #session: Session;
  readonly #chats = new Map<string, Chat>();

  /** `url`: `wss://chat.example.org/ws`, `http…`, or in a page also `/ws`. */
  constructor(url: string, options: ClientOptions = {}) {
    const { features = ['presence', 'typing', 'read'] } = options;
    const session = new Session({
      window: WINDOW,
      timeout: TIMEOUT,
      clock: systemClock,
      random: Math.random,
      ...options,
      url: socketUrl(url),
      features: ['log', 'chats', ...features],
      chat: (id) => this.chat(id),
    });
    this.#session = session;
  }

  get state(): ClientState {
    return this.#session.state;
  }

  /** All that is known, as plain data that never changes: the next one is another object. */
  get snapshot(): Snapshot {
    return this.#session.snapshot;
  }

  /** What waits to be sent, of somebody who was here before: also while they cannot come in. */
  pending(id: string): readonly Pending[] {
    return this.#session.pending(id);
  }

  get me(): Me | undefined {
    return this.snapshot.me;
  }

  /** Those that are known; a list of one's own making every time. */
  get chats(): Chat[] {
    return Object.keys(this.snapshot.chats).map((id) => this.chat(id));
  }

  chat(id: string): Chat {
    const chat = this.#chats.get(id) ?? new Chat(id, this.#session);
    this.#chats.set(id, chat);
    return chat;
  }

  on<Name extends keyof ClientEvents>(
    name: Name,
    listener: (...about: ClientEvents[Name]) => unknown,
  ): Unsubscribe {
    return this.#session.events.on(name, listener);
  }

  /**
   * Comes in, and stays. Resolves when all chats are known; rejects when the server refuses for good. While it
   * cannot be reached, `state` says so, and the client tries again.
   */
  enter(identity: Identity): Promise<Me> {
    return this.#session.enter(identity);
  }

  /** Comes back as who was here before; `undefined` when that is nobody. `username`: for a guest whose name is taken. */
  async resume({ username }: { readonly username?: string } = {}): Promise<Me | undefined> {
    return this.#session.canReturn ? this.#session.return(username) : undefined;
  }

  /** Goes, to come back by `enter` or `resume`. What is still to be sent stays. */
  stop(): void {
    this.#session.stop();
  }

  /** Leaves for good: nothing stays on this device, or with `all` on any, to come back with. */
  async logout({ all }: { readonly all?: boolean } = {}): Promise<void> {
    await this.#session.ask({ type: 'LogoutRequest', all });
    this.#session.leave();
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  /** To whoever has that name now, a person or a group; with a chat at hand, use `chat.send`. */
  send(
    recipient: string,
    content: string,
    { reply_to, signal }: SendOptions = {},
  ): Promise<AnswerOf<'MessageRequest'>> {
    return this.#session.send({ type: 'MessageRequest', recipient, content, reply_to }, signal);
  }

  /** The conversation with somebody; it begins if there is none. */
  async direct(username: string, options?: AskOptions): Promise<Chat> {
    const request = { type: 'SingleMessageInitRequest', recipient: username } as const;
    return this.chat((await this.#session.ask(request, options)).chat);
  }

  /** Opens a group with these people, or all by oneself. */
  async createGroup(
    chatname: string,
    usernames: readonly string[] = [],
    { signal, timeout, ...options }: GroupOptions = {},
  ): Promise<Chat> {
    const { chat } = await this.#session.ask(
      { type: 'GroupMessageInitRequest', chatname, recipients: [...usernames], ...options },
      { signal, timeout },
    );
    return this.chat(chat);
  }

  /** Joins an open group. */
  async joinGroup(chatname: string, options?: AskOptions): Promise<Chat> {
    return this.chat(
      (await this.#session.ask({ type: 'GroupJoinRequest', chatname }, options)).chat,
    );
  }

  /** Open groups: those with this in their names, or all. */
  openGroups(
    query?: string,
    { limit, ...options }: PageOptions = {},
  ): AsyncGenerator<OpenGroup, void, undefined> {
    const request = { type: 'GroupListRequest', query, limit } as const;
    return pages(
      (last) => this.#session.ask({ ...request, after: last?.chatname }, options),
      ({ groups }) => groups,
    );
  }

  /** Somebody picked at random; with `content`, it is said to them. */
  random(content?: string, options?: AskOptions): Promise<AnswerOf<'RandomMessageRequest'>> {
    return this.#session.ask({ type: 'RandomMessageRequest', content }, options);
  }

  /** The usernames of who is online, oneself left out; those that begin with `prefix`, if there is one. */
  online({ prefix, limit, ...options }: PageOptions & { readonly prefix?: string } = {}) {
    const request = { type: 'ClientListRequest', prefix, limit } as const;
    return pages(
      (after: string | undefined) => this.#session.ask({ ...request, after }, options),
      ({ clients }) => clients,
    );
  }

  /** Keeps somebody away, both ways. */
  block(who: { readonly id: string } | { readonly username: string }) {
    return this.#session.ask({ type: 'BlockRequest', ...who });
  }

  unblock(id: string) {
    return this.#session.ask({ type: 'UnblockRequest', id });
  }

  async blocked(): Promise<readonly Somebody[]> {
    return (await this.#session.ask({ type: 'BlockListRequest' })).people;
  }

  /** Messages of one's own chats, the newest first. */
  search(
    query: string,
    { chat, limit, ...options }: PageOptions & { readonly chat?: string } = {},
  ): AsyncGenerator<Hit, void, undefined> {
    const request = { type: 'SearchRequest', query, chat, limit } as const;
    return pages(
      (before: number | undefined) => this.#session.ask({ ...request, before }, options),
      ({ hits }) => hits,
      ({ next }) => next,
    );
  }

  /** Any request of the protocol: those that have no method, too. What stores something takes effect once. */
  request<R extends Request>(request: R, options?: AskOptions): Promise<AnswerTo<R>> {
    return this.#session.ask(request, options);
  }
}

/** Throws what `URL` throws when that is no address. */
function socketUrl(url: string): string {
  const { location } = globalThis as unknown as { readonly location?: { readonly href: string } };
  const address = new URL(url, location?.href);
  address.protocol = address.protocol.replace(/^http/, 'ws');
  if (/^wss?:$/.test(address.protocol)) return address.href;
  throw new TypeError(`${url} is no address of a socket.`);
}
