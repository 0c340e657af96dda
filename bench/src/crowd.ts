import { setTimeout } from 'node:timers/promises';
import { Connection, type Received } from '@chateau/client';

/** Somebody who comes in by a password or a token, and the status of the right answer. */
export interface Newcomer {
  readonly request: object;
  readonly status: 200 | 301;
}

/** Who comes as the n-th. */
export type Crowd = (n: number) => Newcomer;

interface Entered {
  readonly connection: Connection;
  readonly answer: Received;
}

/** So many of them, `atOnce` at a time. Nobody leaves before the last has come. */
export async function enter(
  url: string,
  crowd: Crowd,
  { count, atOnce }: { count: number; atOnce: number },
): Promise<Entered[]> {
  const entered: Entered[] = [];
  let next = 0;
  await doors(atOnce, async () => {
    while (next < count) entered.push(await enterOne(url, crowd(next++)));
  });
  return entered;
}

export async function leave(entered: readonly Entered[]): Promise<void> {
  await Promise.all(entered.map(({ connection }) => connection.close()));
}

/** Of those who come and go, so many at a time; milliseconds until the place of one who left is taken. */
export interface Coming {
  readonly atOnce: number;
  readonly pause: number;
}

/** Lets them come and go for as long as the work takes. */
export async function comingAndGoing<T>(
  url: string,
  crowd: Crowd,
  { atOnce, pause }: Coming,
  work: Promise<T>,
): Promise<{ result: T; came: number }> {
  let isOver = false;
  let next = 0;
  const end = () => {
    isOver = true;
  };
  const open = doors(atOnce, async () => {
    while (!isOver) {
      await leave([await enterOne(url, crowd(next++))]);
      await setTimeout(pause);
    }
  });
  const [result] = await Promise.all([work.finally(end), open.finally(end)]);
  return { result, came: next };
}

async function doors(count: number, open: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, open));
}

/** An answer that is not the right one ends the whole run: what was measured is something else. */
async function enterOne(url: string, { request, status }: Newcomer): Promise<Entered> {
  const connection = await Connection.open(url);
  const answer = await connection.request(request);
  if (answer['status'] === status) return { connection, answer };
  throw new Error(`${status} was the right answer, and not ${JSON.stringify(answer)}`);
}
