import type { Client } from 'ldapts';
import { NoSuchObjectError } from 'ldapts';
import type { DirectoryPerson } from '../../ports/directory.ts';
import { normalDn } from './dn.ts';
import type { PersonEntry } from './entry.ts';
import { memberFilter } from './filters.ts';
import type { LdapSettings } from './settings.ts';

/** Says who is in a group of the settings. */
type Membership = (group: string, person: PersonEntry) => Promise<boolean> | boolean;

/** Asks about one person: each group, unless the person's own entry says it. */
export function membershipOf(client: Client, onMissing: (group: string) => void): Membership {
  return async (group, person) => {
    if (saysItself(person, group)) return true;
    const filter = memberFilter(person.dn, person.login);
    const options = { scope: 'base', filter, attributes: ['1.1'] } as const;
    const found = await client
      .search(group, { ...options, attributes: [...options.attributes] })
      .catch((error) => missing(error, () => onMissing(group)));
    return (found?.searchEntries.length ?? 0) > 0;
  };
}

/** Asks about everybody: each group once, for all of its members. */
export async function membershipsOf(
  client: Client,
  settings: LdapSettings,
  onMissing: (group: string) => void,
): Promise<Membership> {
  const members = new Map<string, ReadonlySet<string>>();
  for (const group of groupsOf(settings)) {
    const attributes = ['member', 'uniqueMember', 'memberUid'];
    const found = await client
      .search(group, { scope: 'base', attributes })
      .catch((error) => missing(error, () => onMissing(group)));
    const [entry] = found?.searchEntries ?? [];
    const listed = (name: string) => [entry?.[name] ?? []].flat().map(String);
    const dns = [...listed('member'), ...listed('uniqueMember')].map(normalDn);
    const uids = listed('memberUid').map((uid) => `uid ${uid.toLowerCase()}`);
    members.set(group, new Set([...dns, ...uids]));
  }
  return (group, person) =>
    saysItself(person, group) ||
    (members.get(group)?.has(normalDn(person.dn)) ?? false) ||
    (members.get(group)?.has(`uid ${person.login.toLowerCase()}`) ?? false);
}

/** What a person is here, by the groups they are in there. */
export async function asPerson(
  person: PersonEntry,
  { admins, moderators, chats }: LdapSettings,
  isIn: Membership,
): Promise<DirectoryPerson> {
  const isInOne = async (groups: readonly string[]) => {
    for (const group of groups) if (await isIn(group, person)) return true;
    return false;
  };
  const isAdmin = await isInOne(admins);
  const role = isAdmin ? 'admin' : (await isInOne(moderators)) ? 'moderator' : 'member';
  const keys: string[] = [];
  for (const { key, group } of chats) if (await isIn(group, person)) keys.push(key);
  const { subject, login, displayName, isDisabled } = person;
  return { subject, login, displayName, role, chats: keys, isDisabled };
}

export function hasGroups(settings: LdapSettings): boolean {
  return groupsOf(settings).size > 0;
}

function groupsOf({ admins, moderators, chats }: LdapSettings): Set<string> {
  return new Set([...admins, ...moderators, ...chats.map(({ group }) => group)]);
}

function saysItself({ memberOf }: PersonEntry, group: string): boolean {
  return memberOf.length > 0 && memberOf.map(normalDn).includes(normalDn(group));
}

/** A group that is not there has nobody in it; anything else is trouble. */
function missing(error: unknown, tell: () => void): undefined {
  if (!(error instanceof NoSuchObjectError)) throw error;
  tell();
  return undefined;
}
