import type { DatabaseSync } from 'node:sqlite';
import type { Belongings } from '../../ports/identities.ts';
import type { PersonId } from '../../ports/store.ts';
import { chatId, personId, rowOf } from './ids.ts';

/** What somebody takes along from one connection to the next, on a connection of any kind. */
export function sqliteBelongings(db: DatabaseSync) {
  const chats = db.prepare(
    `SELECT chats.id, chats.name, other.id AS peer, other.name AS peerName
       FROM seats JOIN chats ON chats.id = chat
       LEFT JOIN people AS other ON other.id = iif(low = person, high, low)
      WHERE person = ?`,
  );
  const apart = db.prepare(
    'SELECT other AS id FROM blocks WHERE person = ?1 UNION SELECT person FROM blocks WHERE other = ?1',
  );
  const available = db.prepare('SELECT available FROM people WHERE id = ?');

  const blocked = (person: PersonId): PersonId[] =>
    (apart.all(rowOf(person)) as { id: number }[]).map(({ id }) => personId(id));

  return {
    belongings(person: PersonId): Belongings {
      const rows = chats.all(rowOf(person)) as {
        id: number;
        name: string | null;
        peer: number | null;
        peerName: string | null;
      }[];
      const said = available.get(rowOf(person)) as { available: number | null } | undefined;
      return {
        groups: rows.flatMap(({ id, name }) => (name === null ? [] : [{ id: chatId(id), name }])),
        directs: rows.flatMap(({ id, peer, peerName }) =>
          peer === null
            ? []
            : [{ chat: chatId(id), peer: { id: personId(peer), name: peerName ?? '' } }],
        ),
        blocked: blocked(person),
        ...(typeof said?.available === 'number' && { available: said.available === 1 }),
      };
    },
  };
}
