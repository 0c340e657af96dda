import { otherHistory } from './errors.ts';
import type { Session } from './session/session.ts';
import { chatIn } from './state/snapshot.ts';
import type { Entry, Message } from './wire.ts';

/** A message that has not been deleted. */
export type SaidMessage = Message & { readonly content: string };

export interface MessagesOptions {
  /** Ends the loop. */
  readonly signal?: AbortSignal | undefined;
  /** Begins after this `seq`; without it, with what is said from now on. */
  readonly after?: number | undefined;
  /** Whether what one has said oneself is among them. */
  readonly own?: boolean | undefined;
}

/** Entries read from the log at a time. */
const PAGE = 100;

/** Whether somebody has said this, and it still stands. */
export function isSaid(entry: Entry): entry is SaidMessage {
  return entry.kind === 'message' && entry.content !== undefined;
}

/**
 * Every message of a chat after some `seq`, once and in order. What waits for a slow reader are the messages that
 * the snapshot keeps anyway; one that is slower still reads from the log. Nothing is lost, and what was edited or
 * deleted meanwhile is as it is now.
 */
export async function* messagesOf(
  session: Session,
  chat: string,
  after: number,
  { signal, own = false }: MessagesOptions,
): AsyncGenerator<SaidMessage, void, undefined> {
  const { events } = session;
  let isReset = false;
  let wake = () => {};
  const offs = [
    events.on('snapshot', () => wake()),
    events.on('state', () => wake()),
    events.on('reset', (reset) => {
      isReset ||= (reset.chat ?? chat) === chat;
    }),
  ];
  const abort = () => wake();
  signal?.addEventListener('abort', abort);
  try {
    while (!signal?.aborted && !isReset) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const next = await unread(session, chat, after, signal);
      for (const entry of next) {
        after = entry.seq;
        const isWanted = own || entry.sender_id !== session.snapshot.me?.id;
        if (isWanted && isSaid(entry)) yield entry;
        if (signal?.aborted) return;
      }
      if (next.length > 0) continue;
      if (session.state.name === 'stopped' || !chatIn(session.snapshot, chat)) return;
      await changed;
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    for (const off of offs) off();
    signal?.removeEventListener('abort', abort);
  }
  if (isReset) throw otherHistory();
}

/** What comes next, or nothing yet. */
async function unread(
  session: Session,
  chat: string,
  after: number,
  signal: AbortSignal | undefined,
): Promise<readonly Entry[]> {
  const state = chatIn(session.snapshot, chat);
  if (!state || state.from <= after) return state?.messages.filter(({ seq }) => seq > after) ?? [];
  const request = { type: 'HistoryRequest', chat, after, limit: PAGE } as const;
  return (await session.ask(request, { signal, timeout: Infinity })).entries;
}
