import {
  type CloseReason,
  type Frame,
  type Request,
  type RequestType,
  refuse,
} from '@chateau/protocol';
import type { Arrival } from '../chat/people.ts';
import type { Person } from '../chat/person.ts';
import type { Bus, Event } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { Connection, Handshake, Listener } from '../transport/connection.ts';
import { addressGroup } from './address.ts';
import type { Domain, Welcome } from './commands.ts';
import { Dispatch } from './dispatch.ts';
import type { Fanout } from './fanout.ts';
import { Link } from './link.ts';
import { type RateSettings, Rates } from './rates.ts';
import type { Session } from './session.ts';

export interface GatewaySettings {
  /** Requests, and bytes of requests, that a connection may have under way. */
  readonly requestsInFlight: number;
  readonly bytesInFlight: number;
  /** Milliseconds from the opening to the registration. */
  readonly registerWithin: number;
  /** What the limits against floods are; `undefined`: there are none. */
  readonly floods: (RateSettings & { connectionsPerAddress: number }) | undefined;
  readonly allowsOrigin: (origin: string | undefined, host: string) => boolean;
}

export interface GatewayOptions {
  readonly domain: Domain;
  readonly fanout: Fanout;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly settings: GatewaySettings;
  /** What a client that names features learns of the server. */
  readonly server: { name: string; version: string; limits: Record<string, number> };
  readonly epoch: string;
  readonly onFault: (error: unknown, request: RequestType) => void;
}

/** Who is on each connection, and whether what they ask may pass. */
export class Gateway implements Listener {
  readonly #options: GatewayOptions;
  readonly #dispatch: Dispatch;
  readonly #links = new Map<Connection, Link>();
  /** Who has not registered yet, the longest waiting first. */
  readonly #newcomers = new Set<Link>();
  readonly #perAddress = new Map<string, number>();
  readonly #rates: Rates | undefined;
  #isDraining = false;

