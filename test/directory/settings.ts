import type { LdapSettings } from '../../server/src/adapters/ldap/settings.ts';
import type { Slapd } from './slapd.ts';

/** How to ask a slapd of the tests; over LDAPS, unless the test says something else. */
export function settingsFor(slapd: Slapd, more: Partial<LdapSettings> = {}): LdapSettings {
  return {
    url: [slapd.secureUrl],
    base: slapd.base,
    filter: '(uid={username})',
    bindDn: slapd.service.dn,
    bindPassword: slapd.service.password,
    ca: slapd.ca,
    startTls: false,
    plain: false,
    timeout: 3_000,
    connections: 32,
    name: 'uid',
    displayName: 'displayName',
    id: 'entryUUID',
    admins: [slapd.groupDn('admins')],
    moderators: [slapd.groupDn('moderators')],
    chats: [{ key: 'staff', group: slapd.groupDn('staff') }],
    ...more,
  };
}

/** The same for a server of its own, through its environment. */
export function environmentFor(slapd: Slapd, more: Record<string, string> = {}) {
  return {
    CHATEAU_LDAP_URL: slapd.secureUrl,
    CHATEAU_LDAP_BASE: slapd.base,
    CHATEAU_LDAP_CA: slapd.caFile,
    CHATEAU_LDAP_BIND_DN: slapd.service.dn,
    CHATEAU_LDAP_BIND_PASSWORD: slapd.service.password,
    CHATEAU_LDAP_ADMINS: JSON.stringify([slapd.groupDn('admins')]),
    CHATEAU_LDAP_MODERATORS: JSON.stringify([slapd.groupDn('moderators')]),
    CHATEAU_LDAP_CHATS: JSON.stringify({ 'Staff room': slapd.groupDn('staff') }),
    ...more,
  };
}
