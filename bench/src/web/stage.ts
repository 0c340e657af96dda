import type { Browser } from 'playwright-core';
import { type Program, startChateau } from '../program.ts';
import { discard, scratch } from '../scratch.ts';
import { chance, vocabulary } from '../talk.ts';
import { enter, openBrowser, openTab, type Tab } from './browser.ts';
import { watchPaint } from './painted.ts';

/** A server with nobody on it, in a directory of its own. */
interface Stage {
  readonly program: Program;
  readonly address: string;
}

/** Makes one for a measurement, and clears it away. */
async function onStage<T>(data: string, work: (stage: Stage) => Promise<T>): Promise<T> {
  const directory = scratch(data);
  try {
    const program = await startChateau(directory);
    try {
      return await work({ program, address: `http://127.0.0.1:${program.port}/` });
    } finally {
      await program.stop();
    }
  } finally {
    discard(directory);
  }
}

/** Somebody at the page of such a server, named `reader`; `hasBeat` as in `openBrowser`. */
export interface Reading extends Stage {
  readonly browser: Browser;
  readonly reader: Tab;
}

/** The same with a browser in which somebody has come in. */
export function withReader<T>(
  data: string,
  work: (reading: Reading) => Promise<T>,
  { hasBeat = true } = {},
): Promise<T> {
  return onStage(data, async (stage) => {
    const browser = await openBrowser({ hasBeat });
    try {
      const reader = await openTab(browser);
      await watchPaint(reader.page);
      await enter(reader, stage.address, 'reader');
      return await work({ ...stage, browser, reader });
    } finally {
      await browser.close();
    }
  });
}

const random = chance(1);
const words = vocabulary(random).slice(0, 2_000);

/** Something to say: two to twenty words, now and then with emphasis or a link. */
export function sentence(): string {
  const length = 2 + Math.floor(random() ** 2 * 18);
  const said = Array.from({ length }, () => words[Math.floor(random() * words.length)] ?? '');
  if (random() < 0.05) said[0] = `**${said[0]}**`;
  if (random() < 0.03) said.push('https://example.org/');
  return said.join(' ');
}

export const sentences = (count: number) => Array.from({ length: count }, sentence);

/** Of a conversation that has opened at the first message that is new. */
export async function toEnd({ page }: Tab): Promise<void> {
  // It comes when the list has stood still for a moment.
  await page.waitForTimeout(1_000);
  const latest = page.getByRole('button', { name: 'Jump to latest' });
  if (await latest.isVisible()) await latest.click();
  await page.waitForTimeout(1_000);
}
