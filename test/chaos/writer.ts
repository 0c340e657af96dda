import { Connection, type Received } from '@chateau/client';
import type { Chance } from './chance.ts';
import { type Heard, type History, read, write } from './history.ts';

/** How many sends of one person are on their way at a time. */
const WINDOW = 8;
/** Lengths of what they write; most is short. */
const DOTS = [1, 20, 300, 30_000];

/** Where somebody writes to: a request, but for what it says. */
export interface Destination {
  readonly type: 'MessageRequest' | 'GroupMessageRequest';
  readonly recipient: string;
}

export interface Send extends Destination {
  /** The message in short. */
  readonly message: string;
  readonly content: string;
  readonly key?: string;
}

/** Somebody who writes as fast as they are answered, and comes back as the same person. */
export class Writer {
  readonly name: string;
  readonly #history: History;
  readonly #chance: Chance;
  readonly #isKeyed: boolean;
  /** Sent and not answered yet, in order. */
  readonly #pending = new Map<string, Send>();
  #count = 0;
  #identity: { id: unknown; token: unknown } | undefined;
  #connection: Connection | undefined;

  /**
   * `isKeyed`: whatever was not answered before the connection ended is sent again, with its key.
   */
  constructor(name: string, isKeyed: boolean, history: History, chance: Chance) {
    this.name = name;
    this.#isKeyed = isKeyed;
    this.#history = history;
    this.#chance = chance;
  }

  async register(url: string): Promise<void> {
    await this.#open(url);
    const request = { type: 'RegisterRequest', username: this.name, features: [] };
    const { id, token } = await this.ask(request);
    this.#identity = { id, token };
  }

  async comeBack(url: string): Promise<void> {
    await this.#open(url);
    const { token, id } = this.#identity ?? {};
    const answer = await this.ask({ type: 'ResumeRequest', token, features: [] });
    const { username } = answer;
    if (answer['id'] !== id || username !== this.name) {
      throw new Error(`${this.name} came back as somebody else: ${JSON.stringify(answer)}`);
    }
  }

  /** Asks what must succeed. */
  async ask(request: object): Promise<Received> {
    const answer = await this.request(request);
    if (answer['status'] === 200) return answer;
    throw new Error(`${this.name} was refused: ${JSON.stringify(answer)}`);
  }

  request(request: object): Promise<Received> {
    return this.#here.request(request);
  }

  /** Writes until told to stop, refused, or cut off; what is pending goes first. */
  async write(to: readonly Destination[], isOver: () => boolean = () => false): Promise<void> {
    let hasEnded = false;
    void this.#here.closed.then(() => {
      hasEnded = true;
    });
    const again = this.#repeatPending();
    const lanes = Array.from({ length: WINDOW }, async () => {
      let goesOn = true;
      while (goesOn && !hasEnded && !isOver()) goesOn = await this.#send(this.#next(to));
    });
    await Promise.all([...again, ...lanes]);
  }

  /** Sends again what was not answered, and waits for the answers. */
  async finish(): Promise<void> {
    await Promise.all(this.#repeatPending());
    if (this.#pending.size > 0) throw new Error(`${this.name} was not answered in the end`);
  }

  /** One message; what was sent, so that it can be sent again. */
  async say(to: Destination): Promise<Send> {
    const send = this.#next([to]);
    await this.#send(send);
    return send;
  }

  async leave(): Promise<void> {
    await this.#connection?.close();
  }

  get #here(): Connection {
    if (!this.#connection) throw new Error(`${this.name} is not there`);
    return this.#connection;
  }

  async #open(url: string): Promise<void> {
    this.#connection = await Connection.open(url);
    const shown = this.#history.newReader();
    this.#connection.listen((frame) => {
      if (frame.type === 'MessageRecv' || frame.type === 'GroupMessageRecv')
        shown.push(heard(frame));
    });
  }

  /** Without a key nobody can know what became of it: it is not sent again. */
  #repeatPending(): Promise<boolean>[] {
    if (!this.#isKeyed) this.#pending.clear();
    return [...this.#pending.values()].map((send) => this.#send(send));
  }

  #next(to: readonly Destination[]): Send {
    const content = write(this.name, this.#count++, this.#chance.pick(DOTS));
    const message = read(content);
    const send = { ...this.#chance.pick(to), message, content };
    return this.#isKeyed ? { ...send, key: message } : send;
  }

  /** Whether it was not refused. */
  async #send(send: Send): Promise<boolean> {
    const { message, ...request } = send;
    this.#history.attempted.add(message);
    this.#pending.set(message, send);
    const answer = await this.request(request).catch(() => undefined);
    if (!answer) return true;
    this.#pending.delete(message);
    const { status, chat, seq, code } = answer;
    if (status === 200) this.#history.acked.set(message, { chat: String(chat), seq: Number(seq) });
    else this.#history.refused.set(message, String(code));
    return status === 200;
  }
}

function heard({ chat, seq, sender, content }: Received): Heard {
  const entry = { chat: String(chat), seq: Number(seq), sender: String(sender) };
  return { ...entry, content: read(String(content)) };
}
