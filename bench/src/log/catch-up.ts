import type { AnswerOf } from '@chateau/client';
import { median } from '../median.ts';
import { Wire } from './wire.ts';
import { idOf, type Someone, type World } from './world.ts';

const WARM_UP = 5;

export interface CatchUpFigures {
  readonly one_ms: number;
  readonly one_slowest_ms: number;
  readonly one_requests: number;
  readonly twenty_ms: number;
  readonly twenty_slowest_ms: number;
  readonly twenty_requests: number;
}

/** Again and again from the beginning: to the server it is the same as once. */
export async function measureCatchUps(
  url: string,
  { late }: World,
  times: number,
): Promise<CatchUpFigures> {
  const one = await measure(url, late.one, times);
  const twenty = await measure(url, late.twenty, times);
  return {
    one_ms: one.middle,
    one_slowest_ms: one.slowest,
    one_requests: one.requests,
    twenty_ms: twenty.middle,
    twenty_slowest_ms: twenty.slowest,
    twenty_requests: twenty.requests,
  };
}

async function measure(url: string, someone: Someone, times: number) {
  const wire = await Wire.enter(url, someone.token);
  const taken: number[] = [];
  let requests = 0;
  for (let i = -WARM_UP; i < times; i++) {
    const from = performance.now();
    requests = await catchUp(wire, someone);
    if (i >= 0) taken.push(performance.now() - from);
  }
  wire.close();
  return { middle: median(taken), slowest: Math.max(...taken), requests };
}

/** As the SDK does it: all chats that are behind in one question, until none is; how many it took. */
async function catchUp(wire: Wire, { chats }: Someone): Promise<number> {
  const told = new Told(new Map(chats.map((chat) => [idOf(chat), { told: 0, last: chat.last }])));
  let requests = 0;
  while (told.isBehind) {
    const { answer } = await wire.ask(told.question());
    told.take(answer as unknown as CatchUp);
    requests++;
  }
  return requests;
}

export type CatchUp = AnswerOf<'CatchUpRequest'>;

/** What somebody has been told of their chats, and what there is. */
export class Told {
  readonly #chats: Map<string, { told: number; readonly last: number }>;
  readonly #behind: Set<string>;
  /** Entries, each of them once and in its turn. */
  count = 0;

  constructor(chats: Map<string, { told: number; readonly last: number }>) {
    this.#chats = chats;
    this.#behind = new Set(
      [...chats].filter(([, { told, last }]) => told < last).map(([id]) => id),
    );
  }

  get isBehind(): boolean {
    return this.#behind.size > 0;
  }

  question(): object {
    const positions = [...this.#behind].map((id) => [id, this.#chats.get(id)?.told]);
    return { type: 'CatchUpRequest', chats: Object.fromEntries(positions) };
  }

  /** An entry that is missing or comes twice ends the run. */
  take({ chats }: CatchUp): void {
    for (const { chat: id, entries } of chats) {
      const chat = this.#chats.get(id);
      for (const { seq } of entries) {
        if (!chat || seq !== chat.told + 1) throw new Error(`${id}: ${seq} is not the next one.`);
        chat.told = seq;
        this.count++;
      }
      if (chat && chat.told >= chat.last) this.#behind.delete(id);
    }
  }
}
