import net from 'node:net';
import tls, { type PeerCertificate } from 'node:tls';
import type { Client } from 'ldapts';
import { type LdapConnection, openConnection } from './connection.ts';
import { attributesOf, type PersonEntry, personEntry } from './entry.ts';
import { codeOf, isRefusal, reasonOf } from './errors.ts';
import { loginFilter } from './filters.ts';
import { membershipOf } from './groups.ts';
import type { LdapSettings } from './settings.ts';

/** What one step of a login came to. `advice`: what to change where it failed. */
export interface Step {
  readonly step: string;
  readonly isFine: boolean;
  readonly what: string;
  readonly advice?: string;
}

export interface WhoseLogin {
  readonly login: string;
  /** Asked for when everything before it has gone well. `undefined`: nobody wants to say it. */
  password(): Promise<string | undefined>;
}

/**
 * Walks through a login with one server as the chat server would, and tells of each step. Ends with the first that
 * fails, but for the groups, which keep nobody out. Nothing is stored, and no step holds the password.
 */
export async function* walk(
  settings: LdapSettings,
  url: string,
  who: WhoseLogin | undefined,
): AsyncGenerator<Step> {
  const reached = await connectSteps(settings, url);
  yield* reached.steps;
  if (!reached.connection) return;
  try {
    yield* askSteps(settings, reached.connection, who);
  } finally {
    reached.connection.end();
  }
}

async function connectSteps(
  settings: LdapSettings,
  url: string,
): Promise<{ steps: Step[]; connection?: LdapConnection }> {
  const { ca, startTls, timeout } = settings;
  const steps = [await tcpStep(url, timeout)];
  if (!steps[0]?.isFine) return { steps };
  if (url.startsWith('ldaps:')) steps.push(await tlsStep(url, settings));
  if (steps.some(({ isFine }) => !isFine)) return { steps };
  const step = startTls ? 'StartTLS' : 'LDAP';
  try {
    // The walk waits for a person to type; a minute is plenty.
    const within = Math.max(timeout, 60_000);
    const connection = await openConnection({ url, ca, startTls, connectWithin: timeout, within });
    const secure = url.startsWith('ldaps:') || startTls;
    const what = secure
      ? 'the connection is encrypted'
      : 'the connection is NOT encrypted (ldap.plain)';
    return { steps: [...steps, { step, isFine: true, what }], connection };
  } catch (error) {
    const what = (error as Error).message;
    return { steps: [...steps, { step, isFine: false, what, advice: tlsAdvice(error, startTls) }] };
  }
}

async function* askSteps(
  settings: LdapSettings,
  connection: LdapConnection,
  who: WhoseLogin | undefined,
): AsyncGenerator<Step> {
  const service = await serviceStep(settings, connection);
  yield service;
  if (!service.isFine) return;
  const base = await baseStep(settings, connection);
  yield base;
  if (!base.isFine || !who) return;
  const { step, entry } = await searchStep(settings, connection, who.login);
  yield step;
  if (!entry) return;
  yield await groupStep(settings, connection, entry);
  const password = await who.password();
  yield await bindStep(settings, connection, entry, password);
}

async function tcpStep(url: string, timeout: number): Promise<Step> {
  const { host, port } = addressOf(url);
  const socket = net.connect(port, host);
  const outcome = await settled(socket, 'connect', timeout);
  socket.destroy();
  if (outcome === undefined) return fine('connect', `somebody listens on ${host}:${port}`);
  return failed('connect', reasonOf(outcome), {
    advice: 'Check host and port in ldap.url, and the firewall between here and there.',
  });
}

async function tlsStep(url: string, { ca, timeout }: LdapSettings): Promise<Step> {
  const { host, port } = addressOf(url);
  const socket = tls.connect(port, host, {
    host,
    minVersion: 'TLSv1.2',
    ...(ca !== undefined && { ca }),
    ...(net.isIP(host) === 0 && { servername: host }),
  });
  const outcome = await settled(socket, 'secureConnect', timeout);
  if (outcome !== undefined) {
    socket.destroy();
    return failed('TLS', reasonOf(outcome), { advice: tlsAdvice(outcome, false) });
  }
  const what = `${socket.getProtocol()}, ${certificateOf(socket.getPeerCertificate())}`;
  socket.destroy();
  return fine('TLS', what);
}

function certificateOf({ subject, issuer, valid_to: until }: PeerCertificate): string {
  const name = (who: { CN?: string | string[] } | undefined) => [who?.CN ?? 'no name'].flat()[0];
  return `certificate of ${name(subject)} by ${name(issuer)}, good until ${until}`;
}

async function serviceStep(settings: LdapSettings, connection: LdapConnection): Promise<Step> {
  const { bindDn, bindPassword } = settings;
  if (bindDn === '') return fine('service account', 'none; the search is anonymous');
  const outcome = await tried(settings, connection, (client) => client.bind(bindDn, bindPassword));
  if (!('error' in outcome)) return fine('service account', 'ldap.bind_dn is let in');
  return failed('service account', reasonOf(outcome.error), {
    advice: isRefusal(outcome.error)
      ? 'Check ldap.bind_dn (the whole DN) and ldap.bind_password.'
      : 'The directory itself has a trouble; ask whoever runs it.',
  });
}

async function baseStep(settings: LdapSettings, connection: LdapConnection): Promise<Step> {
  const outcome = await tried(settings, connection, (client) =>
    client.search(settings.base, { scope: 'base', attributes: ['1.1'] }),
  );
  const isThere = 'value' in outcome && outcome.value.searchEntries.length > 0;
  if (isThere) return fine('base', 'ldap.base can be read');
  const reason = 'error' in outcome ? reasonOf(outcome.error) : 'it is not to be seen';
  return failed('base', reason, {
    advice: 'Check ldap.base, and whether the account that searches may read there.',
  });
}

