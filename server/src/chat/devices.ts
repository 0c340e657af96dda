import { type ErrorResponse, type Frame, type RequestOf, refuse } from '@chateau/protocol';
import type { Bus } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import { type Ended, type Holder, StorageUnavailable, type Store } from '../ports/store.ts';
import { claimUsername } from './names.ts';
import type { Arrival, People } from './people.ts';
import type { Actor, Person } from './person.ts';
import { hashToken } from './tokens.ts';

export interface DeviceSettings {
  readonly guests: boolean;
  /** Milliseconds for which a token is good after its last use. */
  readonly guestTokenLife: number;
  readonly accountTokenLife: number;
  readonly onFault: (error: unknown) => void;
}

/** Characters of a token's hash that name its device: enough to tell a person's devices apart. */
const DEVICE_ID = 20;
/** Devices in one answer; a person who has more sees those that were seen last. */
const LISTED = 500;

/** A person's ways in without a password: each device has a token, and loses it when it is logged out. */
export class Devices {
  readonly #store: Store;
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #people: People;
  readonly #settings: DeviceSettings;
  /** Tokens that have ended and whose connections are not closed yet. */
  readonly #ended = new Set<string>();
  /** How far the list of ended tokens was read. */
  #position: number | undefined;
  #isLooking = false;

  constructor(store: Store, bus: Bus, clock: Clock, people: People, settings: DeviceSettings) {
    this.#store = store;
    this.#bus = bus;
    this.#clock = clock;
    this.#people = people;
    this.#settings = settings;
  }

  async open(): Promise<void> {
    this.#position = (await this.#store.endedAfter(undefined)).position;
  }

  /** The same identity on another connection, without a password. */
  async resume(request: RequestOf<'ResumeRequest'>): Promise<Arrival | ErrorResponse> {
    const tokenHash = hashToken(request.token);
    const known = await this.#store.findToken(tokenHash, this.#clock.now());
    if (!known || !(known.account || this.#settings.guests)) return refuse('token_expired');
    return this.#people.arrive(known, (person) =>
      known.account
        ? this.#accountReturns(person, known, request, tokenHash)
        : this.#guestReturns(person, request, tokenHash),
    );
  }

  async list({ person, token }: Actor): Promise<Frame> {
    const devices = await this.#store.devicesOf(person.id, this.#clock.now());
    const latest = devices.toSorted((one, other) => other.seenAt - one.seenAt).slice(0, LISTED);
    return {
      type: 'DeviceListResponse',
      status: 200,
      devices: latest.map(({ tokenHash, label, createdAt, seenAt }) => ({
        device: deviceId(tokenHash),
        label,
        created_at: createdAt,
        seen_at: seenAt,
        ...(tokenHash === token && { current: true as const }),
      })),
      ...(devices.length > LISTED && { more: true as const }),
    };
  }

  /** Ends this device's token, another's, or all of them; their sockets are closed. */
  async logout(
    { person, token }: Actor,
    { device, all }: RequestOf<'LogoutRequest'>,
  ): Promise<Frame> {
    if (device !== undefined && all) {
      return refuse('bad_request', 'Name one device, or all of them, not both.');
    }
    const hashes = all
      ? undefined
      : [device === undefined ? token : await this.#find(person, device)];
    if (hashes?.[0] === undefined && !all) return refuse('not_found', 'You have no such device.');
    const ended = await this.#store.endTokens({
      person: person.id,
      ...(hashes && { hashes: hashes.filter((hash) => hash !== undefined) }),
      reason: 'logged_out',
      at: this.#clock.now(),
    });
    this.announce(ended);
    return { type: 'LogoutResponse', status: 200 };
  }

  /** Says that tokens have ended, so that sockets which came in by them are closed everywhere. */
  announce(ended: readonly Ended[]): void {
    for (const { person, tokenHash, reason } of ended) {
      this.#ended.add(tokenHash);
      this.#bus.publish({ kind: 'ended', person, token: tokenHash, reason });
    }
  }

  /** Whether nothing counts any more that is asked by this token: the word to close its sockets is on its way. */
  hasEnded(token: string): boolean {
    return this.#ended.has(token);
  }

  /** The connections that came in by the token are closed. */
  closed(token: string): void {
    this.#ended.delete(token);
  }

  /** The tokens of devices that are in use, or were until now: their time begins again. */
  async extend(devices: readonly { person: Person; token: string }[]): Promise<void> {
    const seenAt = this.#clock.now();
    const { accountTokenLife, guestTokenLife } = this.#settings;
    const tokens = devices.map(({ person, token }) => ({
      hash: token,
      seenAt,
      expiresAt: seenAt + (person.account ? accountTokenLife : guestTokenLife),
    }));
    await this.#store.extendTokens(tokens).catch((error) => this.#failed(error));
  }

  /** Looks for tokens that were ended elsewhere: by another program, or on another node. */
  sweep(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#look()
      .catch((error) => this.#failed(error))
      .finally(() => {
        this.#isLooking = false;
      });
  }

  async #look(): Promise<void> {
    const { ended, position } = await this.#store.endedAfter(this.#position);
    this.#position = position;
    this.announce(ended);
  }

  async #find(person: Person, device: string): Promise<string | undefined> {
    const devices = await this.#store.devicesOf(person.id, this.#clock.now());
    return devices.find(({ tokenHash }) => deviceId(tokenHash) === device)?.tokenHash;
  }

  async #accountReturns(
    person: Person,
    { name }: Holder,
    { token, features, device }: RequestOf<'ResumeRequest'>,
    tokenHash: string,
  ): Promise<Arrival | ErrorResponse> {
    const groups = await this.#store.groupsOf(person.id);
    const outcome = await this.#store.resume({
      person: person.id,
      keepsName: false,
      tokenHash,
      ...(device !== undefined && { device }),
      ...this.#from(this.#settings.accountTokenLife),
    });
    if (outcome !== 'resumed') return refuse('token_expired');
    this.#people.enter(person, { name, groups, hasFeatures: features !== undefined });
    return { person, token, tokenHash };
  }

  async #guestReturns(
    person: Person,
    { token, username, features, device }: RequestOf<'ResumeRequest'>,
    tokenHash: string,
  ): Promise<Arrival | ErrorResponse> {
    // A name change under live connections would be news to them, so it waits until they are gone.
    const claimed = claimUsername(person.isOnline ? person.name : (username ?? person.name));
    if ('problem' in claimed) return refuse('bad_username', claimed.problem);
    const hasFeatures = features !== undefined;
    const groups = await this.#store.groupsOf(person.id);
    const outcome = await this.#store.resume({
      person: person.id,
      name: claimed.claim,
      keepsName: person.keepsName || hasFeatures,
      tokenHash,
      ...(device !== undefined && { device }),
      ...this.#from(this.#settings.guestTokenLife),
    });
    if (outcome === 'taken') return refuse('username_taken');
    if (outcome === 'expired') return refuse('token_expired');
    this.#people.enter(person, { name: claimed.claim.name, groups, hasFeatures });
    return { person, token, tokenHash };
  }

  #from(life: number): { at: number; expiresAt: number } {
    const at = this.#clock.now();
    return { at, expiresAt: at + life };
  }

  /** The storage will be asked again; anything else is a fault. */
  #failed(error: unknown): void {
    if (!(error instanceof StorageUnavailable)) this.#settings.onFault(error);
  }
}

function deviceId(tokenHash: string): string {
  return tokenHash.slice(0, DEVICE_ID);
}
