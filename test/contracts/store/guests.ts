import { expect } from 'bun:test';
import type { NewGuest, NewToken } from '../../../server/src/ports/identities.ts';
import type { Chat, NameClaim, PersonId, Store } from '../../../server/src/ports/store.ts';

/** What the chat layer would ask a store for, in as few words as possible. */

export const EXPIRY = 1_000_000;

/** A name whose only look is its canon, unless the test says what it looks like. */
export function claim(name: string, ...looks: string[]): NameClaim {
  const canon = name.toLowerCase();
  return { name, canon, looks: looks.length > 0 ? looks : [canon] };
}

interface GuestOptions {
  readonly keepsName?: boolean;
  readonly tokenHash?: string;
  readonly expiresAt?: number;
}

/** A guest whose token is `token of <name>`. */
export function guest(name: NameClaim, options: GuestOptions = {}): NewGuest {
  const { keepsName = false, tokenHash = `token of ${name.name}`, expiresAt } = options;
  return { name, keepsName, token: token(tokenHash, expiresAt) };
}

export function token(hash: string, expiresAt = EXPIRY): NewToken {
  return { hash, device: '', at: 1, expiresAt };
}

/** Lets a guest in whose name is free. */
export async function enter(
  store: Store,
  name: NameClaim | string,
  more: GuestOptions = {},
): Promise<PersonId> {
  const person = await store.addGuest(guest(typeof name === 'string' ? claim(name) : name, more));
  expect(person).not.toBe('taken');
  return person;
}

/** Ada, Bob and Cleo. */
export async function three(store: Store): Promise<[PersonId, PersonId, PersonId]> {
  const ada = await enter(store, 'ada');
  const bob = await enter(store, 'bob');
  return [ada, bob, await enter(store, 'cleo')];
}

/** Whom a token stands for. */
export async function holder(store: Store, tokenHash: string, now = 1) {
  return (await store.findToken(tokenHash, now))?.holder;
}

/** The groups that somebody has, by name. */
export async function groupsOf(store: Store, person: PersonId): Promise<Chat[]> {
  const { groups } = await store.belongings(person);
  return groups.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** Comes back with the token from `guest`. */
export function resumption(person: PersonId, was: string, name: NameClaim, keepsName = false) {
  return { person, name, keepsName, tokenHash: `token of ${was}`, at: 1, expiresAt: EXPIRY };
}

/**
 * What a call rejects with, or `undefined`. Bun's `expect(…).rejects` runs the event loop inside of
 * itself, where the message of a storage thread never comes.
 */
export function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}
