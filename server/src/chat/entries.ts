import type { Entry as ShownEntry } from '@chateau/protocol';
import type { Entry, MembersChange } from '../ports/logs.ts';
import type { PersonName } from '../ports/store.ts';

/** An entry as a page shows it. */
export function described(entry: Entry): ShownEntry {
  const { seq, at, sender } = entry;
  const said = { seq, at, sender: sender.name, sender_id: sender.id };
  switch (entry.kind) {
    case 'message':
      return message(entry);
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

/** Written out, field by field: a page has fifty of them, and to spread each takes longer than to encode it. */
function message({
  seq,
  at,
  sender,
  content,
  replyTo,
  editedAt,
  reactions,
}: Extract<Entry, { kind: 'message' }>): ShownEntry {
  const shown: Extract<ShownEntry, { kind: 'message' }> = {
    kind: 'message',
    seq,
    at,
    sender: sender.name,
    sender_id: sender.id,
  };
  if (content === undefined) shown.deleted = true;
  else shown.content = content;
  if (replyTo !== undefined) shown.reply_to = replyTo;
  if (editedAt !== undefined) shown.edited_at = editedAt;
  if (reactions.length > 0) {
    shown.reactions = reactions.map(({ reaction, count, mine, people }) => {
      return { reaction, count, mine, people: people.map(somebody) };
    });
  }
  return shown;
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
