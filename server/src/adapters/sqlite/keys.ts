import type { DatabaseSync } from 'node:sqlite';
import type { Earlier, Keyed } from '../../ports/store.ts';

/** The keys of requests that have taken effect: looked up by the reader and again inside the commit. */
export function sqliteKeys(db: DatabaseSync) {
  const select = db.prepare('SELECT digest, answer FROM answers WHERE person = ? AND key = ?');
  const insert = db.prepare(
    'INSERT INTO answers (person, key, digest, answer) VALUES (?, ?, ?, ?)',
  );

  function find(person: number, key: string): Earlier | undefined {
    const row = select.get(person, key) as { digest: string; answer: string } | undefined;
    return row && { digest: row.digest, answer: JSON.parse(row.answer) };
  }

  return {
    find,
    /**
     * Lets the work happen once for each key of a person. What it comes to is remembered where `answerOf` says
     * what belongs to the answer; a refusal uses no key.
     */
    once<T>(
      person: number,
      keyed: Keyed | undefined,
      work: () => T,
      answerOf: (result: T) => object | undefined,
    ): T | Earlier {
      // A thread is handed `null` for what was `undefined`.
      if (!keyed) return work();
      const earlier = find(person, keyed.key);
      if (earlier) return earlier;
      const result = work();
      const more = answerOf(result);
      if (more) {
        insert.run(person, keyed.key, keyed.digest, JSON.stringify({ ...keyed.answer, ...more }));
      }
      return result;
    },
  };
}

export type SqliteKeys = ReturnType<typeof sqliteKeys>;

/** Where an entry stands, for its answer. Where it was so already, there is none; a refusal is no answer to keep. */
export function placeOf(result: unknown): object | undefined {
  if (result === 'unchanged') return {};
  if (typeof result !== 'object' || result === null || !('seq' in result)) return undefined;
  const { chat, seq, at } = result as { chat: string; seq: number; at: number };
  return { chat, seq, at };
}
