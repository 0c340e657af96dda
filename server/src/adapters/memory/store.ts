import { randomUUID } from 'node:crypto';
import { StorageUnavailable, type Store } from '../../ports/store.ts';
import { memoryAccounts } from './accounts.ts';
import { memoryAmendments } from './amendments.ts';
import { memoryArchive } from './archive.ts';
import { memoryBlocks } from './blocks.ts';
import { memoryChats } from './chats.ts';
import { memoryDirectory } from './directory.ts';
import { memoryGroups } from './groups.ts';
import { memoryHistory } from './history.ts';
import type { Inside } from './house.ts';
import { memoryIdentities } from './identities.ts';
import { memoryKeys } from './keys.ts';
import { memoryLogs } from './logs.ts';
import { memoryMarks } from './marks.ts';
import { memoryNames } from './names.ts';
import { memoryPeople } from './people.ts';
import { memorySafety } from './safety.ts';
import { memorySearch } from './search.ts';
import { memorySeats } from './seats.ts';
import { memorySteps } from './steps.ts';
import { memoryTokens } from './tokens.ts';

export interface MemoryStore {
  readonly store: Store;
  /**
   * With a reason: writes whose turn comes from now on have no effect and reject with it, as on a
   * full disk. With `undefined`: they succeed again. Reads go on all the time.
   */
  refuse(reason: string | undefined): void;
}

/**
 * The store without a medium, for tests: nothing survives it. Calls take effect in a later turn of
 * the loop, in their order, so that code which works with it does not count on being served at
 * once.
 */
export function memoryStore(): MemoryStore {
  const { writes, reads } = calls();
  let refusal: string | undefined;
  let closed = false;

  function call<T>(effect: () => T): Promise<T> {
    return closed ? Promise.reject(new StorageUnavailable('the store is closed')) : later(effect);
  }

  function write<T>(effect: () => T): Promise<T> {
    return call(() => {
      if (refusal !== undefined) throw new StorageUnavailable(refusal);
      return effect();
    });
  }

  const store: Store = {
    epoch: randomUUID(),
    ...through(write, writes),
    ...through(call, reads),
    close() {
      closed = true;
      return later(() => {});
    },
  };

  return {
    store,
    refuse(reason) {
      refusal = reason;
    },
  };
}

/** All that can be asked for, by noun. */
function calls() {
  const people = memoryPeople();
  const [names, tokens, keys] = [memoryNames(), memoryTokens(), memoryKeys()];
  const [chats, blocks] = [memoryChats(), memoryBlocks()];
  const house = { people, names, tokens, chats, blocks, keys };
  const steps = memorySteps(house);
  const identities = memoryIdentities(house);
  const accounts = memoryAccounts(house);
  const directory = memoryDirectory({ ...house, steps });
  const logs = memoryLogs(house);
  const groups = memoryGroups({ ...house, steps });
  const marks = memoryMarks(house);
  const safety = memorySafety(house);
  const archive = memoryArchive({ ...house, steps, reportsBy: safety.by });
  const rest: Inside<Store, 'probe'> = { probe: () => {} };
  const found: Inside<Store, 'findKeyed'> = { findKeyed: keys.find };
  return {
    writes: {
      ...identities.writes,
      ...accounts.writes,
      ...directory.writes,
      ...logs.writes,
      ...memoryAmendments(house).writes,
      ...groups.writes,
      ...marks.writes,
      ...safety.writes,
      ...archive.writes,
      ...rest,
    },
    reads: {
      ...identities.reads,
      ...accounts.reads,
      ...directory.reads,
      ...logs.reads,
      ...memoryHistory(house).reads,
      ...memorySeats(house).reads,
      ...marks.reads,
      ...safety.reads,
      ...memorySearch(house).reads,
      ...archive.reads,
      ...found,
    },
  };
}

type Calls = { readonly [name: string]: (...args: never[]) => unknown };
type Promised<Called extends Calls> = {
  [Name in keyof Called]: (...args: Parameters<Called[Name]>) => Promise<ReturnType<Called[Name]>>;
};

/** The same calls, each in its turn. */
function through<Called extends Calls>(
  turn: <T>(effect: () => T) => Promise<T>,
  calls: Called,
): Promised<Called> {
  const promised = Object.entries(calls).map(([name, run]) => [
    name,
    (...args: never[]) => turn(() => run(...args)),
  ]);
  return Object.fromEntries(promised) as Promised<Called>;
}

/** Immediates run in the order in which they were asked for, and so the calls take effect. */
function later<T>(effect: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(effect());
      } catch (error) {
        reject(error);
      }
    });
  });
}
