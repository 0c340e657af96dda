import { beforeEach, expect, test } from 'bun:test';
import type { Connection } from '../transport/connection.ts';
import { Presence } from './presence.ts';

/** Readers of one chat from which on it is a crowd. */
const CROWD = 501;

let presence: Presence;
let heard: number[];

beforeEach(() => {
  presence = new Presence();
  heard = [];
});

function reader(id: number): Connection {
  return {
    id,
    address: '192.0.2.1',
    send: () => heard.push(id),
    subscribe: () => {},
    unsubscribe: () => {},
    close: () => {},
  };
}

const comes = (chats: string[]) =>
  presence.say(
    { kind: 'presence', person: { id: 'p1', name: 'alice' }, online: true, chats },
    undefined,
  );

test('[presence.2] whoever shares several chats with somebody hears of them once', () => {
  const bob = reader(1);
  for (const chat of ['c1', 'c2']) presence.enter(bob, chat);
  presence.follow(bob, ['p1'], true);
  comes(['c1', 'c2']);
  expect(heard).toEqual([1]);
});

test('[presence.5] a crowd is not told, but whoever follows is, and a smaller chat', () => {
  const crowd = Array.from({ length: CROWD }, (_, id) => reader(id));
  for (const connection of crowd) presence.enter(connection, 'c1');
  comes(['c1']);
  expect(heard).toEqual([]);
  presence.follow(reader(1_000), ['p1'], true);
  presence.enter(reader(2_000), 'c2');
  comes(['c1', 'c2']);
  expect(heard).toEqual([1_000, 2_000]);
  heard = [];
  presence.leave(crowd[0] as Connection, 'c1');
  comes(['c1']);
  expect(heard).toHaveLength(CROWD);
});

test('a connection that is gone hears nothing', () => {
  const bob = reader(1);
  presence.enter(bob, 'c1');
  presence.follow(bob, ['p1'], true);
  presence.forget(bob);
  comes(['c1']);
  expect(heard).toEqual([]);
});
