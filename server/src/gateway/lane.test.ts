import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { type Job, Lane } from './lane.ts';

interface Held {
  readonly job: Job;
  readonly begun: () => boolean;
  readonly answer: () => void;
}

/** A request whose answer the test lets go. */
function held(name: string, overlaps: boolean): Held {
  const { promise, resolve } = Promise.withResolvers<string>();
  let begun = false;
  const run = () => {
    begun = true;
    return promise;
  };
  return { job: { overlaps, size: 1, run }, begun: () => begun, answer: () => resolve(name) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test('answers go out in the order of the requests, whichever is ready first', async () => {
  const sent: string[] = [];
  const lane = new Lane((answer) => sent.push(answer));
  const [one, two] = [held('one', true), held('two', true)];
  lane.add(one.job);
  lane.add(two.job);
  lane.add({ overlaps: true, size: 1, run: () => 'three' });
  two.answer();
  await settled();
  expect(sent).toEqual([]);
  one.answer();
  await settled();
  expect(sent).toEqual(['one', 'two', 'three']);
});

test('requests that overlap begin together; any other waits for all before it', async () => {
  const lane = new Lane(() => {});
  const sends = [held('send', true), held('send', true)];
  const list = held('list', false);
  const later = held('send', true);
  for (const { job } of [...sends, list, later]) lane.add(job);
  expect(sends.map((send) => send.begun())).toEqual([true, true]);
  expect(list.begun()).toBe(false);
  for (const send of sends) send.answer();
  await settled();
  expect([list.begun(), later.begun()]).toEqual([true, false]);
  list.answer();
  await settled();
  expect(later.begun()).toBe(true);
});

test('what has not begun is forgotten when there is nobody left to answer', async () => {
  const lane = new Lane(() => {});
  const [first, second] = [held('first', false), held('second', false)];
  lane.add(first.job);
  lane.add(second.job);
  lane.abandon();
  first.answer();
  await settled();
  expect(second.begun()).toBe(false);
});

test('for any requests and any order of their ends: all answered, in order, nothing left', async () => {
  const kinds = fc.array(fc.record({ overlaps: fc.boolean(), delay: fc.nat(3) }), {
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(kinds, async (requests) => {
      const sent: number[] = [];
      let alone = 0;
      let running = 0;
      const lane = new Lane((answer) => sent.push(Number(answer)));
      requests.forEach(({ overlaps, delay }, index) => {
        lane.add({
          overlaps,
          size: 1,
          async run() {
            running++;
            if (!overlaps && running > 1) alone++;
            for (let turn = 0; turn < delay; turn++) await Promise.resolve();
            running--;
            return String(index);
          },
        });
      });
      await settled();
      expect(sent).toEqual(requests.map((_, index) => index));
      expect(alone).toBe(0);
      expect([lane.requests, lane.bytes]).toEqual([0, 0]);
    }),
    { numRuns: 200 },
  );
});
