import { type ErrorResponse, type Frame, type RequestOf, refuse } from '@chateau/protocol';
import type { Bus } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { Device, Ended } from '../ports/identities.ts';
import { type NameClaim, StorageUnavailable, type Store } from '../ports/store.ts';
import { type Claimed, claimOf, claimUsername } from './names.ts';
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
/** Milliseconds for which the storage knows that a token has ended: until every server has heard of it. */
const KEEP_ENDED = 86_400_000;
/** Ended tokens that are remembered while somebody may be on the way in by one. */
const REMEMBERED = 10_000;
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
  /** Tokens that came back without a write: their time begins again with the next sweep. */
  readonly #used = new Map<string, Person>();
  /** Tokens that have ended, the latest last. */
  readonly #justEnded = new Set<string>();

  constructor(store: Store, bus: Bus, clock: Clock, people: People, settings: DeviceSettings) {
    this.#store = store;
    this.#bus = bus;
    this.#clock = clock;
    this.#people = people;
    this.#settings = settings;
    bus.subscribe((event) => {
      if (event.kind === 'ended' && event.token !== undefined) this.#remember(event.token);
    });
  }

  async open(): Promise<void> {
    this.#position = (await this.#store.endedAfter(undefined)).position;
    void this.forgetEnded();
  }

  /**
   * The same identity on another connection, without a password. Whoever has the name still has to be asked about
   * once, and nothing is written: after a restart everybody comes back at once.
   */
  async resume(request: RequestOf<'ResumeRequest'>): Promise<Arrival | ErrorResponse> {
    const tokenHash = hashToken(request.token);
    const since = this.#people.heard;
    const known = await this.#store.findToken(tokenHash, this.#clock.now());
    if (!known || !(known.holder.account || this.#settings.guests)) return refuse('token_expired');
    const { holder, belongings } = known;
    return this.#people.arrive(holder, async (person) => {
      const claimed = this.#claim(person, request);
      if ('problem' in claimed) return refuse('bad_username', claimed.problem);
      const isNew = this.#isNew(person, claimed.claim, known, request);
      const refusal = isNew && (await this.#register(person, claimed.claim, request, tokenHash));
      if (refusal) return refusal;
      // Between the question and now somebody may have ended it.
      if (this.#justEnded.has(tokenHash)) return refuse('token_expired');
      if (!isNew) this.#used.set(tokenHash, person);
      const hasFeatures = request.features !== undefined;
      const { name } = claimed.claim;
      this.#people.enter(person, { name, belongings, since, hasFeatures });
      return { person, token: request.token, tokenHash };
    });
  }

  async list({ person, token }: Actor): Promise<Frame> {
    const devices = await this.#store.devicesOf(person.id, this.#clock.now());
    // This one is here, whatever has been written of it so far.
    const seen = (one: Device) => (one.tokenHash === token ? Infinity : one.seenAt);
    const latest = devices.toSorted((one, other) => seen(other) - seen(one)).slice(0, LISTED);
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
    this.silence(ended);
    for (const { person, tokenHash, reason } of ended) {
      this.#bus.publish({ kind: 'ended', person, token: tokenHash, reason });
    }
  }

  /** From now on nothing counts that is asked by these tokens. */
  silence(ended: readonly Ended[]): void {
    for (const { tokenHash } of ended) this.#ended.add(tokenHash);
  }

  /** Whether nothing counts any more that is asked by this token: its sockets are about to be closed. */
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

  /** Never rejects: there is a next time. */
  async forgetEnded(): Promise<void> {
    const until = this.#clock.now() - KEEP_ENDED;
    await this.#store.forgetEnded(until).catch((error) => this.#failed(error));
  }

  /** Looks for tokens that were ended elsewhere: by another program, or on another node. */
  sweep(): void {
    if (this.#used.size > 0) {
      const used = [...this.#used].map(([token, person]) => ({ person, token }));
      this.#used.clear();
      void this.extend(used);
    }
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#look()
      .catch((error) => this.#failed(error))
      .finally(() => {
        this.#isLooking = false;
      });
  }

  #remember(token: string): void {
    this.#justEnded.add(token);
    const [oldest] = this.#justEnded;
    if (this.#justEnded.size > REMEMBERED && oldest !== undefined) this.#justEnded.delete(oldest);
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

  /** Accounts have their name for good; a name change under live connections would be news to them, so it waits. */
  #claim(person: Person, { username }: RequestOf<'ResumeRequest'>): Claimed {
    if (person.account) return { claim: claimOf(person.name) };
    return claimUsername(person.isOnline ? person.name : (username ?? person.name));
  }

  /** Whether the store has to learn something: a name, that it is to be kept, what the device is called. */
  #isNew(
    person: Person,
    { name, canon }: NameClaim,
    { device }: { device: string },
    { features, device: label }: RequestOf<'ResumeRequest'>,
  ): boolean {
    if (label !== undefined && label !== device) return true;
    if (person.account) return false;
    const hasName = this.#people.withCanon(canon) === person && person.name === name;
    return !hasName || !(person.keepsName || features === undefined);
  }

  async #register(
    person: Person,
    name: NameClaim,
    { features, device }: RequestOf<'ResumeRequest'>,
    tokenHash: string,
  ): Promise<ErrorResponse | undefined> {
    const { accountTokenLife, guestTokenLife } = this.#settings;
    const outcome = await this.#store.resume({
      person: person.id,
      ...(!person.account && { name }),
      keepsName: !person.account && (person.keepsName || features !== undefined),
      tokenHash,
      ...(device !== undefined && { device }),
      ...this.#from(person.account ? accountTokenLife : guestTokenLife),
    });
    if (outcome === 'taken') return refuse('username_taken');
    return outcome === 'expired' ? refuse('token_expired') : undefined;
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
