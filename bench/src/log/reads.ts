import { Clockwork } from '@chateau/test/clockwork';
import { READS, WRITES } from '../../../server/src/adapters/sqlite/calls.ts';
import { StorageThread } from '../../../server/src/adapters/sqlite/thread.ts';
import { comeBack, type Positions } from './returning.ts';
import type { Someone, World } from './world.ts';

export interface Calls {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** What the store is called for while somebody comes back: in a server within this process, where it can be seen. */
export async function storeCalls(
  { directory }: World,
  someone: Someone,
  positions: Positions,
): Promise<Calls> {
  const house = await Clockwork.open({
    CHATEAU_DATA: directory,
    CHATEAU_LIMITS_ENABLED: 'false',
  });
  const called: string[] = [];
  const { call } = StorageThread.prototype;
  StorageThread.prototype.call = function <T>(
    this: StorageThread,
    ...what: [string, ...unknown[]]
  ) {
    called.push(what[0]);
    return call.apply(this, what) as Promise<T>;
  };
  try {
    const { close } = await comeBack(house.url, someone, positions, performance.now());
    const among = (names: readonly string[]) => called.filter((name) => names.includes(name));
    const calls = { reads: among(READS), writes: among(WRITES) };
    close();
    return calls;
  } finally {
    StorageThread.prototype.call = call;
    await house.stops();
  }
}
