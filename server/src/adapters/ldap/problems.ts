import { FilterParser } from 'ldapts';
import type { WrittenSettings } from './settings.ts';

/** What is wrong with the settings in [ldap], a sentence each, by the names that they have in the file. */
export function ldapProblems(ldap: WrittenSettings): string[] {
  const problems = ldap.url.flatMap((url) => urlProblem(url, ldap) ?? []);
  if (ldap.base === '') problems.push('ldap.base is missing: the DN below which people are found');
  const filter = filterProblem(ldap.filter);
  if (filter !== undefined) problems.push(filter);
  if (ldap.bind_password !== '' && ldap.bind_dn === '') {
    problems.push('ldap.bind_password is given without ldap.bind_dn: whose password is it?');
  }
  if (ldap.bind_dn !== '' && ldap.bind_password === '') {
    problems.push(
      'ldap.bind_dn is given without ldap.bind_password: a bind without one is anonymous',
    );
  }
  return problems;
}

function urlProblem(text: string, { start_tls, plain }: WrittenSettings): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['ldap:', 'ldaps:'].includes(url.protocol) || url.hostname === '') {
    // Whoever writes a password into it must not read it in a log.
    const shown = JSON.stringify(text.replace(/[^/]*@/, '…@'));
    return `ldap.url: ${shown} is no address such as ldaps://ldap.example.org`;
  }
  if (url.username !== '' || url.password !== '' || !['', '/'].includes(url.pathname)) {
    return 'ldap.url holds more than scheme, host and port; the rest has settings of its own';
  }
  if (url.protocol === 'ldaps:') {
    return start_tls
      ? 'ldap.start_tls is for ldap://; an ldaps:// address has TLS already'
      : undefined;
  }
  return start_tls || plain
    ? undefined
    : `ldap.url: over ${text} passwords would travel in the clear. Use ldaps://, or ldap.start_tls = true; ldap.plain = true if that is really meant`;
}

function filterProblem(filter: string): string | undefined {
  if (!filter.includes('{username}')) {
    return 'ldap.filter has no {username}, where the login goes: (uid={username})';
  }
  try {
    FilterParser.parseString(filter.replaceAll('{username}', 'x'));
    return undefined;
  } catch {
    return `ldap.filter is no LDAP filter (RFC 4515): ${JSON.stringify(filter)}`;
  }
}
