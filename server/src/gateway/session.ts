import type { Person } from '../chat/person.ts';

/** How far a connection has come. */
export type Session =
  /** `since`: when the time to register began; moved on by the time that a registration took. */
  | { readonly state: 'waiting'; readonly since: number }
  | { readonly state: 'registering' }
  /** `token`: the hash of the one that the connection came in by, or was given. */
  | { readonly state: 'registered'; readonly person: Person; readonly token: string }
  | { readonly state: 'closed' };
