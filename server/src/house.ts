import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pageFiles } from '@chateau/web';
import type { Logger } from 'pino';
import packageJson from '../package.json' with { type: 'json' };
import { memoryBus } from './adapters/memory/bus.ts';
import { openSqliteStore } from './adapters/sqlite/store.ts';
import { systemClock } from './adapters/system/clock.ts';
import { looks, UNICODE_VERSION } from './chat/lookalike.ts';
import type { People } from './chat/people.ts';
import { furnish } from './furnish.ts';
import { Fanout } from './gateway/fanout.ts';
import { Gateway, type GatewaySettings } from './gateway/gateway.ts';
import { originRule } from './gateway/origin.ts';
import type { Clock } from './ports/clock.ts';
import { StorageUnavailable, type Store } from './ports/store.ts';
import type { Settings } from './settings.ts';
import { httpAnswers } from './transport/http.ts';
import { Transport } from './transport/server.ts';

const SECOND = 1_000;
/** How often the tokens of those who are here are made to last longer. */
const EXTEND_TOKENS = 3_600 * SECOND;
/** How often groups are looked for that have only guests left, none of whom comes any more. */
const CLOSE_GROUPS = 3_600 * SECOND;
/** How often tokens that ended long ago are forgotten. */
const FORGET_ENDED = 3_600 * SECOND;
/** How long a stop waits for answers that are on their way, and for clients to take their close. */
const DRAIN = 5 * SECOND;
const FAREWELL = 500;
/** Clients come back within this many seconds of each other. */
const RETURN_SPREAD = 5;

export interface RunningServer {
  readonly port: number;
  /** Answers what was read, tells everybody to come back soon, and lets go of port and storage. */
  stop(): Promise<void>;
}

/**
 * Wires the house and opens the door, in that order: nobody is let in before the storage is open.
 * Throws what `openSqliteStore` and `Transport.listen` throw. `onBroken`: the storage failed for good.
 */
export async function openHouse(
  settings: Settings,
  log: Logger,
  onBroken: (reason: string) => void,
  clock: Clock = systemClock,
): Promise<RunningServer> {
  let broken: string | undefined;
  const store = openSqliteStore({
    directory: settings.data,
    clock,
    looks: { version: UNICODE_VERSION, of: looks },
    onBroken(reason) {
      broken = reason;
      onBroken(reason);
    },
  });
  const bus = memoryBus();
  const fanout = new Fanout(bus, (topic, frame, except) => transport.publish(topic, frame, except));
  const { domain, erasures, directory } = furnish({ settings, store, bus, clock, log, fanout });

  const transport = new Transport({
    ...transportSettings(settings),
    answer: httpAnswers({
      page: pageFiles(),
      info: () => describeServer(settings, domain.people),
      documents: async () => (await import('@chateau/docs')).documents(),
      notReady: async () => broken ?? (await whyUnstored(() => store.probe())),
    }),
    onSlow: ({ address }) => log.warn({ address }, 'slow: a client that does not read was cut'),
  });
  const gateway = new Gateway({
    domain,
    fanout,
    bus,
    clock,
    epoch: store.epoch,
    server: { name: settings.name, version: packageJson.version, limits: publicLimits(settings) },
    onFault: (error, request) => log.error({ err: error, request }, 'a handler failed'),
    settings: gatewaySettings(settings),
  });

  await domain.people.open();
  await domain.devices.open();
  await directory?.pass.open();
  const port = await listenOrClose(transport, gateway, store);
  const endings = [
    clock.every(SECOND, () => {
      transport.beat();
      gateway.sweep();
      domain.people.sweep();
      domain.devices.sweep();
      void erasures.sweep();
    }),
    clock.every(EXTEND_TOKENS, () => void gateway.extendTokens()),
    clock.every(FORGET_ENDED, () => void domain.devices.forgetEnded()),
    clock.every(CLOSE_GROUPS, () => void domain.groups.closeAbandoned()),
    clock.every(settings.ldap.sync * SECOND, () => void directory?.pass.run()),
  ];

  return {
    port,
    async stop() {
      transport.refuse();
      gateway.drain();
      await until(() => gateway.isIdle, DRAIN);
      gateway.endAll(() => 1 + randomInt(RETURN_SPREAD));
      await new Promise((resolve) => setTimeout(resolve, FAREWELL));
      for (const end of endings) end();
      directory?.close();
      transport.stop();
      await store.close();
    },
  };
}

async function listenOrClose(
  transport: Transport,
  gateway: Gateway,
  store: Store,
): Promise<number> {
  try {
    return transport.listen(gateway);
  } catch (error) {
    await store.close();
    throw error;
  }
}

function transportSettings({ host, port, proxies, limits, tls }: Settings) {
  const { frame, unread_output: unreadOutput, ping, pong } = limits;
  return { hosts: host, port, proxies, frame, unreadOutput, ping, pong, tls: readTls(tls) };
}

function gatewaySettings({ limits, origins }: Settings): GatewaySettings {
  return {
    requestsInFlight: limits.in_flight,
    bytesInFlight: limits.in_flight_bytes,
    registerWithin: limits.register_within * SECOND,
    allowsOrigin: originRule(origins),
    floods: limits.enabled ? floodSettings(limits) : undefined,
  };
}

function floodSettings(limits: Settings['limits']): GatewaySettings['floods'] {
  return {
    burst: limits.burst,
    perSecond: limits.per_second,
    timesPerPerson: limits.times_per_person,
    timesPerAddress: limits.times_per_address,
    connectionsPerAddress: limits.connections_per_address,
  };
}

function describeServer(settings: Settings, people: People) {
  return {
    name: settings.name,
    version: packageJson.version,
    login: loginKinds(settings),
    guests: settings.guests.enabled,
    limits: publicLimits(settings),
    online: people.online.size,
    ...(settings.list_public && { names: [...people.online.from('')].map(({ name }) => name) }),
  };
}

function loginKinds({ guests, ldap }: Settings): string[] {
  return [...(guests.enabled ? ['guest'] : []), ldap.url.length > 0 ? 'directory' : 'account'];
}

/** What a client can keep to if it knows of it. */
function publicLimits({ limits }: Settings): Record<string, number> {
  const { frame, content, recipients, in_flight, burst, per_second } = limits;
  const rate = limits.enabled ? { burst, per_second } : {};
  return { frame, content, recipients, in_flight, ...rate };
}

async function whyUnstored(probe: () => Promise<void>): Promise<string | undefined> {
  try {
    await probe();
    return undefined;
  } catch (error) {
    if (error instanceof StorageUnavailable) return `storage unavailable: ${error.message}`;
    throw error;
  }
}

function readTls({ cert, key }: Settings['tls']): { cert: string; key: string } | undefined {
  if (cert === '') return undefined;
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

async function until(holds: () => boolean, milliseconds: number): Promise<void> {
  for (let waited = 0; !holds() && waited < milliseconds; waited += 10) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
