import type { Entry } from 'ldapts';
import type { LdapSettings } from './settings.ts';

/** One of a directory's entries, as far as we look at it. */
export interface PersonEntry {
  readonly dn: string;
  readonly subject: string;
  readonly login: string;
  readonly displayName: string;
  /** Normal DNs of groups, where the directory says them with the person. */
  readonly memberOf: readonly string[];
  readonly isDisabled: boolean;
}

/** What several directories call an account that is shut, and how it looks there. */
const DISABLED: Record<string, (value: string) => boolean> = {
  // Active Directory: ACCOUNTDISABLE.
  useraccountcontrol: (value) => (Number(value) & 2) !== 0,
  // 389 Directory Server, FreeIPA.
  nsaccountlock: (value) => value.toLowerCase() === 'true',
  // The password policy overlay of OpenLDAP: locked for good, by an administrator.
  pwdaccountlockedtime: (value) => value === '000001010000Z',
  // eDirectory.
  logindisabled: (value) => value.toLowerCase() === 'true',
};

/** Attributes to ask for. Those that are operational are sent only when they are named. */
export function attributesOf({ name, displayName, id }: LdapSettings): string[] {
  const disabled = ['userAccountControl', 'nsAccountLock', 'pwdAccountLockedTime', 'loginDisabled'];
  return [...new Set([name, displayName, 'cn', id, 'memberOf', ...disabled])];
}

/** `typed`: what the person called themselves, for an entry without a name. */
export function personEntry(entry: Entry, settings: LdapSettings, typed: string): PersonEntry {
  const attributes = new Map(
    Object.entries(entry).map(([name, value]) => [name.toLowerCase(), [value].flat()]),
  );
  const all = (name: string) => attributes.get(name.toLowerCase()) ?? [];
  const text = (name: string) => all(name).map(String)[0];
  const login = text(settings.name) ?? typed;
  const [id] = all(settings.id);
  return {
    dn: entry.dn,
    subject: id === undefined ? subjectOf(settings.name, login) : subjectOf(settings.id, id),
    login,
    displayName: text(settings.displayName) ?? text('cn') ?? '',
    memberOf: all('memberOf').map(String),
    isDisabled: Object.entries(DISABLED).some(([name, isShut]) =>
      all(name).map(String).some(isShut),
    ),
  };
}

/** Enough to find the entry again; in base64, because some of these are bytes. */
function subjectOf(attribute: string, value: string | Buffer): string {
  return `${attribute}:${Buffer.from(value as string).toString('base64')}`;
}

export function subjectParts(subject: string): { attribute: string; value: Buffer } {
  const colon = subject.indexOf(':');
  return {
    attribute: subject.slice(0, colon),
    value: Buffer.from(subject.slice(colon + 1), 'base64'),
  };
}
