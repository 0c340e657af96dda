import { Connection } from '@chateau/client';

/** Registers guests and opens groups, one after the other, and remembers what was acked. */
export class Clerk {
  readonly #guests: { readonly id: unknown; readonly token: unknown; readonly name: string }[] = [];
  readonly #groups: string[] = [];
  #count = 0;

  get guests(): number {
    return this.#guests.length;
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

  /** Whatever was acked is still so: every token is good for the same guest. */
  async verify(url: string): Promise<void> {
    for (const { id, token, name } of this.#guests) {
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
    const name = `guest-${this.#count++}`;
    const features: string[] = [];
    const guest = await connection.request({ type: 'RegisterRequest', username: name, features });
    if (guest['status'] === 200)
      this.#guests.push({ id: guest['id'], token: guest['token'], name });
    const chatname = `group of ${name}`;
    const group = { type: 'GroupMessageInitRequest', chatname, recipients: [] };
    if ((await connection.request(group))['status'] === 200) this.#groups.push(chatname);
    await connection.close();
  }
}
