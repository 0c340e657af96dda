import type { DatabaseSync } from 'node:sqlite';
import { PLACED } from './places.ts';

/** Entries that one look passes: whoever waits for it waits for no more. */
const LOOK = 5_000;

/** Where a look goes on. */
export interface Place {
  readonly chat: number;
  readonly seq: number;
}

/** A message or a reaction that somebody has written and that is not deleted. */
export interface Trace extends Place {
  readonly id: number;
  readonly kind: 'message' | 'reaction';
  readonly at: number;
  readonly content: string;
  readonly target: number | null;
}

/**
 * What somebody has written. There is no index by sender, because writing is what has to be fast; but whoever has
 * written has been there, so that it lies where they sit or sat.
 */
export function sqliteTraces(db: DatabaseSync) {
  const stays = db.prepare(
    `SELECT chat, from_seq AS first, to_seq AS last FROM stays WHERE person = ?1 AND chat >= ?2
     UNION ALL
     SELECT chat, from_seq, ${Number.MAX_SAFE_INTEGER} FROM seats WHERE person = ?1 AND chat >= ?2
      ORDER BY 1, 2`,
  );
  const lastSeq = db.prepare(
    `SELECT max(coalesce((SELECT max(seq) FROM places WHERE chat = ?1), 0),
                coalesce((SELECT max(seq) FROM entries WHERE id > ${PLACED} AND chat = ?1), 0)) AS seq`,
  );
  const written = db.prepare(
    `SELECT id, chat, seq, kind, at, content, target FROM (
       SELECT entries.* FROM places JOIN entries ON entries.id = places.entry
        WHERE places.chat = ?1 AND places.seq BETWEEN ?2 AND ?3
       UNION ALL
       SELECT * FROM entries WHERE id > ${PLACED} AND chat = ?1 AND seq BETWEEN ?2 AND ?3)
      WHERE sender = ?4 AND deleted = 0 AND kind IN ('message', 'reaction')
      ORDER BY seq LIMIT ?5`,
  );

  return {
    /** At most `limit` of them, from a place on. `next`: where there may be more. */
    look(person: number, from: Place, limit: number): { traces: Trace[]; next: Place | undefined } {
      const traces: Trace[] = [];
      let left = LOOK;
      for (const stay of stays.all(person, from.chat) as unknown as Stay[]) {
        const { chat } = stay;
        const first = chat === from.chat ? Math.max(stay.first, from.seq) : stay.first;
        const { seq: latest } = lastSeq.get(chat) as { seq: number };
        const last = Math.min(stay.last, latest, first + left - 1);
        if (first > last) continue;
        const found = written.all(chat, first, last, person, limit - traces.length);
        traces.push(...(found as unknown as Trace[]));
        if (traces.length >= limit) return { traces, next: behind(traces.at(-1) ?? from) };
        left -= last - first + 1;
        if (left <= 0) return { traces, next: behind({ chat, seq: last }) };
      }
      return { traces, next: undefined };
    },
  };
}

interface Stay {
  readonly chat: number;
  readonly first: number;
  readonly last: number;
}

function behind({ chat, seq }: Place): Place {
  return { chat, seq: seq + 1 };
}
