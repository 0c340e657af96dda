import type { ErrorCode } from '@chateau/protocol';
import { ERRORS } from '@chateau/protocol/errors';
import type { SocketMaker } from '../connection.ts';
import type { RequestType } from '../wire.ts';
import { arrive, isArrival } from './arriving.ts';
import { FakeClock, turn } from './clock.ts';
import { type Desk, type Handlers, Refused } from './desk.ts';
import { FakeHouse, type FakePerson } from './house.ts';
import { members } from './members.ts';
import { people } from './people.ts';
import { reading } from './reading.ts';
import { saying } from './saying.ts';
import { FakeSocket } from './socket.ts';

export interface FakeServerOptions {
  readonly clock?: FakeClock;
}

interface Frame {
  readonly type: string;
  readonly msg_id?: unknown;
  readonly [field: string]: unknown;
}

interface Link {
  readonly socket: FakeSocket;
  person?: FakePerson;
  features: readonly string[];
}

interface Refusal {
  readonly code: ErrorCode;
  readonly retry_after?: number;
  times: number;
}

const HANDLERS: Handlers = { ...saying, ...reading, ...members, ...people };
/**
 * A Chateau server in memory, for tests of what uses the client: it speaks the protocol over fake sockets, and
 * fails when it is told to.
 */
export class FakeServer {
  readonly url = 'ws://fake.test/ws';
  readonly clock: FakeClock;
  /** Give it to the client as the option `WebSocket`. */
  readonly WebSocket: SocketMaker;
  /** While it is false, nobody can connect. */
  isOpen = true;
  /** Every request that has come, in order. */
  readonly requests: Frame[] = [];
  readonly #links = new Set<Link>();
  readonly #answers = new Map<string, { readonly request: string; readonly answer: object }>();
  readonly #refusals = new Map<string, Refusal>();
  readonly #held = new Map<string, (() => void)[]>();
  #lost = 0;
  readonly #house = new FakeHouse('epoch 1');

  constructor({ clock = new FakeClock() }: FakeServerOptions = {}) {
    this.clock = clock;
    const accept = (socket: FakeSocket) => this.#accept(socket);
    const receive = (socket: FakeSocket, text: string) => this.#receive(socket, text);
    const closed = (socket: FakeSocket) => this.#closed(socket);
    this.WebSocket = class extends FakeSocket {
      constructor() {
        super({ accept, receive, closed });
      }
    };
  }

  /** How many connections there are. */
  get connections(): number {
    return this.#links.size;
  }

