import { randomBytes, randomInt } from 'node:crypto';
import { canonical } from '@chateau/protocol';
import { argon2Passwords } from './adapters/argon2/passwords.ts';
import { openSqliteDesk } from './adapters/sqlite/desk.ts';
import { SchemaRefused } from './adapters/sqlite/migrate.ts';
import { hashInvitation } from './chat/accounts.ts';
import { claimUsername } from './chat/names.ts';
import { passwordProblem } from './chat/password.ts';
import { type ConfigSource, loadConfig } from './config.ts';
import type { AccountRow, LocalAccount, Role } from './ports/accounts.ts';
import type { Report } from './ports/safety.ts';
import type { Desk, PersonId } from './ports/store.ts';
import type { Settings } from './settings.ts';

const DAY = 86_400_000;
/** Accounts, reports, or lines of an archive, of one look at the storage; and bytes of those lines. */
const PAGE = 500;
const PAGE_BYTES = 1024 * 1024;
/** Of generated passwords: letters that are hard to mistake, in four groups of five: 98 bits. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP = 5;

/** What an operator asked for cannot be done; `message` says why and what to do. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/**
 * The operator's hand on the accounts, beside a running server or without one: who may read and write the data
 * directory may do this.
 */
export class Admin {
  readonly #desk: Desk;
  readonly #settings: Settings;
  readonly #passwords = argon2Passwords();

  constructor(desk: Desk, settings: Settings) {
    this.#desk = desk;
    this.#settings = settings;
  }

  /** A new local account; without a password one is made. Returns the password. */
  async add(name: string, password: string | undefined, role: Role): Promise<string> {
    if (this.#settings.accounts.policy === 'directory') {
      throw new Refused('Accounts come from the directory here. Add the person there.');
    }
    const claimed = claimUsername(name);
    if ('problem' in claimed) throw new Refused(claimed.problem);
    const chosen = await this.#choose(name, password);
    const passwordHash = await this.#passwords.hash(chosen);
    const account = { name: claimed.claim, passwordHash, role, at: Date.now() };
    const id = await this.#desk.addAccount(account);
    if (id === 'taken') throw new Refused(`The name ${name} is taken, or looks like one that is.`);
    return chosen;
  }

  /** Shuts the account. A running server closes its sockets within 5 s. */
  async disable(name: string): Promise<void> {
    const { id } = await this.#find(name);
    await this.#desk.disable(id, 'operator', Date.now());
  }

  async enable(name: string): Promise<void> {
    const { id } = await this.#find(name);
    await this.#desk.enable(id);
  }

  /** A new password, and every device has to log in again. Returns the password. */
  async reset(name: string, password: string | undefined): Promise<string> {
    const account = await this.#findLocal(name);
    const chosen = await this.#choose(account.name, password);
    const passwordHash = await this.#passwords.hash(chosen);
    await this.#desk.setPassword({ person: account.id, passwordHash, at: Date.now() });
    return chosen;
  }

  async *list(): AsyncGenerator<AccountRow> {
    let after: PersonId | undefined;
    for (;;) {
      const rows = await this.#desk.accounts(after, PAGE);
      yield* rows;
      after = rows.at(-1)?.id;
      if (after === undefined) return;
    }
  }

  /** What the server has of somebody, each thing as a line of JSON. */
  async *export(name: string): AsyncGenerator<string> {
    const { id } = await this.#find(name);
    let position = 0;
    for (;;) {
      const page = await this.#desk.exported(id, position, { limit: PAGE, bytes: PAGE_BYTES });
      for (const line of page.lines) yield JSON.stringify(line);
      if (!page.more) return;
      position = page.position;
    }
  }

  /** The account as it is written, for whoever is asked whether it is that one. */
  async nameOf(name: string): Promise<string> {
    return (await this.#find(name)).name;
  }

  /** Asks for it: a running server does it within seconds, and where none runs, the next one does. */
  async erase(name: string): Promise<void> {
    const { id } = await this.#find(name);
    await this.#desk.askErasure(id, Date.now());
  }

  /** The oldest first. */
  async *reports(): AsyncGenerator<Report> {
    let after: string | undefined;
    for (;;) {
      const page = await this.#desk.reports(after, PAGE);
      yield* page;
      after = page.at(-1)?.id;
      if (after === undefined) return;
    }
  }

  async report(id: string): Promise<Report> {
    for await (const report of this.reports()) if (report.id === id) return report;
    throw new Refused(noReport(id));
  }

  async closeReport(id: string): Promise<void> {
    if (await this.#desk.closeReport(id)) return;
    const { isClosed } = await this.report(id);
    if (isClosed) throw new Refused(`The report ${id} was closed before.`);
  }

  /** Good for one account, for `accounts.invitation_days`. */
  async invite(): Promise<string> {
    const invitation = randomBytes(16).toString('base64url');
    const expiresAt = Date.now() + this.#settings.accounts.invitation_days * DAY;
    await this.#desk.addInvitation(hashInvitation(invitation), expiresAt);
    return invitation;
  }

  close(): Promise<void> {
    return this.#desk.close();
  }

  async #choose(name: string, password: string | undefined): Promise<string> {
    if (password === undefined) return generatedPassword();
    const { accounts, name: server } = this.#settings;
    const problem = await passwordProblem(password, name, { min: accounts.password_min, server });
    if (problem !== undefined) throw new Refused(problem);
    return password;
  }

  async #find(name: string): Promise<AccountRow> {
    const canon = canonical(name);
    for await (const account of this.list()) if (canonical(account.name) === canon) return account;
    throw new Refused(`There is no account ${name}. \`chateau admin user list\` shows them all.`);
  }

  async #findLocal(name: string): Promise<LocalAccount> {
    const account = await this.#desk.findLocalAccount(canonical(name));
    if (account) return account;
    await this.#find(name);
    throw new Refused(`The password of ${name} is the directory's. Reset it there.`);
  }
}

/** Throws `Refused` with all that is wrong with the settings, or why the data cannot be opened. */
export function openAdmin(source: ConfigSource): Admin {
  const config = loadConfig(source);
  if ('problems' in config) {
    throw new Refused(`The settings are wrong:\n- ${config.problems.join('\n- ')}`);
  }
  return new Admin(openDesk(config.settings.data), config.settings);
}

function openDesk(directory: string): Desk {
  try {
    return openSqliteDesk(directory);
  } catch (error) {
    throw error instanceof SchemaRefused ? new Refused(error.message) : error;
  }
}

function noReport(id: string): string {
  return `There is no report ${id}. \`chateau admin report list --all\` shows them all.`;
}

function generatedPassword(): string {
  const letter = () => LETTERS[randomInt(LETTERS.length)];
  const group = () => Array.from({ length: GROUP }, letter).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}
