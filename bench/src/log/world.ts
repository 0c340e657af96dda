import { chatId } from '../../../server/src/adapters/sqlite/ids.ts';
import { untilQuiet } from '../process.ts';
import { startChateau } from '../program.ts';
import { chance } from '../talk.ts';
import { type Chat, Rows, tokenOf } from './rows.ts';

/** How much of everything there is. */
export interface Sizes {
  readonly messages: number;
  /** Those who come back at once. */
  readonly clients: number;
  /** What one has missed, and in how many chats another one sits. */
  readonly entries: number;
  readonly chats: number;
}

/** Somebody who comes back. */
export interface Someone {
  readonly token: string;
  readonly chats: readonly Chat[];
}

/** A database that has been talked into for long, and the people in it whom the measurements are about. */
export interface World {
  readonly directory: string;
  /** Reads pages: of one chat that has half of all messages, and of rooms with a quarter of them. */
  readonly reader: { readonly token: string; readonly long: Chat; readonly rooms: readonly Chat[] };
  /** Have missed many entries: in one chat, and in twenty. */
  readonly late: { readonly one: Someone; readonly twenty: Someone };
  /** Sits in many chats. */
  readonly member: Someone;
  /** The last quarter of the messages is theirs: ten conversations of two each, and ten groups of twenty. */
  readonly crowd: readonly Someone[];
}

const TALKERS = 100;
const ROOM = 1_000;
const SPREAD = 20;
const SAID = 10;
/** Of the others of a ring, who is in a group: as many near by at an even distance as at an odd one. */
const GROUP = Array.from({ length: 20 }, (_, i) => i * 7);
const PEERS = 5;
/** Everybody of a ring so small would meet somebody twice. */
const FEWEST = 200;

export const idOf = ({ row }: Chat): string => chatId(row);

/** All chats go on at once, so that the entries of one lie far apart, as they do in life. */
export async function makeWorld(directory: string, sizes: Sizes): Promise<World> {
  await runServer(directory);
  const rows = new Rows(directory);
  const world = { directory, ...people(rows, sizes) };
  const { reader, late, member, crowd } = world;
  const crowded = [...new Set(crowd.flatMap(({ chats }) => chats))];
  const shares: [readonly Chat[], number][] = [
    [[reader.long], sizes.messages / 2],
    [reader.rooms, sizes.messages / 4],
    [crowded, sizes.messages / 4],
    [late.one.chats, sizes.entries],
    [late.twenty.chats, sizes.entries],
    [member.chats, SAID * sizes.chats],
  ];
  for (const chat of inTurns(shares)) rows.say(chat);
  for (const chat of crowded) rows.read(chat);
  member.chats.forEach((chat, i) => void (i % 2 === 0 && rows.read(chat)));
  rows.close();
  await runServer(directory);
  return world;
}

/** So many messages more in each chat of the crowd. The server has seen to them before anybody comes. */
export async function talkOn({ directory, crowd }: World, messages: number): Promise<void> {
  const rows = new Rows(directory);
  const chats = [...new Set(crowd.flatMap(({ chats }) => chats))];
  for (const chat of inTurns([[chats, messages * chats.length]])) rows.say(chat);
  rows.close();
  await runServer(directory);
}

function people(rows: Rows, { clients, messages, chats }: Sizes): Omit<World, 'directory'> {
  if (clients < FEWEST || clients % 2 === 1) {
    throw new Error(`--clients takes an even number from ${FEWEST} on.`);
  }
  const someone = (name: string, chatsOf: (row: number) => Chat[]): Someone => {
    return { token: tokenOf(name), chats: chatsOf(rows.person(name)) };
  };
  const talkers = Array.from({ length: TALKERS }, (_, i) => rows.person(`talker${i}`));
  const groups = (count: number, name: string, member: number) =>
    Array.from({ length: count }, (_, i) => rows.group(`${name} ${i}`, [member, ...talkers]));
  const half = Math.ceil(chats / 2);
  const peers = (count: number, member: number) =>
    Array.from({ length: count }, (_, i) => rows.direct(member, rows.person(`peer${i}`)));
  const rooms = Math.ceil(messages / 4 / ROOM);
  const reader = someone('reader', (row) => groups(1 + rooms, 'room', row));
  const [long, ...rest] = reader.chats as [Chat, ...Chat[]];
  return {
    reader: { token: reader.token, long, rooms: rest },
    late: {
      one: someone('late one', (row) => groups(1, 'late', row)),
      twenty: someone('later one', (row) => groups(SPREAD, 'later', row)),
    },
    member: someone('member', (row) => [...groups(half, 'club', row), ...peers(chats - half, row)]),
    crowd: ring(rows, clients),
  };
}

/** Each talks with the ten next to them, and is in ten groups. */
function ring(rows: Rows, size: number): Someone[] {
  const people = Array.from({ length: size }, (_, i) => rows.person(`client${i}`));
  const theirs = people.map((): Chat[] => []);
  const around = (from: number, distances: readonly number[]) =>
    distances.map((distance) => (from + distance) % size);
  const add = (members: readonly number[], make: (rows: number[]) => Chat) => {
    const chat = make(members.map((at) => people[at] as number));
    for (const at of members) theirs[at]?.push(chat);
  };
  for (let i = 0; i < size; i++) {
    for (let next = 1; next <= PEERS; next++) {
      add(around(i, [0, next]), (pair) => rows.direct(...(pair as [number, number])));
    }
  }
  for (let i = 0; i < size; i += 2) {
    add(around(i, GROUP), (members) => rows.group(`crowd ${i}`, members));
  }
  return theirs.map((chats, i) => ({ token: tokenOf(`client${i}`), chats }));
}

/** The chats as often as their share says, all mixed; the same for the same shares. */
export function inTurns<T>(shares: readonly (readonly [readonly T[], number])[]): T[] {
  const turns = shares.flatMap(([things, count]) =>
    Array.from({ length: Math.round(count) }, (_, i) => things[i % things.length] as T),
  );
  const random = chance(1);
  for (let last = turns.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [turns[last], turns[other]] = [turns[other] as T, turns[last] as T];
  }
  return turns;
}

async function runServer(directory: string): Promise<void> {
  const server = await startChateau(directory);
  await untilQuiet(server.pid);
  await server.stop();
}
