import { canonical, type Frame, type RequestOf, WIRE } from '@chateau/protocol';
import type { Store } from '../ports/store.ts';
import { somebody } from './entries.ts';
import type { People } from './people.ts';
import type { Actor } from './person.ts';

/** Bytes for all of the answer but the names: type, status, `more`, a `msg_id`. */
const ENVELOPE = 1024;

/** Who is online, without the asker, in canonical order; as many as fit, from where a page begins. */
export function listClients(
  people: People,
  { person }: Actor,
  { prefix = '', after, limit = Number.POSITIVE_INFINITY }: RequestOf<'ClientListRequest'>,
): Frame {
  const start = canonical(prefix);
  const last = after === undefined ? undefined : canonical(after);
  const clients: string[] = [];
  let room = WIRE.serverFrame - ENVELOPE;
  for (const other of people.online.from(last !== undefined && last > start ? last : start)) {
    if (!other.canon.startsWith(start)) break;
    if (other === person || other.canon === last) continue;
    room -= Buffer.byteLength(other.name) + 3;
    if (room < 0 || clients.length >= Math.max(1, limit)) {
      return { type: 'ClientListResponse', status: 200, clients, more: true };
    }
    clients.push(other.name);
  }
  return { type: 'ClientListResponse', status: 200, clients };
}

/** Of these people, those who are here; whoever is not, is not told from whoever never was. */
export function whoIsHere(people: People, { ids }: RequestOf<'PresenceRequest'>): Frame {
  const here = ids.flatMap((id) => {
    const person = people.withId(id);
    return person?.isOnline ? [{ ...somebody(person), online: true }] : [];
  });
  return { type: 'PresenceResponse', status: 200, people: here };
}

/** Whether the person may be picked for strangers, here and when they come back. */
export async function setAvailability(
  { store, people }: { store: Store; people: People },
  { person }: Actor,
  { random }: RequestOf<'AvailabilityRequest'>,
): Promise<Frame> {
  await store.setAvailable(person.id, random);
  people.setAvailable(person, random);
  return { type: 'AvailabilityResponse', status: 200, random };
}
