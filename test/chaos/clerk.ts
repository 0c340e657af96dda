import { Connection } from '@chateau/client';

const PASSWORD = 'correct horse battery staple';

interface Registered {
  readonly id: unknown;
  readonly token: unknown;
  readonly name: string;
}

/** Registers guests, every fourth with an account, and opens groups, one after the other; remembers what was acked. */
export class Clerk {
  readonly #people: Registered[] = [];
  readonly #groups: string[] = [];
  #count = 0;

  get people(): number {
    return this.#people.length;
  }

  get groups(): readonly string[] {
    return this.#groups;
  }

  /** Until the server is gone. */
  async work(url: string): Promise<void> {
    try {
      for (;;) await this.#register(url);
    } catch {
      // What was under way was not acked.
    }
  }

  /** Whatever was acked is still so: every token is good for the same person. */
  async verify(url: string): Promise<void> {
    for (const { id, token, name } of this.#people) {
      const connection = await Connection.open(url);
      const request = { type: 'ResumeRequest', token, features: [] };
      const answer = await connection.request(request);
      await connection.close();
      if (answer['status'] === 200 && answer['id'] === id && answer['username'] === name) continue;
      throw new Error(`${name} was registered, and came back to ${JSON.stringify(answer)}`);
    }
  }

  async #register(url: string): Promise<void> {
    const connection = await Connection.open(url);
    const name = `person-${this.#count++}`;
    const person = { username: name, features: [] };
    const request =
      this.#count % 4 === 0
        ? { type: 'AccountCreateRequest', ...person, password: PASSWORD }
        : { type: 'RegisterRequest', ...person };
    const answer = await connection.request(request);
    if (answer['status'] === 200)
      this.#people.push({ id: answer['id'], token: answer['token'], name });
    const chatname = `group of ${name}`;
    const group = { type: 'GroupMessageInitRequest', chatname, recipients: [] };
    if ((await connection.request(group))['status'] === 200) this.#groups.push(chatname);
    await connection.close();
  }
}
