import { randomBytes } from 'node:crypto';
import type { Client } from 'ldapts';
import {
  type Directory,
  type DirectoryPerson,
  DirectoryUnavailable,
  type Visit,
} from '../../ports/directory.ts';
import type { LdapConnection } from './connection.ts';
import { attributesOf, type PersonEntry, personEntry, subjectParts } from './entry.ts';
import { isRefusal, unavailable } from './errors.ts';
import { loginFilter, peopleFilter } from './filters.ts';
import { asPerson, hasGroups, membershipOf, membershipsOf } from './groups.ts';
import { Servers } from './servers.ts';
import type { LdapSettings } from './settings.ts';
import { Turns } from './turns.ts';

/** People of one search of a pass. */
const BATCH = 100;
/** Bytes of the answers to a pass: groups may have many thousands of members. */
const PASS_ANSWERS = 64 * 1024 * 1024;
/** Where nobody of so many people is found, something is wrong with the directory, or with the settings. */
const NOT_EVERYBODY_LEFT = 10;

const SERVICE_REFUSED =
  'The directory refuses ldap.bind_dn with ldap.bind_password. Nobody can log in until one is mended.';
const GROUP_MISSING = 'A group in the settings under [ldap] is not in the directory.';

/**
 * The organisation's directory, over LDAP. `onTrouble` hears, in a sentence without secrets, of what an operator can
 * mend; each sentence once, until all is well again.
 */
export function ldapDirectory(
  settings: LdapSettings,
  onTrouble: (sentence: string) => void,
): Directory {
  const servers = new Servers(settings.url, () => performance.now());
  const turns = new Turns(settings.connections);
  const open = new Set<LdapConnection>();
  const said = new Set<string>();

  function tell(sentence: string): void {
    if (said.has(sentence)) return;
    said.add(sentence);
    onTrouble(sentence);
  }

  /** A connection that may search, for as long as `use` takes. */
  async function connected<T>(
    answers: number | undefined,
    use: (connection: LdapConnection) => Promise<T>,
  ): Promise<T> {
    const over = performance.now() + settings.timeout;
    return turns.take(settings.timeout, async () => {
      const within = over - performance.now();
      const { ca, startTls } = settings;
      const limit = answers === undefined ? {} : { answers };
      const connection = await servers.connect({ ca, startTls, within, ...limit });
      open.add(connection);
      try {
        if (settings.bindDn !== '') await bindAsService(connection);
        return await use(connection);
      } finally {
        open.delete(connection);
        connection.end();
      }
    });
  }

  /** Without a service account that is an anonymous bind, which speaks for nobody again. */
  async function bindAsService(connection: LdapConnection): Promise<void> {
    const { bindDn, bindPassword } = settings;
    try {
      await connection.ask('binding', (client) => client.bind(bindDn, bindPassword));
      said.delete(SERVICE_REFUSED);
    } catch (error) {
      if (!isRefusal(error)) throw unavailable(error, 'binding as the service account');
      tell(SERVICE_REFUSED);
      throw new DirectoryUnavailable(SERVICE_REFUSED);
    }
  }

  async function search<T>(
    connection: LdapConnection,
    work: (client: Client) => Promise<T>,
  ): Promise<T> {
    try {
      return await connection.ask('searching', work);
    } catch (error) {
      throw unavailable(error, 'searching');
    }
  }

  const onMissing = () => tell(GROUP_MISSING);

  async function find(connection: LdapConnection, login: string): Promise<PersonEntry | undefined> {
    const { base, filter, id } = settings;
    const { searchEntries } = await search(connection, (client) =>
      client.search(base, {
        filter: loginFilter(filter, login),
        attributes: attributesOf(settings),
        explicitBufferAttributes: [id],
        sizeLimit: 2,
      }),
    );
    const [entry, second] = searchEntries;
    return entry && !second ? personEntry(entry, settings, login) : undefined;
  }

  async function accepts(
    connection: LdapConnection,
    entry: PersonEntry | undefined,
    password: string,
  ): Promise<DirectoryPerson | undefined> {
    // On many servers a bind without a password is anonymous, and succeeds.
    if (password === '') return undefined;
    const nobody = `cn=${randomBytes(12).toString('hex')},${settings.base}`;
    const secret = entry ? password : randomBytes(12).toString('hex');
    try {
      await connection.ask('binding', (client) => client.bind(entry?.dn ?? nobody, secret));
    } catch (error) {
      if (isRefusal(error)) return undefined;
      throw unavailable(error, 'binding as the person');
    }
    return entry && !entry.isDisabled ? describe(connection, entry) : undefined;
  }

  /** Only now, so that refusals take the same time; and as the service again, because people may not see groups. */
  async function describe(
    connection: LdapConnection,
    entry: PersonEntry,
  ): Promise<DirectoryPerson> {
    if (hasGroups(settings)) await bindAsService(connection);
    const isIn = membershipOf(connection.client, onMissing);
    return search(connection, () => asPerson(entry, settings, isIn));
  }

  async function lookAt(
    connection: LdapConnection,
    subjects: readonly string[],
    found: Map<string, DirectoryPerson>,
  ): Promise<void> {
    const isIn = await search(connection, (client) => membershipsOf(client, settings, onMissing));
    for (let from = 0; from < subjects.length; from += BATCH) {
      const batch = subjects.slice(from, from + BATCH).map(subjectParts);
      const { searchEntries } = await search(connection, (client) =>
        client.search(settings.base, {
          filter: peopleFilter(settings.filter, batch),
          attributes: attributesOf(settings),
          explicitBufferAttributes: [settings.id],
        }),
      );
      for (const entry of searchEntries) {
        const person = personEntry(entry, settings, '');
        found.set(person.subject, await asPerson(person, settings, isIn));
      }
    }
  }

  return {
    visit: <T>(login: string, use: (visit: Visit) => Promise<T>) =>
      connected(undefined, async (connection) => {
        const entry = await find(connection, login);
        return use({
          subject: entry?.subject,
          accepts: (password) => accepts(connection, entry, password),
        });
      }),

    look: (subjects) =>
      connected(PASS_ANSWERS, async (connection) => {
        const { base } = settings;
        // An answer of nobody from a base that cannot be read would log everybody out.
        const there = await search(connection, (client) =>
          client.search(base, { scope: 'base', attributes: ['1.1'] }),
        );
        if (there.searchEntries.length === 0) {
          throw new DirectoryUnavailable('ldap.base cannot be read');
        }
        const found = new Map<string, DirectoryPerson>();
        await lookAt(connection, subjects, found);
        if (found.size === 0 && subjects.length >= NOT_EVERYBODY_LEFT) {
          throw new DirectoryUnavailable(
            'the directory knows none of the people who are known here',
          );
        }
        return found;
      }),

    close() {
      for (const connection of open) connection.end();
    },
  };
}
