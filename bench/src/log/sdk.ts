import { Client } from '@chateau/client';
import type { Someone } from './world.ts';

/** Somebody with the SDK, who comes back without being told, and how much the SDK has asked so far. */
export interface Guest {
  readonly client: Client;
  readonly asked: () => number;
  readonly entries: () => number;
}

/** Comes in for the first time, and stays for as long as it is let. */
export async function enterBySdk(url: string, { token }: Someone): Promise<Guest> {
  let asked = 0;
  let entries = 0;
  class Counted extends WebSocket {
    override send(text: string): void {
      asked++;
      super.send(text);
    }
  }
  const client = new Client(url, { WebSocket: Counted });
  client.on('entry', () => void entries++);
  await client.enter({ token });
  return { client, asked: () => asked, entries: () => entries };
}

/** To the SDK: the network is back, now is a good time to try. */
export function wakeAll(): void {
  (globalThis as unknown as EventTarget).dispatchEvent(new Event('online'));
}

export async function untilOnline({ client }: Guest): Promise<void> {
  if (client.state.name === 'online') return;
  await new Promise<void>((resolve, reject) => {
    const off = client.on('state', ({ name }) => {
      if (name === 'online') resolve();
      else if (name === 'stopped') reject(new Error('The SDK has given up.'));
      else return;
      off();
    });
  });
}
