import { createHash } from 'node:crypto';
import {
  canonical,
  type ErrorResponse,
  type Frame,
  type RequestOf,
  refuse,
} from '@chateau/protocol';
import type { Account } from '../ports/accounts.ts';
import type { Clock } from '../ports/clock.ts';
import type { NewToken } from '../ports/identities.ts';
import type { Passwords } from '../ports/passwords.ts';
import type { PersonId, Store } from '../ports/store.ts';
import type { Attempts } from './attempts.ts';
import type { Devices } from './devices.ts';
import { claimUsername } from './names.ts';
import { type PasswordRules, passwordProblem, TOO_LONG_FOR_A_PASSWORD } from './password.ts';
import { type Arrival, NOTHING, type People } from './people.ts';
import type { Actor } from './person.ts';
import { issueToken } from './tokens.ts';

export interface AccountSettings {
  /** Who may make an account; `directory`: nobody, the directory has them all. */
  readonly policy: 'open' | 'invite' | 'directory';
  /** Milliseconds for which a token is good after its last use. */
  readonly tokenLife: number;
  readonly passwords: PasswordRules;
}

type LoginRequest = RequestOf<'RegisterRequest'> & { password: string };

/** Accounts of this server's own: a name that stays, and a password. */
export class Accounts {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #people: People;
  readonly #devices: Devices;
  readonly #passwords: Passwords;
  readonly #attempts: Attempts;
  readonly #settings: AccountSettings;

  constructor(
    store: Store,
    clock: Clock,
    { people, devices }: { people: People; devices: Devices },
    { passwords, attempts }: { passwords: Passwords; attempts: Attempts },
    settings: AccountSettings,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#people = people;
    this.#devices = devices;
    this.#passwords = passwords;
    this.#attempts = attempts;
    this.#settings = settings;
  }

