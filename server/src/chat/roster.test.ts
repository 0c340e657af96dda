import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { Person } from './person.ts';
import { Roster } from './roster.ts';

test('people stand in the order of their keys, whatever the order of coming and going', () => {
  const moves = fc.array(fc.tuple(fc.boolean(), fc.string({ maxLength: 3 })));
  fc.assert(
    fc.property(moves, fc.string({ maxLength: 3 }), (sequence, from) => {
      const roster = new Roster();
      const present = new Map<string, Person>();
      for (const [joins, canon] of sequence) {
        const known = present.get(canon);
        if (joins && !known) {
          const person = new Person(canon, canon, canon);
          roster.add(person);
          present.set(canon, person);
        } else if (!joins && known) {
          roster.remove(known);
          present.delete(canon);
        }
      }
      const expected = [...present.keys()].filter((canon) => canon >= from).sort();
      expect([...roster.from(from)].map(({ canon }) => canon)).toEqual(expected);
      expect(roster.size).toBe(present.size);
    }),
  );
});

test('removing somebody who is not there removes nobody', () => {
  const roster = new Roster();
  roster.add(new Person('p1', 'alice', 'alice'));
  roster.remove(new Person('p2', 'alice', 'alice'));
  expect(roster.size).toBe(1);
});
