import type { Message, Pending } from '@chateau/client';
import type { Failure } from '../state/failures.svelte.ts';
import { goesOn } from './said.ts';

interface Line {
  readonly key: string;
  readonly content: string;
  readonly replyTo: number | undefined;
}

/** What stands below the messages: what is on its way, and what did not go out. */
export type Waiting =
  | (Line & { readonly kind: 'pending' })
  | (Line & { readonly kind: 'failed'; readonly failure: Failure });

/** In the order in which they stand. */
export function waitingOf(
  failures: readonly Failure[],
  pending: readonly Pending[],
): readonly Waiting[] {
  const failed = failures.map((failure): Waiting => {
    const { key, content, replyTo } = failure;
    return { kind: 'failed', key, content, replyTo, failure };
  });
  // Not all of the outbox is a message.
  const going = pending.flatMap(({ request }): Waiting[] => {
    if (!('content' in request) || 'target' in request) return [];
    const { key, content, reply_to: replyTo } = request;
    return [{ kind: 'pending', key, content, replyTo }];
  });
  return [...failed, ...going];
}

/** Whether the one at that place among them stands with what is before it, as if it were sent now. */
export function isJoined(
  waiting: readonly Waiting[],
  place: number,
  last: Message | undefined,
  me: string | undefined,
): boolean {
  const reply_to = waiting[place]?.replyTo;
  if (place > 0) return reply_to === undefined;
  return goesOn({ sender_id: me ?? '', at: Date.now(), reply_to }, last);
}
