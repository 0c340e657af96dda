import type { Message } from '@chateau/client';
import { isSameDay } from '../state/times.ts';

/** Messages of the same person within this many milliseconds stand together. */
const TOGETHER = 300_000;

/** What of a message says where it stands. */
interface Placed {
  readonly sender_id: string;
  readonly at: number;
  readonly reply_to?: number | undefined;
}

/** Whether a message goes on where the one before it stopped: without name and time. */
export function goesOn(message: Placed, before: Message | undefined): boolean {
  if (!before || message.reply_to !== undefined) return false;
  return (
    before.sender_id === message.sender_id &&
    message.at - before.at < TOGETHER &&
    isSameDay(message.at, before.at)
  );
}

function isOfDay(message: Message, before: Message | undefined): boolean {
  return before !== undefined && isSameDay(before.at, message.at);
}

/** Whether it is the first that had not been read; `newAfter`: the last one that had. */
function isFirstNew(message: Message, before: Message | undefined, newAfter: number | undefined) {
  if (newAfter === undefined || message.seq <= newAfter) return false;
  return before === undefined || before.seq <= newAfter;
}

/** What stands above a message: when it was sent, where a day begins with it; the line of what is new. */
export interface Heading {
  readonly day: number | undefined;
  readonly isNew: boolean;
}

/** `undefined`: nothing does, as of most. */
export function headingOf(
  message: Message | undefined,
  before: Message | undefined,
  newAfter: number | undefined,
): Heading | undefined {
  const day = message && !isOfDay(message, before) ? message.at : undefined;
  const isNew = message !== undefined && isFirstNew(message, before, newAfter);
  return !before || day !== undefined || isNew ? { day, isNew } : undefined;
}
