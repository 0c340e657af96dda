import { createHash } from 'node:crypto';
import { type Frame, REQUESTS, type Request, refuse } from '@chateau/protocol';
import type { Earlier, Keyed, Store } from '../ports/store.ts';
import type { Actor } from './person.ts';

/** Requests that may say that they take effect once. */
export type KeyedRequest = Extract<Request, { key?: string }>;

/**
 * What makes a request take effect once, for the store: to be spread into the call. `answer` is what the
 * request is answered with when all goes well; the store adds where an entry stands.
 */
export function keyedBy(request: KeyedRequest, answer: object): { keyed?: Keyed } {
  const { key } = request;
  return key === undefined ? {} : { keyed: { key, digest: digest(request), answer } };
}

/** Whether the key was used before: then nothing was stored, and nobody is to be told. */
export function isRepeat<T>(outcome: T | Earlier): outcome is Earlier {
  return typeof outcome === 'object' && outcome !== null && 'digest' in outcome;
}

/** The answer that the request had when it was sent before. */
export function replay(request: KeyedRequest, earlier: Earlier): Frame {
  return earlier.digest === digest(request) ? (earlier.answer as Frame) : refuse('conflict');
}

/** The answer that this request had when it was sent before with its key, if it was. */
export async function earlierAnswer(
  store: Pick<Store, 'findKeyed'>,
  { person }: Actor,
  request: KeyedRequest,
): Promise<Frame | undefined> {
  if (request.key === undefined) return undefined;
  const earlier = await store.findKeyed(person.id, request.key);
  return earlier && replay(request, earlier);
}

/** What every digest begins with; the first logs knew no other fields. */
const FIRST = ['type', 'recipient', 'content'];
/** What may be another one each time. */
const ASIDE = new Set([...FIRST, 'key', 'msg_id']);

/**
 * Tells one request from another by what its sender wrote, not by what it meant at the time. A key is kept as long as
 * the log: fields that the protocol has got since, and that were not written, must not count.
 */
function digest(request: KeyedRequest): string {
  const field = (name: string) => request[name as keyof typeof request];
  const others = Object.keys(REQUESTS[request.type].properties)
    .filter((name) => !ASIDE.has(name) && field(name) !== undefined)
    .toSorted()
    .map((name) => [name, field(name)]);
  const written = [...FIRST.map((name) => field(name) ?? null), ...others];
  return createHash('sha256').update(JSON.stringify(written)).digest('hex');
}