  /** Unknown, shut and wrong are one answer, after the same work. */
  async login(
    { username, password, features, device }: LoginRequest,
    address: string,
  ): Promise<Arrival | ErrorResponse> {
    const canon = canonical(username);
    const account = await this.#store.findLocalAccount(canon);
    const hash = account?.isDisabled ? undefined : account?.passwordHash;
    const tried = await this.#attempts.guard(canon, address, () => this.#matches(hash, password));
    if (tried !== true) return tried;
    // A password that matches has an account that it matches.
    if (!account) return refuse('authentication_failed');
    const { id, name, role, passwordHash } = account;
    const { token, stored } = issueToken(device, this.#clock.now(), this.#settings.tokenLife);
    const known = { id, name, account: { source: 'local', role, displayName: '' } as const };
    return this.#people.arrive(known, async (person) => {
      const since = this.#people.heard;
      const belongings = await this.#store.belongings(id);
      // Whoever has been shut out, or has another password, while this one was being checked, stays out.
      const outcome = await this.#store.addToken(id, stored, passwordHash);
      if (outcome !== 'added') return refuse('authentication_failed');
      this.#people.enter(person, { name, belongings, since, hasFeatures: features !== undefined });
      return { person, token, tokenHash: stored.hash };
    });
  }

  async create(
    { username: name, password, invitation, features, device }: RequestOf<'AccountCreateRequest'>,
    address: string,
  ): Promise<Arrival | ErrorResponse> {
    const problem = await this.#problem(name, password, invitation);
    if (problem) return problem;
    const claimed = claimUsername(name);
    if ('problem' in claimed) return refuse('bad_username', claimed.problem);
    // Hashing is dear: one address must not keep it from all the others.
    const refusal = this.#attempts.spend(address);
    if (refusal) return refusal;
    const passwordHash = await this.#passwords.hash(password);
    const { token, stored } = issueToken(device, this.#clock.now(), this.#settings.tokenLife);
    const id = await this.#add(claimed.claim, passwordHash, stored, invitation);
    if (id === 'taken') return refuse('username_taken');
    if (id === 'uninvited') return refuse('forbidden', 'That invitation is not valid any more.');
    const account: Account = { source: 'local', role: 'member', displayName: '' };
    return this.#people.arrive({ id, name, account }, async (person) => {
      this.#people.enter(person, {
        name,
        belongings: NOTHING,
        hasFeatures: features !== undefined,
      });
      return { person, token, tokenHash: stored.hash };
    });
  }

  /** Every other device has to log in again: whoever knew the old password may be on one. */
  async changePassword(
    { person, token, address }: Actor,
    { password, new_password: chosen }: RequestOf<'PasswordChangeRequest'>,
  ): Promise<Frame> {
    if (person.account?.source !== 'local')
      return refuse('forbidden', noPasswordHere(person.account));
    const problem = await passwordProblem(chosen, person.name, this.#settings.passwords);
    if (problem !== undefined) return refuse('bad_password', problem);
    const account = await this.#store.findLocalAccount(person.canon);
    const tried = await this.#attempts.guard(person.canon, address, () =>
      this.#matches(account?.passwordHash, password),
    );
    if (tried !== true) return tried;
    const passwordHash = await this.#passwords.hash(chosen);
    const ended = await this.#store.setPassword({
      person: person.id,
      passwordHash,
      ...(account && { was: account.passwordHash }),
      except: token,
      at: this.#clock.now(),
    });
    // Another device, or an operator, was faster: the password that was given is the old one now.
    if (ended === 'changed') return refuse('authentication_failed');
    this.#devices.announce(ended);
    return { type: 'PasswordChangeResponse', status: 200 };
  }

  /** Whoever has a password here gives it once more before what cannot be undone. */
  async confirm(
    { person, address }: Actor,
    password: string | undefined,
  ): Promise<ErrorResponse | undefined> {
    if (person.account?.source !== 'local') return undefined;
    const account = await this.#store.findLocalAccount(person.canon);
    const tried = await this.#attempts.guard(person.canon, address, () =>
      this.#matches(account?.passwordHash, password ?? ''),
    );
    return tried === true ? undefined : tried;
  }

  async #problem(
    name: string,
    password: string,
    invitation: string | undefined,
  ): Promise<ErrorResponse | undefined> {
    const { policy, passwords } = this.#settings;
    if (policy === 'directory') {
      return refuse('forbidden', 'Accounts come from the organisation here. Log in with yours.');
    }
    if (policy === 'invite' && invitation === undefined) {
      return refuse(
        'forbidden',
        'An account needs an invitation here. Ask whoever runs the server.',
      );
    }
    const claimed = claimUsername(name);
    if ('problem' in claimed) return refuse('bad_username', claimed.problem);
    if (this.#people.withCanon(claimed.claim.canon)) return refuse('username_taken');
    const problem = await passwordProblem(password, name, passwords);
    return problem === undefined ? undefined : refuse('bad_password', problem);
  }

  #add(
    name: Parameters<Store['addAccount']>[0]['name'],
    passwordHash: string,
    token: NewToken,
    invitation: string | undefined,
  ): Promise<PersonId | 'taken' | 'uninvited'> {
    const isByInvitation = this.#settings.policy === 'invite' && invitation !== undefined;
    return this.#store.addAccount({
      name,
      passwordHash,
      role: 'member',
      at: token.at,
      token,
      ...(isByInvitation && { invitationHash: hashInvitation(invitation) }),
    });
  }

  /** What is far too long for a password is not worth the work of finding that it is wrong. */
  async #matches(hash: string | undefined, password: string): Promise<boolean> {
    const isTooLong = password.length > TOO_LONG_FOR_A_PASSWORD;
    return this.#passwords.verify(isTooLong ? undefined : hash, isTooLong ? '' : password);
  }
}

/** An invitation has 128 random bits, so a fast hash is enough. */
export function hashInvitation(invitation: string): string {
  return createHash('sha256').update(invitation).digest('hex');
}

function noPasswordHere(account: Account | undefined): string {
  return account
    ? "Your password is the organisation's. Change it where you change that one."
    : 'A guest has no password. Make an account first.';
}