  constructor(options: GatewayOptions) {
    this.#options = options;
    const { domain, bus, clock, onFault, settings } = options;
    this.#rates = settings.floods && new Rates(settings.floods);
    bus.subscribe((event) => {
      if (event.kind === 'ended') this.#endSessions(event);
    });
    this.#dispatch = new Dispatch({
      domain,
      clock,
      onFault,
      welcome: (...arrival) => this.#welcome(...arrival),
    });
  }

  opened(connection: Connection, { origin, host }: Handshake): void {
    const { clock, settings } = this.#options;
    const { floods } = settings;
    const now = clock.now();
    const address = addressGroup(connection.address);
    const allowance = this.#rates?.open(address, now);
    const link = new Link(connection, { address, now, allowance });
    this.#links.set(connection, link);
    this.#newcomers.add(link);
    const connections = (this.#perAddress.get(address) ?? 0) + 1;
    this.#perAddress.set(address, connections);

    if (!settings.allowsOrigin(origin, host)) {
      this.#end(link, 'policy', 'origin: this page may not connect here');
    } else if (floods && connections > floods.connectionsPerAddress) {
      this.#end(link, 'policy', 'too many connections from this address');
    }
  }

  received(connection: Connection, text: string): void {
    const link = this.#open(connection);
    if (!link) return;
    link.lane.add(this.#dispatch.job(link, text));
    this.#checkInFlight(link);
  }

  receivedBinary(connection: Connection, bytes: number): void {
    const link = this.#open(connection);
    if (!link) return;
    const refusal = refuse('bad_request', 'Frames are text; this one was binary.');
    link.lane.add({ overlaps: true, size: bytes, run: () => JSON.stringify(refusal) });
    this.#checkInFlight(link);
  }

  closed(connection: Connection): void {
    const link = this.#links.get(connection);
    if (!link) return;
    this.#links.delete(connection);
    this.#forget(link);
    this.#rates?.close(link.address);
    const connections = (this.#perAddress.get(link.address) ?? 0) - 1;
    if (connections > 0) this.#perAddress.set(link.address, connections);
    else this.#perAddress.delete(link.address);
  }

  /** Ends the connections whose time to register is over, and forgets what is used up by nobody any more. */
  sweep(): void {
    const { clock, settings } = this.#options;
    this.#rates?.sweep(clock.now());
    const latest = clock.now() - settings.registerWithin;
    for (const link of this.#newcomers) {
      const { session } = link;
      if (session.state === 'waiting' && session.since <= latest) {
        this.#end(link, 'policy', 'not registered in time');
      }
    }
  }

  /** Takes no more requests: whoever sent one learns from the close that it has no answer. */
  drain(): void {
    this.#isDraining = true;
  }

  /** Whether every request that was taken has its answer. */
  get isIdle(): boolean {
    for (const link of this.#links.values()) if (link.lane.requests > 0) return false;
    return true;
  }

  /** Tells everybody to come back soon, each after another while so that they do not come all at once. */
  endAll(retryAfter: () => number): void {
    for (const link of this.#links.values()) {
      this.#end(link, 'restart', JSON.stringify({ retry_after: retryAfter() }));
    }
  }

  #open(connection: Connection): Link | undefined {
    const link = this.#links.get(connection);
    return this.#isDraining || link?.session.state === 'closed' ? undefined : link;
  }

  #checkInFlight(link: Link): void {
    const { requestsInFlight, bytesInFlight } = this.#options.settings;
    if (link.lane.requests > requestsInFlight || link.lane.bytes > bytesInFlight) {
      this.#end(link, 'overloaded', 'too many requests in flight');
    }
  }

  /** Keeps the tokens alive that are in use. Asked for now and then: a connection may outlive its token. */
  extendTokens(): Promise<void> {
    const sessions = [...this.#links.values()].map(({ session }) => session);
    return this.#options.domain.devices.extend(sessions.filter(isRegistered));
  }

  /** What a person was let in for has ended: a logout, a name that belongs to somebody else. */
  #endSessions({ person, token, reason }: Extract<Event, { kind: 'ended' }>): void {
    for (const connection of this.#options.fanout.connectionsOf(person)) {
      const link = this.#links.get(connection);
      if (link?.session.state !== 'registered') continue;
      if (token !== undefined && link.session.token !== token) continue;
      this.#end(link, reason === 'disabled' ? 'disabled' : 'loggedOut', reason);
    }
    if (token !== undefined) this.#options.domain.devices.closed(token);
  }

  #welcome(link: Link, arrival: Arrival, request: Request, type: Welcome): Frame {
    const { domain, fanout, server, epoch, clock } = this.#options;
    const { person, token, tokenHash } = arrival;
    const features = 'features' in request ? request.features : undefined;
    // The socket may have ended while the registration was on its way to the disk.
    if (link.session.state === 'closed') domain.people.leave(person);
    else {
      link.session = { state: 'registered', person, token: tokenHash };
      this.#newcomers.delete(link);
      if (link.allowance) this.#rates?.enter(link.allowance, person.id, clock.now());
      fanout.add(link.connection, person, features ?? []);
    }
    return {
      type,
      status: 200,
      username: person.name,
      id: person.id,
      token,
      epoch,
      ...(features && { server, ...described(person) }),
    };
  }

  #end(link: Link, reason: CloseReason, detail: string): void {
    this.#forget(link);
    link.connection.close(reason, detail);
  }

  #forget(link: Link): void {
    const { session } = link;
    if (session.state === 'closed') return;
    link.session = { state: 'closed' };
    link.lane.abandon();
    this.#newcomers.delete(link);
    if (session.state !== 'registered') return;
    const { fanout, domain } = this.#options;
    this.#rates?.leave(session.person.id);
    fanout.remove(link.connection, session.person.id);
    domain.people.leave(session.person);
    // A guest of a classic client cannot come back, and a stop has more urgent things to store.
    const { keepsName, account } = session.person;
    if ((keepsName || account) && !this.#isDraining) void domain.devices.extend([session]);
  }
}

function isRegistered(session: Session): session is Extract<Session, { state: 'registered' }> {
  return session.state === 'registered';
}

/** What an account's clients show of it beside the name. */
function described({ account }: Person): { role?: 'moderator' | 'admin'; display_name?: string } {
  if (!account) return {};
  const { role, displayName } = account;
  return {
    ...(role !== 'member' && { role }),
    ...(displayName !== '' && { display_name: displayName }),
  };
}
