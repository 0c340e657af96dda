import type { Entry, EntryOf, Message, Reacted } from '../wire.ts';

/** People that a reaction names, as the server does. */
const NAMED = 10;

type Amendment = EntryOf<'edit' | 'delete' | 'reaction'>;

/** Where the message of that `seq` is in the order, or -1. */
export function indexOf(messages: readonly Message[], seq: number): number {
  let [low, high] = [0, messages.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = (messages[middle] as Message).seq;
    if (found === seq) return middle;
    if (found < seq) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Whether the entry changes a message that came before it. */
export function isAmendment(entry: Entry): entry is Amendment {
  return entry.kind === 'edit' || entry.kind === 'delete' || entry.kind === 'reaction';
}

/** The message after what an edit, a deletion or a reaction has done to it. */
export function amended(message: Message, entry: Amendment, reader: string | undefined): Message {
  if (message.deleted) return message;
  switch (entry.kind) {
    case 'edit':
      // Of a later deletion, whose entry is still to come, an edit that is read late has no content.
      if (entry.content === undefined) return message;
      return { ...message, content: entry.content, edited_at: entry.at };
    case 'delete': {
      const { content: _, edited_at: __, reactions: ___, ...rest } = message;
      return { ...rest, deleted: true };
    }
    case 'reaction':
      return withReactions(message, react(message.reactions ?? [], entry, reader));
    default:
      return entry satisfies never;
  }
}

function withReactions(message: Message, reactions: Reacted[]): Message {
  if (reactions.length > 0) return { ...message, reactions: reactions.toSorted(byCount) };
  const { reactions: _, ...rest } = message;
  return rest;
}

function react(
  reactions: Reacted[],
  { reaction, on, sender_id: id, sender: username }: EntryOf<'reaction'>,
  reader: string | undefined,
): Reacted[] {
  const mine = id === reader;
  const had = reactions.find((other) => other.reaction === reaction);
  if (!had) {
    if (!on) return reactions;
    return [...reactions, { reaction, count: 1, mine, people: [{ username, id }] }];
  }
  // Said again, it changes nothing.
  const isIn = had.people.some((person) => person.id === id);
  if (on ? isIn : !isIn && had.people.length === had.count) return reactions;
  const others = had.people.filter((person) => person.id !== id);
  // Beyond those that it names, a reaction only counts.
  const isNamed = had.people.length === had.count && others.length < NAMED;
  const now: Reacted = {
    reaction,
    count: had.count + (on ? 1 : -1),
    mine: mine ? on : had.mine,
    people: on && isNamed ? [...others, { username, id }] : others,
  };
  const rest = reactions.map((other) => (other === had ? now : other));
  return rest.filter(({ count }) => count > 0);
}

/** The order of a page: what most people have put there first. */
function byCount(one: Reacted, other: Reacted): number {
  return other.count - one.count || (one.reaction < other.reaction ? -1 : 1);
}
