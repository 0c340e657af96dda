import { setTimeout as pause } from 'node:timers/promises';
import { Connection, type Received } from '@chateau/client';

/** Requests that wait for their answers at a time. */
const WINDOW = 256;
/** Milliseconds between two looks at what is due. */
const STEP = 5;

/** Somebody who says what the measured page hears, over a bare connection. */
export class Person {
  readonly name: string;
  readonly #connection: Connection;

  private constructor(name: string, connection: Connection) {
    this.name = name;
    this.#connection = connection;
  }

  static async come(url: string, name: string): Promise<Person> {
    const person = new Person(name, await Connection.open(url));
    await person.ask({ type: 'RegisterRequest', username: name, features: ['log', 'chats'] });
    return person;
  }

  /** The id of the chat with somebody. */
  async direct(recipient: string): Promise<string> {
    const { chat } = await this.ask({ type: 'SingleMessageInitRequest', recipient });
    return chat as string;
  }

  /** The id of a new group. */
  async group(chatname: string, recipients: readonly string[]): Promise<string> {
    const { chat } = await this.ask({ type: 'GroupMessageInitRequest', chatname, recipients });
    return chat as string;
  }

  async say(chat: string, content: string): Promise<void> {
    const key = crypto.randomUUID();
    await this.ask({ type: 'MessageRequest', chat, content, key });
  }

  /** Says so many things, as fast as the server takes them. */
  async fill(chat: string, contents: readonly string[]): Promise<void> {
    for (let at = 0; at < contents.length; at += WINDOW) {
      const next = contents.slice(at, at + WINDOW);
      await Promise.all(next.map((content) => this.say(chat, content)));
    }
  }

  async ask(request: object): Promise<Received> {
    const answer = await this.#connection.request(request);
    if (Number(answer['status']) < 300) return answer;
    throw new Error(`${JSON.stringify(request)} was answered by ${JSON.stringify(answer)}`);
  }

  leave(): Promise<unknown> {
    return this.#connection.close();
  }
}

/** Calls so often a second, each when its time has come, until it is told to stop; then it says how often it did. */
export function steadily(rate: number, act: (n: number) => Promise<void>): () => Promise<number> {
  let isOver = false;
  const acts: Promise<void>[] = [];
  const work = (async () => {
    const from = performance.now();
    let n = 0;
    while (!isOver) {
      for (const due = ((performance.now() - from) / 1_000) * rate; n < due; n++) {
        acts.push(act(n));
      }
      await Promise.all(acts.splice(0));
      await pause(STEP);
    }
    return n;
  })();
  return () => {
    isOver = true;
    return work;
  };
}
