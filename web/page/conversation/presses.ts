import type { Message } from '@chateau/client';
import { openPerson } from '../people/opening.ts';
import { rowOf, seqOf } from './active.svelte.ts';

interface Ways {
  /** The message with this `seq`, where it is at hand. */
  held(seq: number): Message | undefined;
  /** To what else can be done with it. */
  more(message: Message, row: HTMLElement): void;
}

// One listener for what each row can be pressed for: what an element calls by itself, the browser keeps with all that hangs
// on it until it collects the whole heap, and thousands of rows come and go while somebody scrolls.

/** On the picture or the name of who said something. */
export function clicked(event: MouseEvent, ways: Ways): void {
  const { message } = pressedIn(event, ways) ?? {};
  if (!message || !(event.target as Element).closest('.sender')) return;
  openPerson(message.sender, message.sender_id);
}

/** A long one, where there is no pointer to hover with. */
export function pressedLong(event: MouseEvent, ways: Ways): void {
  if (!(event instanceof PointerEvent) || event.pointerType !== 'touch') return;
  const pressed = pressedIn(event, ways);
  if (!pressed) return;
  event.preventDefault();
  ways.more(pressed.message, pressed.row);
}

function pressedIn(event: Event, { held }: Ways) {
  const row = rowOf(event);
  const message = row && held(seqOf(row));
  return message && { row, message };
}
