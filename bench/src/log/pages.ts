import type { Received } from '@chateau/client';
import { median } from '../median.ts';
import { chance } from '../talk.ts';
import type { Chat } from './rows.ts';
import { percentile } from './spread.ts';
import { Wire } from './wire.ts';
import { idOf, type World } from './world.ts';

const PAGE = 50;
/** Requests before it counts: the runtime compiles what they make hot. */
const WARM_UP = 1_000;
/** One in so many asks for nothing, so that it is known what asking takes. */
const NOTHING_EVERY = 4;
const NOTHING = { type: 'PresenceRequest', ids: [] };
const WAYS = ['before', 'around', 'after'] as const;

export interface PageFigures {
  readonly long_ms: number;
  readonly rooms_ms: number;
  readonly long_trip_ms: number;
  readonly rooms_trip_ms: number;
  readonly nothing_ms: number;
}

/** One after the other: half from anywhere in the long chat, half from anywhere in the rooms. */
export async function measurePages(
  url: string,
  { reader }: World,
  pages: number,
): Promise<PageFigures> {
  const random = chance(3);
  const wire = await Wire.enter(url, reader.token);
  const room = () => reader.rooms[Math.floor(random() * reader.rooms.length)] as Chat;
  const times = { long: [] as number[], rooms: [] as number[], nothing: [] as number[] };
  for (let i = -WARM_UP; i < pages; i++) {
    const where = i % 2 === 0 ? 'long' : 'rooms';
    const { answer, ms } = await wire.ask(
      question(where === 'long' ? reader.long : room(), random),
    );
    expectPage(answer);
    if (i >= 0) times[where].push(ms);
    if (i % NOTHING_EVERY === 0) {
      const nothing = await wire.ask(NOTHING);
      if (i >= 0) times.nothing.push(nothing.ms);
    }
  }
  wire.close();
  const [long, rooms] = [percentile(times.long, 0.99), percentile(times.rooms, 0.99)];
  const nothing = median(times.nothing);
  return {
    long_ms: long - nothing,
    rooms_ms: rooms - nothing,
    long_trip_ms: long,
    rooms_trip_ms: rooms,
    nothing_ms: nothing,
  };
}

/** Anywhere where a whole page is to be had. */
export function question(chat: Chat, random: () => number): object {
  const way = WAYS[Math.floor(random() * WAYS.length)] as (typeof WAYS)[number];
  const first = Math.floor(random() * (chat.last - PAGE + 1));
  const at = { after: first, around: first + PAGE / 2 + 1, before: first + PAGE + 1 }[way];
  return { type: 'HistoryRequest', chat: idOf(chat), [way]: at, limit: PAGE };
}

function expectPage({ entries }: Received): void {
  if ((entries as unknown[]).length !== PAGE) throw new Error('A page was not full.');
}
