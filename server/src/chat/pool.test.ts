import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { Person } from './person.ts';
import { Pool } from './pool.ts';

const people = Array.from({ length: 6 }, (_, n) => new Person(`p${n}`, `n${n}`, `n${n}`));
const [alice, bob, carol] = people as [Person, Person, Person];

/** Draws every number in turn, so that what is likely and what is possible can be told. */
function counting(): (below: number) => number {
  let turn = 0;
  return (below) => turn++ % below;
}

test('nobody is put together with themselves', () => {
  const pool = new Pool(counting());
  pool.add(alice);
  expect(pool.pick(alice)).toBeUndefined();
  pool.add(bob);
  for (let draw = 0; draw < 10; draw++) expect(pool.pick(alice)).toBe(bob);
});

test('the last partner comes again only when there is nobody else', () => {
  const pool = new Pool(counting());
  for (const person of [alice, bob]) pool.add(person);
  alice.lastPartner = bob.id;
  expect(pool.pick(alice)).toBe(bob);
  pool.add(carol);
  for (let draw = 0; draw < 20; draw++) expect(pool.pick(alice)).toBe(carol);
  alice.lastPartner = undefined;
});

test('everybody else is equally likely', () => {
  const pool = new Pool((below) => Math.floor(Math.random() * below));
  for (const person of people) pool.add(person);
  const picked = new Map<Person | undefined, number>();
  const draws = 50_000;
  for (let draw = 0; draw < draws; draw++) {
    const partner = pool.pick(alice);
    picked.set(partner, (picked.get(partner) ?? 0) + 1);
  }
  expect(picked.size).toBe(people.length - 1);
  // Six standard deviations: chance alone fails this once in a thousand million runs.
  const expected = draws / (people.length - 1);
  for (const times of picked.values()) {
    expect(Math.abs(times - expected)).toBeLessThan(6 * Math.sqrt(expected));
  }
});

test('whoever has left is not picked, whatever the order of coming and going', () => {
  const moves = fc.array(fc.tuple(fc.boolean(), fc.nat(people.length - 1)));
  fc.assert(
    fc.property(moves, (sequence) => {
      const pool = new Pool(counting());
      const present = new Set<Person>();
      for (const [joins, index] of sequence) {
        const person = people[index] as Person;
        if (joins) {
          pool.add(person);
          present.add(person);
        } else {
          pool.remove(person);
          present.delete(person);
        }
      }
      const asker = new Person('asker', 'asker', 'asker');
      const drawn = new Set(Array.from({ length: 20 }, () => pool.pick(asker)));
      drawn.delete(undefined);
      expect(drawn).toEqual(present);
    }),
  );
});
