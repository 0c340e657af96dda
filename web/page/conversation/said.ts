import type { Message, Pending } from '@chateau/client';
import type { Failure } from '../state/failures.svelte.ts';
import { isSameDay } from '../state/times.ts';

/** A line of a conversation: what was said, what is on its way, and what did not go out. */
export type Line =
  | { readonly kind: 'said'; readonly key: number; readonly message: Message }
  | { readonly kind: 'pending'; readonly key: string; readonly pending: PendingMessage }
  | { readonly kind: 'failed'; readonly key: string; readonly failure: Failure };

export interface PendingMessage {
  readonly key: string;
  readonly content: string;
  readonly replyTo: number | undefined;
}

/** Messages of the same person within this many milliseconds stand together. */
const TOGETHER = 300_000;

/** Whether a message goes on where the one before it stopped: without name and time. */
export function goesOn(message: Message, before: Message | undefined): boolean {
  if (!before || message.reply_to !== undefined) return false;
  return (
    before.sender_id === message.sender_id &&
    message.at - before.at < TOGETHER &&
    isSameDay(message.at, before.at)
  );
}

/** What of the outbox is a message. */
export function pendingMessages(pending: readonly Pending[]): readonly PendingMessage[] {
  return pending.flatMap(({ request }) => {
    if (!('content' in request) || 'target' in request) return [];
    return [{ key: request.key, content: request.content, replyTo: request.reply_to }];
  });
}
