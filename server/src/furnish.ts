import { randomInt, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { argon2Passwords } from './adapters/argon2/passwords.ts';
import { ldapDirectory } from './adapters/ldap/directory.ts';
import { groupKey } from './adapters/ldap/dn.ts';
import type { LdapSettings } from './adapters/ldap/settings.ts';
import { Accounts } from './chat/accounts.ts';
import { Amendments } from './chat/amendments.ts';
import { Attempts } from './chat/attempts.ts';
import { Chats } from './chat/chats.ts';
import { Devices } from './chat/devices.ts';
import { DirectoryLogins } from './chat/directory-logins.ts';
import { DirectoryPass } from './chat/directory-pass.ts';
import { Erasures } from './chat/erasures.ts';
import { Groups } from './chat/groups.ts';
import { Guests } from './chat/guests.ts';
import { History } from './chat/history.ts';
import { Messages } from './chat/messages.ts';
import { Own } from './chat/own.ts';
import { People } from './chat/people.ts';
import { Safety } from './chat/safety.ts';
import { Views } from './chat/views.ts';
import type { Domain } from './gateway/commands.ts';
import type { Fanout } from './gateway/fanout.ts';
import type { Bus } from './ports/bus.ts';
import type { Clock } from './ports/clock.ts';
import type { Directory } from './ports/directory.ts';
import type { Store } from './ports/store.ts';
import type { Settings } from './settings.ts';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

/** What the rooms are built on. */
export interface Ground {
  readonly settings: Settings;
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Logger;
  readonly fanout: Fanout;
}

export interface Furnished {
  readonly domain: Domain;
  readonly erasures: Erasures;
  /** Where a directory is configured. */
  readonly directory?: { readonly pass: DirectoryPass; close(): void };
}

/** The nouns of the house, each with what it needs. */
export function furnish(ground: Ground): Furnished {
  const { settings, store, bus, clock, log, fanout } = ground;
  const { guests, accounts: policy, limits } = settings;
  const people = new People(store, bus, clock, {
    hold: guests.hold * SECOND,
    random: (below) => randomInt(below),
    onFault: (error) => log.error({ err: error }, 'a name could not be released'),
  });
  bus.subscribe((event) => people.hear(event));
  const devices = new Devices(store, bus, clock, people, {
    guests: guests.enabled,
    guestTokenLife: guests.token_days * DAY,
    accountTokenLife: policy.token_days * DAY,
    onFault: (error) => log.error({ err: error }, 'tokens could not be looked after'),
  });
  const attempts = new Attempts(clock, attemptLimits(settings));
  const tokenLife = policy.token_days * DAY;
  const accounts = new Accounts(
    store,
    clock,
    { people, devices },
    { passwords: argon2Passwords(), attempts },
    {
      policy: policy.policy,
      tokenLife,
      passwords: { min: policy.password_min, server: settings.name },
    },
  );
  const directory = openDirectory(settings, log);
  const logins = directory
    ? new DirectoryLogins(store, bus, clock, people, { directory, attempts }, { tokenLife })
    : accounts;
  const chats = new Chats(store, bus, clock, people, limits);
  const messages = new Messages(store, bus, clock, people, limits);
  const erasures = new Erasures(store, bus, clock, { people, devices }, (error) =>
    log.error({ err: error }, 'an erasure failed'),
  );
  const domain: Domain = {
    store,
    fanout,
    people,
    guests: new Guests(store, clock, people, {
      enabled: guests.enabled,
      tokenLife: guests.token_days * DAY,
    }),
    accounts,
    logins,
    devices,
    chats,
    messages,
    history: new History(store, people),
    amendments: new Amendments(store, bus, clock, messages),
    views: new Views(store, bus, clock, people),
    groups: new Groups(
      store,
      bus,
      clock,
      { people, chats },
      {
        recipients: limits.recipients,
        members: limits.group,
        onFault: (error) => log.error({ err: error }, 'abandoned groups could not be closed'),
      },
    ),
    safety: new Safety(store, bus, clock, people),
    own: new Own(store, clock, accounts, erasures),
  };
  if (!directory) return { domain, erasures };
  const pass = directoryPass(ground, domain, directory);
  return { domain, erasures, directory: { pass, close: () => directory.close() } };
}

function directoryPass(
  { settings, store, bus, clock, log }: Ground,
  domain: Domain,
  directory: Directory,
): DirectoryPass {
  return new DirectoryPass(store, bus, clock, domain, directory, {
    chats: directoryChats(settings),
    onTrouble: once(
      (reason) => log.warn({ reason }, 'the directory could not be asked who is still in it'),
      () => log.info('the directory answers again'),
    ),
    onFault: (error) => log.error({ err: error }, 'the directory pass failed'),
  });
}

function openDirectory(settings: Settings, log: Logger): Directory | undefined {
  if (settings.ldap.url.length === 0) return undefined;
  return ldapDirectory(ldapSettings(settings), (reason) => log.warn({ reason }, 'directory'));
}

/** Throws what is wrong with the CA file, in a sentence. */
export function ldapSettings(settings: Settings): LdapSettings {
  const { ldap } = settings;
  return {
    url: ldap.url,
    base: ldap.base,
    filter: ldap.filter,
    bindDn: ldap.bind_dn,
    bindPassword: ldap.bind_password,
    ca: ldap.ca === '' ? undefined : readCa(ldap.ca),
    startTls: ldap.start_tls,
    plain: ldap.plain,
    timeout: ldap.timeout * SECOND,
    connections: ldap.connections,
    name: ldap.name,
    displayName: ldap.display_name,
    id: ldap.id,
    admins: ldap.admins,
    moderators: ldap.moderators,
    chats: Object.values(ldap.chats).map((group) => ({ key: groupKey(group), group })),
  };
}

/** Known before anybody logs in: later, it would look like a directory that is away. */
function readCa(file: string): string {
  const pem = readFileSync(file, 'utf8');
  try {
    new X509Certificate(pem);
    return pem;
  } catch {
    throw new Error(`ldap.ca: there is no certificate (PEM) in ${file}`);
  }
}

function directoryChats({ ldap }: Settings): { key: string; name: string }[] {
  return Object.entries(ldap.chats).map(([name, group]) => ({ key: groupKey(group), name }));
}

function attemptLimits({ limits, logins }: Settings) {
  if (!limits.enabled) return undefined;
  return {
    failures: logins.failures,
    perAddress: logins.failures_per_address,
    window: logins.window * SECOND,
  };
}

/** Says a trouble once until it is over or another one. */
function once(
  begins: (reason: string) => void,
  ends: () => void,
): (reason: string | undefined) => void {
  let said: string | undefined;
  return (reason) => {
    if (reason === said) return;
    if (reason !== undefined) begins(reason);
    else ends();
    said = reason;
  };
}
