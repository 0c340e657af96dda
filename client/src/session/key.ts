import type { RequestType } from '../wire.ts';

/** Requests that store something: sent again with the same `key`, they take effect once. */
const STORING =
  /^(Group(?!List)|Single|Random|Message|Reaction|ChatPreference|Block(?!List)|Unblock|Report)/;

export function isStoring(type: RequestType): boolean {
  return STORING.test(type);
}

/** The request as it goes out, any number of times: with a key if it stores something, without what is undefined. */
export function outgoing<R extends { readonly type: RequestType }>(request: R): R {
  const key = isStoring(request.type) ? { key: newKey() } : {};
  return { ...key, ...JSON.parse(JSON.stringify(request)) };
}

/** 128 random bits. Not `randomUUID`, which browsers keep from pages that came without TLS. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
