import type { Amended, Amendment, Logs } from '../../ports/logs.ts';
import type { Earlier, PersonId } from '../../ports/store.ts';
import { type MemoryChat, seenBy } from './chats.ts';
import { denial } from './denials.ts';
import { isReadable, type NewEntry, type Readable, remove } from './entries.ts';
import type { Inside, MemoryHouse } from './house.ts';
import { called } from './logs.ts';

type Outcome = Exclude<Amended, Earlier>;
type Reaction = Amendment['change'] & { kind: 'reaction' };

/** What becomes of messages. */
export function memoryAmendments(house: MemoryHouse) {
  const { chats, keys } = house;

  function amend({ chat: id, target, by, at, change, seen }: Amendment): Outcome {
    const sitting = chats.seated(by, id);
    if (!sitting || sitting.seat.rank !== seen.rank) return 'changed';
    const { chat } = sitting;
    const message = seenBy(chat, by).find(({ seq }) => seq === target);
    if (!isReadable(message)) return 'target';
    if (change.kind !== 'delete' && denial(house, chat, by, at)) return 'target';
    const entry = apply(chat, message, { by, at, change });
    return typeof entry === 'string' ? entry : chats.append(chat, entry);
  }

  /** Does it, and is the entry that says so. */
  function apply(
    chat: MemoryChat,
    message: Readable,
    { by: sender, at, change }: Pick<Amendment, 'by' | 'at' | 'change'>,
  ): NewEntry | 'unchanged' | 'full' {
    const said = { sender, at, target: message.seq };
    switch (change.kind) {
      case 'edit': {
        const { kind, content, mentions } = change;
        Object.assign(message, { content, editedAt: at, ...called(house, chat, mentions) });
        return { kind, ...said };
      }
      case 'delete':
        remove(message);
        return { kind: change.kind, ...said };
      case 'reaction': {
        const { kind, reaction, on } = change;
        return react(message, sender, change) ?? { kind, ...said, reaction, on };
      }
      default:
        return change satisfies never;
    }
  }

  function react(
    { reactions }: Readable,
    person: PersonId,
    { reaction, on, most }: Reaction,
  ): 'unchanged' | 'full' | undefined {
    const who = reactions.get(reaction) ?? new Set();
    if (who.has(person) === on) return 'unchanged';
    if (on) {
      if (who.size === 0 && reactions.size >= most) return 'full';
      reactions.set(reaction, who.add(person));
    } else {
      who.delete(person);
      if (who.size === 0) reactions.delete(reaction);
    }
    return undefined;
  }

  const writes: Inside<Logs, 'amend'> = {
    amend: (amendment) => keys.once(amendment.by, amendment.keyed, () => amend(amendment)),
  };
  return { writes };
}
