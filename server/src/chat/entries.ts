import type { Entry as ShownEntry } from '@chateau/protocol';
import type { Entry, MembersChange } from '../ports/logs.ts';
import type { PersonName } from '../ports/store.ts';

/** An entry as a page shows it. */
export function described(entry: Entry): ShownEntry {
  const { seq, at, sender } = entry;
  const said = { seq, at, sender: sender.name, sender_id: sender.id };
  switch (entry.kind) {
    case 'message': {
      const { content, replyTo, editedAt, reactions } = entry;
      return {
        kind: 'message',
        ...said,
        ...(content === undefined ? { deleted: true as const } : { content }),
        ...(replyTo !== undefined && { reply_to: replyTo }),
        ...(editedAt !== undefined && { edited_at: editedAt }),
        ...(reactions.length > 0 && {
          reactions: reactions.map(({ reaction, count, mine, people }) => {
            return { reaction, count, mine, people: people.map(somebody) };
          }),
        }),
      };
    }
    case 'edit': {
      const { target, content } = entry;
      const now = content === undefined ? { deleted: true as const } : { content };
      return { kind: 'edit', ...said, target, ...now };
    }
    case 'delete':
      return { kind: 'delete', ...said, target: entry.target };
    case 'reaction': {
      const { target, reaction, on } = entry;
      return { kind: 'reaction', ...said, target, reaction, on };
    }
    case 'members':
      return { kind: 'members', ...said, ...membersFields(entry) };
    case 'change': {
      const { name, topic, policy } = entry;
      return {
        kind: 'change',
        ...said,
        ...(name !== undefined && { name }),
        ...(topic !== undefined && { topic }),
        ...(policy !== undefined && { policy }),
      };
    }
    default:
      return entry satisfies never;
  }
}

/** What a page and a push say of a change of members. */
export function membersFields({ joined, left, roles, muted }: MembersChange) {
  return {
    joined: joined.map(somebody),
    left: left.map(somebody),
    ...(roles && { roles: roles.map((one) => ({ ...somebody(one), role: one.role })) }),
    ...(muted && { muted: muted.map((one) => ({ ...somebody(one), until: one.until })) }),
  };
}

export function somebody({ id, name }: PersonName): { username: string; id: string } {
  return { username: name, id };
}