async function searchStep(
  settings: LdapSettings,
  connection: LdapConnection,
  login: string,
): Promise<{ step: Step; entry?: PersonEntry }> {
  const outcome = await tried(settings, connection, (client) =>
    client.search(settings.base, {
      filter: loginFilter(settings.filter, login),
      attributes: attributesOf(settings),
      explicitBufferAttributes: [settings.id],
      sizeLimit: 2,
    }),
  );
  if ('error' in outcome) {
    const advice = 'Check ldap.filter and ldap.base.';
    return { step: failed('search', reasonOf(outcome.error), { advice }) };
  }
  const [found, second] = outcome.value.searchEntries;
  if (!found || second) {
    const what = found ? 'more than one entry has that login' : 'no entry has that login';
    const advice = found
      ? 'Make ldap.filter stricter: a login must mean one person.'
      : 'Check the spelling, ldap.filter, and whether the account that searches may see the person.';
    return { step: failed('search', what, { advice }) };
  }
  const entry = personEntry(found, settings, login);
  if (entry.isDisabled) {
    const advice = 'The entry is shut in the directory; that is answered like a wrong password.';
    return { step: failed('search', 'found, but disabled', { advice }) };
  }
  const id = entry.subject.startsWith(`${settings.id}:`)
    ? `ldap.id (${settings.id}) is there`
    : `WITHOUT ldap.id (${settings.id}), so a new name there is a new person here`;
  const shown =
    entry.displayName === '' ? 'no display name' : `display name “${entry.displayName}”`;
  return { step: fine('search', `found: ldap.name is “${entry.login}”, ${shown}; ${id}`), entry };
}

async function groupStep(
  settings: LdapSettings,
  connection: LdapConnection,
  entry: PersonEntry,
): Promise<Step> {
  const { admins, moderators, chats } = settings;
  const groups = [...new Set([...admins, ...moderators, ...chats.map(({ group }) => group)])];
  if (groups.length === 0) return fine('groups', 'none in the settings');
  const missing: string[] = [];
  const isIn = membershipOf(connection.client, (group) => missing.push(group));
  const outcome = await tried(settings, connection, async () => {
    const inThem: string[] = [];
    for (const group of groups) if (await isIn(group, entry)) inThem.push(group);
    return inThem;
  });
  if ('error' in outcome) {
    const advice = 'Check whether the account that searches may read the groups.';
    return failed('groups', reasonOf(outcome.error), { advice });
  }
  if (missing.length > 0) {
    const advice = 'Check their DNs in ldap.admins, ldap.moderators and ldap.chats.';
    return failed('groups', `not in the directory: ${missing.join('; ')}`, { advice });
  }
  const names = outcome.value.length === 0 ? 'none' : outcome.value.join('; ');
  return fine('groups', `in ${outcome.value.length} of ${groups.length}: ${names}`);
}

async function bindStep(
  settings: LdapSettings,
  connection: LdapConnection,
  { dn }: PersonEntry,
  password: string | undefined,
): Promise<Step> {
  if (password === undefined) {
    const advice = 'Type it, or give it as the first line of standard input.';
    return failed('password', 'none was given, so none was tried', { advice });
  }
  if (password === '') {
    return failed('password', 'an empty password is never tried', { advice: 'Give one.' });
  }
  const outcome = await tried(settings, connection, (client) => client.bind(dn, password));
  if (!('error' in outcome)) return fine('password', 'the directory accepts it: the login works');
  return failed('password', reasonOf(outcome.error), {
    advice: isRefusal(outcome.error)
      ? 'The password is wrong, or the account is locked, expired or has to change it first.'
      : 'The directory itself has a trouble; ask whoever runs it.',
  });
}

function tlsAdvice(error: unknown, startTls: boolean): string {
  switch (codeOf(error) ?? codeOf((error as Error).cause)) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'Use the name that the certificate is for in ldap.url.';
    case 'CERT_HAS_EXPIRED':
      return 'The server needs a new certificate.';
    case 'ECONNRESET':
    case 'ETIMEDOUT':
      return 'Is that port for TLS? ldaps:// is usually 636, ldap:// with ldap.start_tls 389.';
    default:
      return startTls
        ? 'The server may have no StartTLS, or ldap.ca may have to name the file of its CA.'
        : 'Name the file of the CA of the server in ldap.ca (PEM), and check that it is the right one.';
  }
}

function addressOf(url: string): { host: string; port: number } {
  const { hostname, port, protocol } = new URL(url);
  const usual = protocol === 'ldaps:' ? 636 : 389;
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? usual : Number(port) };
}

/** `undefined`: it happened; else the error, or that it took too long. */
function settled(socket: net.Socket, event: string, timeout: number): Promise<unknown> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ code: 'ETIMEDOUT' }), timeout);
    const end = (outcome: unknown) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    socket.once(event, () => end(undefined));
    socket.on('error', end);
    socket.once('close', () => end({ code: 'ECONNRESET' }));
  });
}

/** A step may take as long as a login, although the walk waits longer for a person to type. */
async function tried<T>(
  { timeout }: LdapSettings,
  connection: LdapConnection,
  work: (client: Client) => Promise<T>,
): Promise<{ value: T } | { error: unknown }> {
  const late = Promise.withResolvers<{ error: unknown }>();
  const timer = setTimeout(() => late.resolve({ error: { code: 'ETIMEDOUT' } }), timeout);
  const done = connection.ask('asking', work).then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  return Promise.race([done, late.promise]).finally(() => clearTimeout(timer));
}

function fine(step: string, what: string): Step {
  return { step, isFine: true, what };
}

function failed(step: string, what: string, { advice }: { advice: string }): Step {
  return { step, isFine: false, what, advice };
}
