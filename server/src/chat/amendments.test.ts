import { describe, expect, test } from 'bun:test';
import { memoryBus } from '../adapters/memory/bus.ts';
import type { Amended } from '../ports/logs.ts';
import type { Store } from '../ports/store.ts';
import { Amendments } from './amendments.ts';
import type { Messages } from './messages.ts';
import type { Actor } from './person.ts';

/** A message of one's own, in a chat where one's rank has changed so many times when the store is asked. */
function amending(changes: number) {
  let asked = 0;
  const amend = async (): Promise<Amended> => {
    asked += 1;
    return asked > changes ? { chat: 'c1', seq: 2, at: 1 } : 'changed';
  };
  const store = {
    amend,
    seat: async () => ({ chat: 'c1', name: 'tea', rank: 'member', mutedUntil: 0 }),
    findMessage: async () => ({ sender: 'p1', isDeleted: false }),
  } as unknown as Store;
  const clock = { now: () => 1, every: () => () => {} };
  const amendments = new Amendments(store, memoryBus(), clock, {} as Messages);
  const actor = { person: { id: 'p1', label: { id: 'p1', name: 'ada' } }, connection: 1 };
  const request = { type: 'MessageDeleteRequest', chat: 'c1', target: 1 } as const;
  return amendments.delete(actor as unknown as Actor, request);
}

describe('amending while ranks change', () => {
  test('decides anew until what was decided holds', async () => {
    expect(await amending(0)).toMatchObject({ status: 200, seq: 2 });
    expect(await amending(40)).toMatchObject({ status: 200, seq: 2 });
  });

  test('ends after so many looks with a refusal that may be tried again', async () => {
    expect(await amending(Infinity)).toMatchObject({ status: 503, code: 'storage_unavailable' });
  });
});
