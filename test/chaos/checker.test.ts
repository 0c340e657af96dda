import { describe, expect, test } from 'bun:test';
import { check, FLAWLESS } from './checker.ts';
import { type Heard, History, read, write } from './history.ts';

/** A checker that finds nothing proves nothing: each fault is put before it once. */

const LOG: readonly Heard[] = [
  { chat: 'c1', seq: 1, sender: 'ada', content: 'ada 0' },
  { chat: 'c1', seq: 2, sender: 'bob', content: 'bob 0' },
  { chat: 'c2', seq: 1, sender: 'ada', content: 'ada 1' },
  { chat: 'c1', seq: 3, sender: 'ada', content: 'ada 2' },
];

describe('the checker', () => {
  test('finds nothing where there is nothing to find', () => {
    expect(check(LOG, told())).toEqual(FLAWLESS);
  });

  test('lets a message be stored whose ack did not arrive', () => {
    const history = told();
    history.acked.delete('bob 0');
    expect(check(LOG, history)).toEqual(FLAWLESS);
  });

  test('finds an acked message that is not in the log', () => {
    expect(check(LOG.slice(0, 3), told()).lost).toEqual(['ada 2']);
  });

  test('finds a message that is in the log twice', () => {
    const twice = { chat: 'c2', seq: 2, sender: 'bob', content: 'bob 0' };
    expect(check([...LOG, twice], told()).duplicated).toEqual(['bob 0']);
  });

  test('finds a message that nobody sent, or that is said to be from somebody else', () => {
    const invented = { chat: 'c2', seq: 2, sender: 'bob', content: 'bob 9' };
    expect(check([...LOG, invented], told()).unexpected).toEqual(['bob 9']);
    expect(check(changed(1, { sender: 'ada' }), told()).unexpected).toEqual(['bob 0']);
  });

  test('finds a message that is not where its ack said', () => {
    const history = told();
    history.acked.set('ada 1', { chat: 'c2', seq: 2 });
    expect(check(LOG, history)).toEqual({ ...FLAWLESS, misplaced: ['ada 1'] });
  });

  test('finds a gap in the numbers of a chat, and a number twice', () => {
    expect(check(changed(3, { seq: 4 }), told()).gaps).toEqual(['c1/4 where 3 was due']);
    expect(check(changed(3, { seq: 2 }), told()).gaps).toEqual(['c1/2 where 3 was due']);
  });

  test('finds a message that overtook an earlier one of the same person', () => {
    const [first, second, third, fourth] = LOG as [Heard, Heard, Heard, Heard];
    const log = [first, second, { ...fourth, seq: 3 }, third];
    expect(check(log, told()).overtaking).toEqual(['ada 1']);
  });

  test('finds what was shown and is not in the log, or reads differently there', () => {
    const history = told();
    history.newReader().push({ chat: 'c1', seq: 4, sender: 'ada', content: 'ada 3' });
    history.newReader().push({ chat: 'c1', seq: 2, sender: 'bob', content: 'bob 7' });
    expect(check(LOG, history).phantom).toEqual(['c1/4 ada 3', 'c1/2 bob 7']);
  });

  test('finds what was shown although its sender was refused', () => {
    const history = told();
    history.acked.delete('bob 0');
    history.refused.set('bob 0', 'storage_unavailable');
    expect(check(LOG, history)).toEqual({ ...FLAWLESS, leaked: ['c1/2 bob 0'] });
  });

  test('finds what was shown twice or out of order, but not what was left out', () => {
    const [first, second, , fourth] = LOG as [Heard, Heard, Heard, Heard];
    const history = told();
    history.newReader().push(first, fourth, second, second);
    expect(check(LOG, history).disorder).toEqual(['c1/2 bob 0', 'c1/2 bob 0']);
    const leaving = told();
    leaving.newReader().push(first, fourth);
    expect(check(LOG, leaving)).toEqual(FLAWLESS);
  });
});

describe('a message', () => {
  test('is read as it was written, and not when something of it is missing', () => {
    const content = write('ada', 17, 40);
    expect(read(content)).toBe('ada 17');
    expect(read(content.replace('.', ''))).not.toBe('ada 17');
    expect(read(content.slice(0, -2))).not.toBe('ada 17');
  });
});

/** Everything was attempted, acked and shown, as it stands in the log. */
function told(): History {
  const history = new History();
  for (const { chat, seq, content } of LOG) {
    history.attempted.add(content);
    history.acked.set(content, { chat, seq });
  }
  history.newReader().push(...LOG);
  return history;
}

function changed(index: number, change: Partial<Heard>): Heard[] {
  return LOG.map((entry, at) => (at === index ? { ...entry, ...change } : entry));
}