  /** Somebody without a client, who is there for the test to speak as. */
  person(username: string): FakeVisitor {
    const person = this.#house.person(username) ?? this.#house.addPerson(username);
    return new FakeVisitor(person, (request) => this.#handle(undefined, person, request));
  }

  /** What somebody comes back with. */
  tokenOf(username: string): string {
    return this.#house.person(username)?.token ?? '';
  }

  /** Every connection ends, as when a cable is pulled. */
  cut(): void {
    this.close(1006);
  }

  close(code: number, reason = ''): void {
    for (const { socket } of [...this.#links]) socket.end({ code, reason });
  }

  /** The connections die without a word: nothing arrives any more, and nobody is told. */
  freeze(): void {
    for (const { socket } of this.#links) socket.isDead = true;
  }

  /** The next requests of that type are refused. */
  refuse(
    type: RequestType,
    code: ErrorCode,
    { times = 1, retry_after }: { readonly times?: number; readonly retry_after?: number } = {},
  ): void {
    this.#refusals.set(type, { code, times, ...(retry_after !== undefined && { retry_after }) });
  }

  /** Requests of that type take effect, but their answers wait. */
  hold(type: RequestType): void {
    if (!this.#held.has(type)) this.#held.set(type, []);
  }

  /** The answers that wait go out. */
  release(): void {
    for (const answers of this.#held.values()) for (const answer of answers) answer();
    this.#held.clear();
  }

  /** The next pushes reach nobody. */
  lose(pushes: number): void {
    this.#lost += pushes;
  }

  /** Another history: people and their tokens are known, but what they said is gone. */
  restore(): void {
    this.cut();
    this.#house.chats.clear();
    this.#house.epoch = this.#house.newId('epoch ');
    this.#answers.clear();
  }

  /** Says something to everybody that no version of the client knows. */
  say(frame: object): void {
    for (const { socket } of this.#links) socket.deliver(frame);
  }

  /** Resolves when nothing is on its way any more. */
  quiet(): Promise<void> {
    return turn();
  }

  #accept(socket: FakeSocket): boolean {
    if (this.isOpen) this.#links.add({ socket, features: [] });
    return this.isOpen;
  }

  #closed(socket: FakeSocket): void {
    const link = this.#linkOf(socket);
    if (!link) return;
    this.#links.delete(link);
    this.#sayPresence(link.person);
  }

  #receive(socket: FakeSocket, text: string): void {
    const link = this.#linkOf(socket);
    if (!link) return;
    const { msg_id, ...request } = JSON.parse(text) as Frame;
    this.requests.push(request as Frame);
    const answer = { ...this.#answer(link, request as Frame), msg_id };
    const held = this.#held.get(request.type as string);
    if (held) held.push(() => socket.deliver(answer));
    else socket.deliver(answer);
  }

  #answer(link: Link, request: Frame): object {
    try {
      this.#mayRefuse(request.type);
      if (isArrival(request as never)) return this.#arrive(link, request as never);
      if (!link.person) throw new Refused('not_registered');
      return this.#handle(link, link.person, request);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const [status, , detail] = ERRORS[error.code];
      const refusal = { type: 'ErrorResponse', status, code: error.code, detail };
      return { ...refusal, request: request.type, ...error.more };
    }
  }

  #arrive(link: Link, request: Parameters<typeof arrive>[1]): object {
    const person = arrive(this.#desk(link), request);
    const wasOnline = this.#isOnline(person);
    link.person = person;
    link.features = request.features ?? [];
    if (!wasOnline) this.#sayPresence(person);
    return {
      type: request.type.replace('Request', 'Response'),
      status: 200,
      username: person.username,
      id: person.id,
      token: person.token,
      epoch: this.#house.epoch,
      server: { name: 'Fake', version: '0.0.0', limits: { frame: 65_536, content: 61_440 } },
    };
  }

  /** The same request with the same key has the same answer, and no other effect. */
  #handle(link: Link | undefined, person: FakePerson, request: Frame): object {
    const { key, ...content } = request;
    const text = JSON.stringify(content);
    const before = key === undefined ? undefined : this.#answers.get(`${person.id} ${key}`);
    if (before && before.request !== text) throw new Refused('conflict');
    if (before) return before.answer;
    const handler = HANDLERS[request.type as RequestType];
    if (!handler) throw new Refused('unknown_type');
    const answer = handler(this.#desk(link), person, request as never);
    if (key !== undefined) this.#answers.set(`${person.id} ${key}`, { request: text, answer });
    return answer;
  }

  #mayRefuse(type: string): void {
    const refusal = this.#refusals.get(type);
    if (!refusal || refusal.times === 0) return;
    refusal.times--;
    const { code, times: _, ...more } = refusal;
    throw new Refused(code, more);
  }

  #desk(asking: Link | undefined): Desk {
    return {
      house: this.#house,
      now: () => this.clock.now(),
      isOnline: (person) => this.#isOnline(person),
      push: (person, frame, feature) => this.#push(asking, person, frame, feature),
    };
  }

  #push(asking: Link | undefined, person: FakePerson, frame: object, feature?: string): void {
    const readers = [...this.#links].filter((link) => link !== asking && link.person === person);
    for (const { socket, features } of readers) {
      if (feature !== undefined && !features.includes(feature)) continue;
      if (this.#lost > 0) this.#lost--;
      else socket.deliver(frame);
    }
  }

  #sayPresence(person: FakePerson | undefined): void {
    if (!person) return;
    const { id, username } = person;
    const frame = { type: 'PresenceRecv', id, username, online: this.#isOnline(person) };
    const chats = this.#house.chatsOf(person);
    const others = new Set(chats.flatMap(({ seats }) => [...seats.values()]));
    for (const other of new Set([...others].map((seat) => seat.person))) {
      if (other !== person) this.#push(undefined, other, frame, 'presence');
    }
  }

  #isOnline(person: FakePerson): boolean {
    return [...this.#links].some((link) => link.person === person);
  }

  #linkOf(socket: FakeSocket): Link | undefined {
    return [...this.#links].find((link) => link.socket === socket);
  }
}

/** Somebody whom the test speaks as: no connection, no waiting. */
export class FakeVisitor {
  readonly id: string;
  readonly username: string;
  readonly #ask: (request: Frame) => object;

  constructor({ id, username }: FakePerson, ask: (request: Frame) => object) {
    this.id = id;
    this.username = username;
    this.#ask = ask;
  }

  /** Any request; the answer is there at once, and a refusal throws. */
  ask(request: Frame): { readonly [field: string]: unknown } {
    return this.#ask(request) as { readonly [field: string]: unknown };
  }

  /** To a person or a group, by name. */
  send(recipient: string, content: string): { readonly chat: string; readonly seq: number } {
    return this.#ask({ type: 'MessageRequest', recipient, content }) as never;
  }
}
