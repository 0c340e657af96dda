import { canonical } from '@chateau/protocol';
import type { Mentions } from '../ports/logs.ts';

/** Names in one message that are looked for; the rest of them calls nobody. */
const CALLED = 50;
const EVERYBODY = new Set(['all', 'here']);
/**
 * An address such as `bob@example.org` calls nobody. A name may be spelled in more characters than it has, and a longer
 * word must not call whoever is named like its beginning.
 */
const CALL = /(?<![\p{L}\p{N}._-])@([\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,127})/gu;

/**
 * Whom a message calls by `@name`, or `@all` where its sender may call everybody. A name may end in a sign that ends a
 * sentence, too, so both readings are looked for.
 */
export function mentionsIn(content: string, mayCallAll: boolean): Mentions | undefined {
  // Most messages call nobody, and are looked at no further.
  if (!content.includes('@')) return undefined;
  const names = new Set<string>();
  let everybody = false;
  for (const [, written = ''] of content.matchAll(CALL)) {
    if (names.size >= CALLED) break;
    const bare = written.replace(/[._-]+$/, '');
    if (EVERYBODY.has(canonical(bare))) everybody ||= mayCallAll;
    else for (const name of [written, bare]) names.add(canonical(name));
  }
  if (names.size === 0 && !everybody) return undefined;
  return { names: [...names].slice(0, CALLED), everybody };
}

/** Whether it may call everybody: only then it matters who wrote it. */
export function callsAll(content: string): boolean {
  return content.includes('@') && /@(all|here)/i.test(content);
}
