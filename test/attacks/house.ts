import pino from 'pino';
import { memoryBus } from '../../server/src/adapters/memory/bus.ts';
import { memoryStore } from '../../server/src/adapters/memory/store.ts';
import { systemClock } from '../../server/src/adapters/system/clock.ts';
import { loadConfig } from '../../server/src/config.ts';
import { furnish } from '../../server/src/furnish.ts';
import { Fanout } from '../../server/src/gateway/fanout.ts';
import { Gateway } from '../../server/src/gateway/gateway.ts';
import type { Store } from '../../server/src/ports/store.ts';
import type { Connection } from '../../server/src/transport/connection.ts';

type Answer = Record<string, unknown>;

/** The whole house but its doors, as it is furnished by default, on a store of which some calls are faulty. */
export function houseWith(calls: Partial<Store>) {
  const store: Store = { ...memoryStore().store, ...calls };
  const bus = memoryBus();
  const fanout = new Fanout(bus, () => {});
  const config = loadConfig({ env: {} });
  if ('problems' in config) throw new Error(config.problems.join('\n'));
  const { settings } = config;
  const log = pino({ level: 'silent' });
  const { domain } = furnish({ settings, store, bus, clock: systemClock, log, fanout });
  const faults: [error: unknown, request: string][] = [];
  const gateway = new Gateway({
    domain,
    fanout,
    bus,
    clock: systemClock,
    epoch: store.epoch,
    server: { name: 'Test', version: '0', limits: {} },
    onFault: (error, request) => faults.push([error, request]),
    settings: {
      requestsInFlight: 1_024,
      bytesInFlight: 1_048_576,
      registerWithin: 10_000,
      allowsOrigin: () => true,
      floods: undefined,
    },
  });
  let connections = 0;
  const open = () => new Line(gateway, ++connections);
  return { faults, house: { gateway, open } };
}

/** A connection that ends in the test. Answers come in the order of the requests; pushes are left out. */
class Line implements Connection {
  readonly id: number;
  readonly address = '192.0.2.1';
  closed: string | undefined;
  readonly #gateway: Gateway;
  readonly #waiting: ((answer: Answer) => void)[] = [];

  constructor(gateway: Gateway, id: number) {
    this.#gateway = gateway;
    this.id = id;
    gateway.opened(this, { origin: undefined, host: 'localhost' });
  }

  asks(request: object): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#waiting.push(resolve);
    this.#gateway.received(this, JSON.stringify(request));
    return promise;
  }

  send(frame: string): void {
    const answer: Answer = JSON.parse(frame);
    const isPush = String(answer['type']).endsWith('Recv') || answer['status'] === 201;
    if (!isPush) this.#waiting.shift()?.(answer);
  }

  subscribe(): void {}

  unsubscribe(): void {}

  close(reason: string): void {
    this.closed = reason;
  }
}
