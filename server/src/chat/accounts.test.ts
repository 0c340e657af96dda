import { beforeEach, describe, expect, test } from 'bun:test';
import { memoryBus } from '../adapters/memory/bus.ts';
import { memoryStore } from '../adapters/memory/store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Passwords } from '../ports/passwords.ts';
import type { PersonId, Store } from '../ports/store.ts';
import { Accounts } from './accounts.ts';
import { Attempts } from './attempts.ts';
import { Devices } from './devices.ts';
import { claimOf } from './names.ts';
import { People } from './people.ts';

const PASSWORD = 'correct horse battery staple';
const LIFE = 1_000_000;
const clock: Clock = { now: () => 1_000, every: () => () => {} };

let store: Store;
let people: People;
let accounts: Accounts;
let alice: PersonId;
/** What happens while a password is being checked. */
let meanwhile: () => Promise<unknown>;

const passwords: Passwords = {
  hash: async (password) => `hash of ${password}`,
  async verify(hash, password) {
    await meanwhile();
    return hash === `hash of ${password}`;
  },
};

beforeEach(async () => {
  ({ store } = memoryStore());
  meanwhile = async () => {};
  const onFault = () => {};
  people = new People(store, memoryBus(), clock, { hold: 0, random: () => 0, onFault });
  const lives = { guestTokenLife: LIFE, accountTokenLife: LIFE };
  const devices = new Devices(store, memoryBus(), clock, people, {
    guests: true,
    ...lives,
    onFault,
  });
  accounts = new Accounts(
    store,
    clock,
    { people, devices },
    { passwords, attempts: new Attempts(clock, undefined) },
    { policy: 'open', tokenLife: LIFE, passwords: { min: 15, server: 'Test' } },
  );
  const passwordHash = `hash of ${PASSWORD}`;
  const made = { name: claimOf('alice'), passwordHash, role: 'member', at: 1_000 } as const;
  alice = await store.addAccount(made);
});

async function login(): Promise<string> {
  const request = { type: 'RegisterRequest', username: 'alice', password: PASSWORD } as const;
  const outcome = await accounts.login(request, '192.0.2.1');
  return 'person' in outcome ? outcome.person.name : outcome.code;
}

describe('[login.1] the right password', () => {
  test('lets one in', async () => {
    expect(await login()).toBe('alice');
    expect(people.withCanon('alice')?.connections).toBe(1);
  });
});

describe('[login.2, account.5, account.6] a password that was right when it was looked up', () => {
  const changes: Record<string, () => Promise<unknown>> = {
    'is changed': () =>
      store.setPassword({ person: alice, passwordHash: 'hash of another', at: 2 }),
    'is set again': () => store.setPassword({ person: alice, passwordHash: 'another hash', at: 2 }),
    'is that of an account that is shut': () => store.disable(alice, 'operator', 2),
  };
  for (const [what, change] of Object.entries(changes)) {
    test(`lets nobody in if it ${what} while it is being checked`, async () => {
      meanwhile = change;
      expect(await login()).toBe('authentication_failed');
      expect(await store.devicesOf(alice, 1_000)).toEqual([]);
      expect(people.withCanon('alice')).toBeUndefined();
      expect(people.online.size).toBe(0);
    });
  }
});
