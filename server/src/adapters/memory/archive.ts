import type { Archive, ArchiveLine } from '../../ports/archive.ts';
import type { Report } from '../../ports/safety.ts';
import type { PersonId } from '../../ports/store.ts';
import { peerIn } from './chats.ts';
import { isReadable, type MemoryEntry, remove } from './entries.ts';
import type { Inside, MemoryHouse } from './house.ts';
import { isGroup, type MemorySteps } from './steps.ts';

type Rest = MemoryHouse & {
  readonly steps: MemorySteps;
  readonly reportsBy: (person: PersonId) => readonly Report[];
};

/** What there is of a person, to take along or to be erased. */
export function memoryArchive(house: Rest) {
  const { people, names, tokens, chats, blocks, keys, steps, reportsBy } = house;
  const asked = new Set<PersonId>();

  function linesOf(person: PersonId): ArchiveLine[] {
    const known = people.present(person);
    if (!known) return [];
    return [
      { what: 'person', id: person, username: known.name },
      ...tokens.devices(person, 0).map(({ label, createdAt, seenAt }) => {
        return { what: 'device', device: label, created_at: createdAt, seen_at: seenAt } as const;
      }),
      ...chats.of(person).map(({ chat }) => {
        const name = chat.group?.name ?? people.known(peerIn(chat, person) ?? '').name;
        const groupchat = chat.group !== undefined;
        return { what: 'chat', chat: chat.id, chatname: name, groupchat } as const;
      }),
      ...chats.all().flatMap(({ id, log }) => log.flatMap((entry) => said(id, entry, person))),
      ...blocks.by(person).map((id) => {
        return { what: 'block', id, username: people.known(id).name } as const;
      }),
      ...reportsBy(person).map(({ id, at, about, reason }) => {
        return { what: 'report', report: id, at, id: about.id, reason } as const;
      }),
    ];
  }

  /** Their part in one entry. */
  function said(chat: string, entry: MemoryEntry, person: PersonId): ArchiveLine[] {
    if (!isReadable(entry)) return [];
    const { seq, at, content, replyTo, sender } = entry;
    const reply = replyTo !== undefined && { reply_to: replyTo };
    const reactions = [...entry.reactions].filter(([, who]) => who.has(person));
    return [
      ...(sender === person
        ? [{ what: 'message', chat, seq, at, content, ...reply } as const]
        : []),
      ...reactions.map(([reaction]) => {
        return { what: 'reaction', chat, target: seq, reaction } as const;
      }),
    ];
  }

  /** Nothing of theirs can be read any more, and their entries are where they were. */
  function silence(entry: MemoryEntry, person: PersonId): void {
    const isTheirs = entry.sender === person;
    if (entry.kind === 'message') {
      if (isTheirs) remove(entry);
      entry.called.delete(person);
      for (const [reaction, who] of entry.reactions) {
        who.delete(person);
        if (who.size === 0) entry.reactions.delete(reaction);
      }
    } else if (entry.kind === 'reaction' && isTheirs) {
      Object.assign(entry, { reaction: '', on: false });
    }
  }

  const writes: Inside<Archive, 'askErasure' | 'erase'> = {
    askErasure(id) {
      if (people.present(id)) asked.add(id);
    },
    erase(id, at) {
      asked.delete(id);
      const person = people.present(id);
      if (!person) return { ended: [], steps: [], isDone: true };
      const groups = chats
        .of(id)
        .map(({ chat }) => chat)
        .filter(isGroup);
      const left = groups.map((chat) => steps.move(chat, { by: id, at }, { leave: [id] }));
      const ended = tokens.end(id, () => true, 'revoked', at);
      for (const { log } of chats.all()) for (const entry of log) silence(entry, id);
      names.release(id);
      blocks.forget(id);
      keys.forget(id);
      const nothing = { name: '', account: undefined, available: undefined, keepsName: false };
      Object.assign(person, { ...nothing, isErased: true });
      return { ended, steps: left, isDone: true };
    },
  };

  const reads: Inside<Archive, 'exported' | 'erasuresAsked'> = {
    erasuresAsked: () => [...asked],
    exported(person, position, { limit, bytes }) {
      const lines: ArchiveLine[] = [];
      const all = linesOf(person).slice(position);
      let left = bytes;
      for (const line of all.slice(0, limit)) {
        left -= Buffer.byteLength(JSON.stringify(line));
        if (left < 0 && lines.length > 0) break;
        lines.push(line);
      }
      return { lines, position: position + lines.length, more: lines.length < all.length };
    },
  };
  return { writes, reads };
}
