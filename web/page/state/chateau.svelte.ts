import {
  type ChatState,
  Client,
  type ClientState,
  type Me,
  type Pending,
  type Snapshot,
} from '@chateau/client';
import { afterPaint } from '../parts/frames.ts';
import { Failures } from './failures.svelte.ts';
import { Pace } from './pace.ts';

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

/** Milliseconds after its callbacks by which a frame with a key has left for the screen: nothing is in its way then. */
const HANDED_ON = 5;

/** Counts what is to be shown of the client's snapshots. */
let version = $state(0);
const pace = new Pace(() => version++);
/** What one sends oneself is shown at once. */
let lastPending = client.snapshot.pending;
/** What is read from this device while the server has not been reached. */
let saved = $state.raw<Snapshot>();
let connection = $state.raw<ClientState>(client.state);
let info = $state.raw<ServerInfo>();
/** On their own, since most of what shows them is not to look again at every snapshot. */
const me = $derived.by(() => {
  void version;
  return (saved ?? client.snapshot).me;
});
const pending = $derived.by(() => {
  void version;
  return saved?.me ? client.pending(saved.me.id) : client.snapshot.pending;
});

client.on('snapshot', ({ me, pending }) => {
  if (saved && me && me.id !== saved.me?.id) saved = undefined;
  pace.news({ isOwn: pending !== lastPending });
  lastPending = pending;
});

addEventListener(
  'keydown',
  () => {
    pace.pressed();
    requestAnimationFrame(() => setTimeout(() => pace.painted(), HANDED_ON));
  },
  { capture: true },
);

client.on('state', (next) => {
  connection = next;
  if (next.name === 'online' || next.name === 'stopped') saved = undefined;
  // After a beginning without the server, or before there was a question.
  if (next.name === 'online' && !info) afterPaint(() => void chateau.ask().catch(() => {}));
  // Without it, the page waits as it would anyway.
  if (isOut(next)) showSaved().catch(() => {});
});

/** The server does not answer, and has not since the page was opened. */
function isOut({ name }: ClientState): boolean {
  return name === 'waiting' && !client.me;
}

async function showSaved(): Promise<void> {
  if (saved) return;
  const { loadSnapshot } = await import('../offline/cache.ts');
  const found = await loadSnapshot();
  if (isOut(client.state)) saved = found;
}

/** The one connection of this page, and all that is known through it, for whatever shows it. */
export const chateau = {
  client,
  failures: new Failures(client),
  get snapshot(): Snapshot {
    void version;
    return saved ?? client.snapshot;
  },
  /** What is shown is what this device has kept: to be read only. */
  get isSaved(): boolean {
    return saved !== undefined;
  },
  get connection(): ClientState {
    return connection;
  },
  /** What is said now goes out at once. */
  get isConnected(): boolean {
    return connection.name === 'online' || connection.name === 'syncing';
  },
  get me(): Me | undefined {
    return me;
  },
  get info(): ServerInfo | undefined {
    return info;
  },
  /** The chat as it is now, where it is one's own. */
  chat(id: string): ChatState | undefined {
    const { chats } = this.snapshot;
    return Object.hasOwn(chats, id) ? chats[id] : undefined;
  },
  /** What of this chat is still to be sent, in order. */
  pendingIn(id: string): readonly Pending[] {
    return pending.filter(({ request }) => request.chat === id);
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
