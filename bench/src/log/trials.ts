import { startChateau } from '../program.ts';
import { type CatchUpFigures, measureCatchUps } from './catch-up.ts';
import { type ListFigures, measureLists } from './list.ts';
import { measurePages, type PageFigures } from './pages.ts';
import { measureReconnect, type ReconnectFigures } from './reconnect.ts';
import type { World } from './world.ts';

export interface Samples {
  readonly pages: PageFigures;
  readonly 'catch-up': CatchUpFigures;
  readonly list: ListFigures;
  readonly reconnect: ReconnectFigures;
}

export type TrialName = keyof Samples;

/** How often each thing is asked for. */
const PAGES = 6_000;
const TIMES = 100;

/** Each has a server process of its own. */
export const TRIALS: { readonly [T in TrialName]: (world: World) => Promise<Samples[T]> } = {
  pages: (world) => onServer(world, (url) => measurePages(url, world, PAGES)),
  'catch-up': (world) => onServer(world, (url) => measureCatchUps(url, world, TIMES)),
  list: (world) => onServer(world, (url) => measureLists(url, world, TIMES)),
  reconnect: measureReconnect,
};

async function onServer<T>({ directory }: World, measure: (url: string) => Promise<T>): Promise<T> {
  const server = await startChateau(directory);
  try {
    return await measure(server.url);
  } finally {
    await server.stop();
  }
}
