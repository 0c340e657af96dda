import { argon2Passwords } from '../../server/src/adapters/argon2/passwords.ts';
import { memoryBus } from '../../server/src/adapters/memory/bus.ts';
import { memoryStore } from '../../server/src/adapters/memory/store.ts';
import { systemClock } from '../../server/src/adapters/system/clock.ts';
import { Accounts } from '../../server/src/chat/accounts.ts';
import { Attempts } from '../../server/src/chat/attempts.ts';
import { Chats } from '../../server/src/chat/chats.ts';
import { Devices } from '../../server/src/chat/devices.ts';
import { Guests } from '../../server/src/chat/guests.ts';
import { Messages } from '../../server/src/chat/messages.ts';
import { People } from '../../server/src/chat/people.ts';
import type { Domain } from '../../server/src/gateway/commands.ts';
import { Fanout } from '../../server/src/gateway/fanout.ts';
import { Gateway } from '../../server/src/gateway/gateway.ts';
import type { Bus } from '../../server/src/ports/bus.ts';
import type { Store } from '../../server/src/ports/store.ts';
import type { Connection } from '../../server/src/transport/connection.ts';

type Answer = Record<string, unknown>;

/** The whole house but its doors, on a store of which some calls are faulty. */
export function houseWith(calls: Partial<Store>) {
  const store: Store = { ...memoryStore().store, ...calls };
  const bus = memoryBus();
  const domain = domainOn(store, bus);
  const faults: [error: unknown, request: string][] = [];
  const gateway = new Gateway({
    domain,
    fanout: new Fanout(bus, () => {}),
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

function domainOn(store: Store, bus: Bus): Domain {
  const onFault = () => {};
  const settings = { recipients: 1_000, content: 61_440 };
  const tokenLife = 1_000;
  const people = new People(store, systemClock, { hold: 0, random: () => 0, onFault });
  const devices = new Devices(store, bus, systemClock, people, {
    guests: true,
    guestTokenLife: tokenLife,
    accountTokenLife: tokenLife,
    onFault,
  });
  const accounts = new Accounts(
    store,
    systemClock,
    { people, devices },
    { passwords: argon2Passwords(), attempts: new Attempts(systemClock, undefined) },
    { policy: 'open', tokenLife, passwords: { min: 15, server: 'Test' } },
  );
  return {
    people,
    devices,
    accounts,
    logins: accounts,
    guests: new Guests(store, systemClock, people, { enabled: true, tokenLife }),
    chats: new Chats(store, bus, systemClock, people, settings),
    messages: new Messages(store, bus, systemClock, people, settings),
  };
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
