export type { Chat, PageOptions, SendOptions } from './chat.ts';
export { Client, type ClientOptions, type GroupOptions } from './client.ts';
export type { Clock } from './clock.ts';
export {
  type Closing,
  Connection,
  type Received,
  type Socket,
  type SocketMaker,
} from './connection.ts';
export { ChateauError, type ChateauErrorCode } from './errors.ts';
export type { ClientEvents, Reset } from './events.ts';
export type { MessagesOptions, SaidMessage } from './messages.ts';
export type { Identity } from './session/arrival.ts';
export type { Unsubscribe } from './session/emitter.ts';
export type { ClientState } from './session/lifecycle.ts';
export type { Pending } from './session/outbox.ts';
export type { AskOptions } from './session/requests.ts';
export type { StateEvent } from './state/event.ts';
export { fold } from './state/fold.ts';
export { calls } from './state/mentions.ts';
export {
  type ChatState,
  emptySnapshot,
  type KnownMember,
  type Me,
  type Snapshot,
} from './state/snapshot.ts';
export type { Storage } from './storage.ts';
export type * from './wire.ts';
