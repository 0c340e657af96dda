import { Client, type ClientOptions, type Entry } from '../index.ts';
import { FakeServer, type FakeServerOptions } from './server.ts';

/** A fake server with named people on it, for our own tests. */
export class Scene {
  readonly server: FakeServer;

  constructor(options: FakeServerOptions = {}) {
    this.server = new FakeServer(options);
  }

  /** A client that is not in yet. Its backoff is half of what it may be. */
  client(options: ClientOptions = {}): Client {
    const { url, WebSocket, clock } = this.server;
    return new Client(url, { WebSocket, clock, random: () => 0.5, ...options });
  }

  async enter(username: string, options: ClientOptions = {}): Promise<Client> {
    const client = this.client(options);
    await client.enter({ username });
    return client;
  }

  /** Requests of that type that have come so far. */
  asked(type: string): number {
    return this.server.requests.filter((request) => request.type === type).length;
  }
}

/** Every entry that a client tells from now on. */
export function told(client: Client): (Entry & { readonly chat: string })[] {
  const entries: (Entry & { readonly chat: string })[] = [];
  client.on('entry', (entry, { id: chat }) => entries.push({ ...entry, chat }));
  return entries;
}

/** The names of the states that a client passes from now on. */
export function passed(client: Client): string[] {
  const names: string[] = [];
  client.on('state', ({ name }) => names.push(name));
  return names;
}

/** What a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('it was to fail, and did not');
    },
    (error: unknown) => error,
  );
}
