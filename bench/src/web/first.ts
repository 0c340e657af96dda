import type { Browser } from 'playwright-core';
import { anotherTab, openTab, type Tab } from './browser.ts';
import { type Figure, quantile, spread } from './figures.ts';
import { type Inside, watchPaint } from './painted.ts';
import { Person } from './people.ts';
import { sentences, withReader } from './stage.ts';

const CHATS = 50;
/** Rows that fill the window; the others follow. */
const FILLED = 15;
const RUNS = 7;
const SLOW = 4;
const MOST = 1_000;

/** From the start of the navigation until the question, or the list of somebody who comes back, is on the screen. */
export async function first(data: string): Promise<Figure[]> {
  return withReader(data, async ({ program, address, browser, reader }) => {
    const friends = await Promise.all(
      Array.from({ length: CHATS }, (_, n) => Person.come(program.url, `friend${n}`)),
    );
    for (const friend of friends) await friend.fill(await friend.direct('reader'), sentences(3));
    const lists = await repeat(() => comeBack(reader, address));
    const questions = await repeat(() => comeFirst(browser, address));
    await Promise.all(friends.map((friend) => friend.leave()));
    const asked = `≤ ${MOST} ms at ${SLOW}× slow-down`;
    return [
      figure(`somebody comes back to ${CHATS} chats: the list`, asked, lists),
      figure('somebody comes for the first time: the question', asked, questions),
    ];
  });
}

function figure(load: string, asked: string, times: readonly number[]): Figure {
  const value = quantile(times, 0.5);
  return { load, asked, value, most: MOST, unit: 'ms', note: spread(times) };
}

async function repeat(once: () => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) times.push(await once());
  return times;
}

async function comeBack(reader: Tab, address: string): Promise<number> {
  const tab = await anotherTab(reader, { slow: SLOW });
  await watchPaint(tab.page);
  await tab.page.goto(address, { waitUntil: 'commit' });
  const at = await tab.page.evaluate((count) => {
    const { document, painted } = globalThis as unknown as Inside;
    return painted(() => document.querySelectorAll('.sidebar a[data-row]').length >= count);
  }, FILLED);
  await tab.page.close();
  return at;
}

async function comeFirst(browser: Browser, address: string): Promise<number> {
  const tab = await openTab(browser, { slow: SLOW });
  await watchPaint(tab.page);
  await tab.page.goto(address, { waitUntil: 'commit' });
  const at = await tab.page.evaluate(() => {
    const { document, painted } = globalThis as unknown as Inside;
    return painted(() => document.querySelector('#name') !== null);
  });
  await tab.page.context().close();
  return at;
}
