import type { Chat } from './chat.ts';
import type { Received } from './connection.ts';
import type { ChateauError } from './errors.ts';
import type { SaidMessage } from './messages.ts';
import type { ClientState } from './session/lifecycle.ts';
import type { Pending } from './session/outbox.ts';
import type { Snapshot } from './state/snapshot.ts';
import type { Entry, Push } from './wire.ts';

/** Why what was known does not hold any more. */
export interface Reset {
  /** The server has another history, one is somebody else than before, or one chat has another log. */
  readonly reason: 'epoch' | 'person' | 'chat';
  readonly chat?: string;
}

/** What can be listened to. */
export interface ClientEvents {
  state: [state: ClientState];
  /** After every change, with all that is known now. */
  snapshot: [snapshot: Snapshot];
  /** Somebody else has said something. */
  message: [message: SaidMessage, chat: Chat];
  /** Every entry of every log, one's own too: each once, and in the order of its chat. */
  entry: [entry: Entry, chat: Chat];
  /** A chat that was not known before. */
  chat: [chat: Chat];
  /** A chat is not one's own any more. */
  gone: [chat: Chat];
  /** Somebody has read up to there. */
  read: [read: Push<'ReadRecv'>];
  typing: [typing: Push<'TypingRecv'>];
  presence: [presence: Push<'PresenceRecv'>];
  /** What was known, of everything or of a chat, does not hold any more. */
  reset: [reset: Reset];
  /** Something that was to be sent never will be. */
  refused: [pending: Pending, error: ChateauError];
  /** A listener has thrown, or what it returned has rejected. Where nobody listens, the console is told. */
  error: [error: unknown];
  /** Every frame that the server pushes, as it came: those of later versions, too. */
  frame: [frame: Received];
}
