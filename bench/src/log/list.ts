import type { AnswerOf } from '@chateau/client';
import { median } from '../median.ts';
import { Wire } from './wire.ts';
import type { World } from './world.ts';

const WARM_UP = 20;

export interface ListFigures {
  readonly list_ms: number;
  readonly list_slowest_ms: number;
  readonly list_requests: number;
}

/** Somebody asks for all their chats, page by page, again and again. */
export async function measureLists(
  url: string,
  { member }: World,
  times: number,
): Promise<ListFigures> {
  const wire = await Wire.enter(url, member.token);
  const taken: number[] = [];
  let requests = 0;
  for (let i = -WARM_UP; i < times; i++) {
    const from = performance.now();
    const { chats, asked } = await list(wire);
    if (i >= 0) taken.push(performance.now() - from);
    if (chats !== member.chats.length) throw new Error(`The list has ${chats} chats.`);
    requests = asked;
  }
  wire.close();
  return {
    list_ms: median(taken),
    list_slowest_ms: Math.max(...taken),
    list_requests: requests,
  };
}

async function list(wire: Wire): Promise<{ chats: number; asked: number }> {
  let [chats, asked] = [0, 0];
  let after: string | undefined;
  do {
    const { answer } = await wire.ask({ type: 'ChatListRequest', after });
    const page = answer as unknown as AnswerOf<'ChatListRequest'>;
    chats += page.chats.length;
    asked++;
    after = page.more ? page.chats.at(-1)?.chat : undefined;
  } while (after !== undefined);
  return { chats, asked };
}
