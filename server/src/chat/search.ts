import { canonical, type Frame, type RequestOf, refuse } from '@chateau/protocol';
import { type Hit, type Search, wordsOf } from '../ports/search.ts';
import type { Store } from '../ports/store.ts';
import type { Actor } from './person.ts';
import { snippetOf } from './snippet.ts';

/** Hits of one page, at most and where nobody says how many. */
const HITS = 50;
const USUAL = 20;
/** Characters of a query; words and names in it that count. */
const LONGEST = 1_000;
const TERMS = 16;

/** Finding messages in one's own chats. */
export async function search(
  store: Store,
  { person }: Actor,
  { query, chat, before, limit = USUAL }: RequestOf<'SearchRequest'>,
): Promise<Frame> {
  if (query.length > LONGEST && [...query].length > LONGEST) {
    return refuse('too_large', `A search has at most ${LONGEST} characters.`);
  }
  const terms = termsOf(query);
  if (!terms) {
    return refuse('bad_request', 'Give a word to look for, or from:name, in:chat, has:link.');
  }
  const { hits, more, next } = await store.search({
    reader: person.id,
    ...terms,
    ...(chat !== undefined && { chat }),
    ...(before !== undefined && { before }),
    limit: Math.min(Math.max(1, limit), HITS),
  });
  return {
    type: 'SearchResponse',
    status: 200,
    hits: hits.map((hit) => shown(hit, terms.words)),
    ...(more && { more: true as const, next: next ?? hits.at(-1)?.position ?? 0 }),
  };
}

/** What a query asks for, as far as it stands in the query itself. */
export type Terms = Pick<Search, 'words' | 'from' | 'in' | 'since' | 'until' | 'has'>;

/** An operator is one only where a value follows it at once. */
const TERM = /(?:(from|in|before|after|has):)?(?:"([^"]*)"|(\S+))/giu;
const DATE = /^\d{4}-\d\d-\d\d$/;
const DAY = 86_400_000;

/**
 * `word "two words" from:bob in:tower before:2026-05-01 after:2026-04-01 has:link`, days in UTC. What is no operator of
 * ours is looked for as it stands. `undefined`: nothing is asked for.
 */
export function termsOf(query: string): Terms | undefined {
  const words = new Set<string>();
  const from = new Set<string>();
  const places = new Set<string>();
  const has = new Set<'link' | 'code'>();
  const days: Pick<Terms, 'since' | 'until'>[] = [];
  for (const [term, named = '', quoted, bare = ''] of query.matchAll(TERM)) {
    const operator = named.toLowerCase();
    const value = quoted ?? bare;
    const day = dayOf(value);
    const thing = value.toLowerCase();
    const name = canonical(value.replace(/^[@#]/, ''));
    if (operator === 'from' && name !== '') from.add(name);
    else if (operator === 'in' && name !== '') places.add(name);
    else if (operator === 'has' && (thing === 'link' || thing === 'code')) has.add(thing);
    else if (operator === 'before' && day !== undefined) days.push({ until: day });
    else if (operator === 'after' && day !== undefined) days.push({ since: day + DAY });
    else for (const word of wordsOf(term)) words.add(word);
  }
  const terms = {
    ...(from.size > 0 && { from: [...from].slice(0, TERMS) }),
    ...(places.size > 0 && { in: [...places].slice(0, TERMS) }),
    ...(has.size > 0 && { has: [...has] }),
    ...Object.assign({}, ...days),
  };
  if (words.size === 0 && Object.keys(terms).length === 0) return undefined;
  return { words: [...words].slice(0, TERMS), ...terms };
}

/** When the day begins; `undefined`: it is none. */
function dayOf(value: string): number | undefined {
  const day = DATE.test(value) ? new Date(`${value}T00:00:00Z`) : undefined;
  // The 30th of February is taken for the 2nd of March by some.
  return day && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value)
    ? day.getTime()
    : undefined;
}

function shown(hit: Hit, words: readonly string[]) {
  const { position, chat, name, isGroup, seq, at, sender, content } = hit;
  return {
    position,
    chat,
    chatname: name,
    groupchat: isGroup,
    seq,
    at,
    sender: sender.name,
    sender_id: sender.id,
    snippet: snippetOf(content, words),
  };
}
