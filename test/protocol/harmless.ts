import type { Frame, Heard } from './tap.ts';

/**
 * Makes what was heard say the same after every recording: who the people are, which chats, when and by
 * which tokens is numbered anew, in the order in which it is said.
 */

const TOKEN = 'an-example-of-a-token-an-example-of-a-token';
const EPOCH = 'an-example-of-an-epoch';
const BEGINNING = Date.UTC(2026, 10, 22, 10, 0, 0);
/** What the conformance kit adds to names so that nobody else has them. */
const SUFFIX = /_[acdefghjkpqtuxyz]{3}[2-9]{4}|[2-9]{8}/g;

/** Fields that hold an id, a list of ids, or an object by id. */
const PEOPLE = new Set(['id', 'sender_id', 'ids', 'MemberListRequest.after']);
const CHATS = new Set(['chat', 'reset', 'gone', 'CatchUpRequest.chats', 'ChatListRequest.after']);

export function harmless(heard: Heard): Heard {
  const people = new Numbers(17);
  const chats = new Numbers(5);
  const times = new Map(
    [...new Set(timesIn(heard))].sort().map((time, index) => [time, BEGINNING + index * 1_000]),
  );

  function clean(value: unknown, field: string, type: string): unknown {
    const names = [field, `${type}.${field}`];
    if (names.some((name) => PEOPLE.has(name))) return people.through(value);
    if (names.some((name) => CHATS.has(name)) && !Array.isArray(value)) return chats.through(value);
    if (Array.isArray(value)) return value.map((item) => clean(item, field, type));
    if (field === 'retry_after') return 2;
    if (typeof value === 'number') return times.get(value) ?? value;
    if (typeof value === 'string') return text(value, field, type);
    return typeof value === 'object' && value !== null ? object(value, type) : value;
  }
  function text(value: string, field: string, type: string): string {
    if (field === 'token') return TOKEN;
    if (field === 'epoch') return EPOCH;
    if (field === 'device' && /^[0-9a-f]{20}$/.test(value)) return '3f1c0a9b7e5d2c4f6a81';
    if (field === 'lines') return JSON.stringify(clean(JSON.parse(value), '', type));
    return value.replaceAll(SUFFIX, '');
  }
  function object(value: object, type: string): object {
    const fields = Object.entries(value);
    return Object.fromEntries(fields.map(([field, its]) => [field, clean(its, field, type)]));
  }
  return heard.map((frame) => {
    const cleaned = object(frame, frame.type) as Frame;
    return 'msg_id' in frame ? { ...cleaned, msg_id: 1 } : cleaned;
  });
}

/** Other ids for those that come, the same one for the same. */
class Numbers {
  readonly #known = new Map<string, string>();
  #next: number;

  constructor(first: number) {
    this.#next = first;
  }

  through(value: unknown): unknown {
    if (typeof value === 'string') return this.#of(value);
    if (Array.isArray(value)) return value.map((item) => this.through(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([id, its]) => [this.#of(id), its]));
  }

  #of(id: string): string {
    const known = this.#known.get(id) ?? String(this.#next++);
    this.#known.set(id, known);
    return known;
  }
}

/** Numbers that can only be milliseconds of these years. */
function timesIn(value: unknown): number[] {
  if (typeof value === 'number') return value > 1.5e12 && value < 1e13 ? [value] : [];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(timesIn);
  return [];
}
