import { Client, type ClientState, type Pending, type Snapshot } from '@chateau/client';
import { Failures } from './failures.svelte.ts';

/** What `/info` says of the server. */
export interface ServerInfo {
  readonly name: string;
  readonly version: string;
  readonly login: readonly ('guest' | 'account' | 'directory')[];
  readonly guests: boolean;
  readonly limits: { readonly content: number; readonly recipients: number };
  readonly online: number;
}

const client = new Client('/ws', { storage: localStorage, device: deviceName() });

let snapshot = $state.raw<Snapshot>(client.snapshot);
let connection = $state.raw<ClientState>(client.state);
let info = $state.raw<ServerInfo>();

client.on('snapshot', (next) => {
  snapshot = next;
});
client.on('state', (next) => {
  connection = next;
});

/** The one connection of this page, and all that is known through it, for whatever shows it. */
export const chateau = {
  client,
  failures: new Failures(client),
  get snapshot(): Snapshot {
    return snapshot;
  },
  get connection(): ClientState {
    return connection;
  },
  get me() {
    return snapshot.me;
  },
  get info(): ServerInfo | undefined {
    return info;
  },
  /** The chat as it is now, where it is one's own. */
  chat(id: string) {
    return Object.hasOwn(snapshot.chats, id) ? snapshot.chats[id] : undefined;
  },
  /** What of this chat is still to be sent, in order. */
  pendingIn(id: string): readonly Pending[] {
    return snapshot.pending.filter(({ request }) => request.chat === id);
  },
  async ask(): Promise<void> {
    const answer = await fetch('/info');
    if (answer.ok) info = (await answer.json()) as ServerInfo;
  },
};

/** What a person tells their devices apart by. */
function deviceName(): string {
  const { userAgent } = navigator;
  const browser = /Firefox|Edg|Chrome|Safari/.exec(userAgent)?.[0]?.replace('Edg', 'Edge');
  const system = /Android|iPhone|iPad|Windows|Mac OS|Linux/.exec(userAgent)?.[0];
  return [browser ?? 'Browser', system].filter(Boolean).join(', ');
}
