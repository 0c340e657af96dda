import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { openTab, type Tab } from './browser.ts';
import { type Figure, quantile } from './figures.ts';
import type { Inside } from './painted.ts';
import { Person } from './people.ts';
import { sentences, toEnd, withReader } from './stage.ts';

const SLOW = 4;
const MOST = 50;
/** Pixels of one turn of the wheel, and milliseconds until the next one: more than four screenfuls a second. */
const STEP = 100;
const PERIOD = 33;
/** How long, in milliseconds, a page with nothing but text is scrolled before and afterwards. */
const BARE = 60_000;

/** All the way up through so many messages by the wheel, which does not wait for what the page draws of it. */
export async function scrolling(data: string, messages: number): Promise<Figure[]> {
  return withReader(data, async ({ program, address, browser, reader }) => {
    const friends = await Promise.all(
      ['ada', 'bob', 'cleo'].map((name) => Person.come(program.url, name)),
    );
    const [ada, bob, cleo] = friends as [Person, Person, Person];
    const chat = await ada.group('long', ['reader', 'bob', 'cleo']);
    const share = Math.ceil(messages / 3);
    await Promise.all([ada, bob, cleo].map((one) => one.fill(chat, sentences(share))));
    await Promise.all(friends.map((friend) => friend.leave()));
    await reader.page.goto(new URL(`/chat/${chat}`, address).href);
    await reader.page.locator('[role=log] [data-seq]').first().waitFor();
    await toEnd(reader);
    const before = await scrollBare(browser);
    await reader.page.bringToFront();
    await slowDown(reader, SLOW);
    const { frames, seconds, pixels } = await scrollUp(reader, (turn) => isAtFirst(reader, turn));
    await slowDown(reader, 1);
    const bare = [...before.frames, ...(await scrollBare(browser)).frames];
    return [
      {
        load: `scrolling up through ${messages.toLocaleString('en')} messages`,
        asked: `no frame over ${MOST} ms at ${SLOW}× slow-down`,
        value: Math.max(...frames),
        most: MOST,
        unit: 'ms',
        note:
          `${lateOf(frames)} over it, p99 ${quantile(frames, 0.99)} ms; ` +
          `${Math.round(pixels / seconds).toLocaleString('en')} pixels/s; of a page with nothing but text, ` +
          `in the minutes before and after: ${lateOf(bare)}, the worst ${Math.max(...bare)} ms`,
      },
    ];
  });
}

/** What slows a page down keeps the machine busy, also where nothing happens on that page. */
async function slowDown({ page, tools }: Tab, rate: number): Promise<void> {
  await tools.send('Emulation.setCPUThrottlingRate', { rate });
  await page.waitForTimeout(2_000);
}

function lateOf(frames: readonly number[]): string {
  const late = frames.filter((time) => time > MOST).length;
  return `${late} of ${frames.length.toLocaleString('en')} frames`;
}

/** Text that is there from the beginning, without script: what is late of this, the machine has kept waiting. */
async function scrollBare(browser: Browser): Promise<Passage> {
  const tab = await openTab(browser, { slow: SLOW });
  // More of them than are scrolled by: none is less than 25 pixels high.
  const lines = sentences((BARE / PERIOD) * (STEP / 25)).map((line) => `<p>${line}`);
  await tab.page.setContent(
    `<body style="margin: 0"><main style="height: 100vh; overflow-y: auto">${lines.join('')}`,
  );
  await tab.page.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: { querySelector(what: string): { scrollTop: number } };
    };
    document.querySelector('main').scrollTop = 1e9;
  });
  const passage = await scrollUp(tab, async (turn) => turn * PERIOD >= BARE);
  await tab.page.context().close();
  return passage;
}

interface Passage {
  /** How long each took, in whole milliseconds. */
  readonly frames: number[];
  readonly seconds: number;
  readonly pixels: number;
}

async function scrollUp(
  { page }: Tab,
  isDone: (turn: number) => Promise<boolean>,
): Promise<Passage> {
  await page.mouse.move(800, 300);
  await page.evaluate(() => {
    const { requestAnimationFrame } = globalThis as unknown as Inside;
    const frames: number[] = [];
    Object.assign(globalThis, { frames });
    let before = 0;
    const frame = (now: number) => {
      if (before > 0) frames.push(now - before);
      before = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const from = performance.now();
  let pixels = 0;
  for (let turn = 0; ; turn++) {
    await page.mouse.wheel(0, -STEP);
    pixels += STEP;
    await pause(Math.max(0, from + (turn + 1) * PERIOD - performance.now()));
    if (turn % 100 === 0 && (await isDone(turn))) break;
  }
  const seconds = (performance.now() - from) / 1_000;
  const frames = await page.evaluate(() => (globalThis as unknown as { frames: number[] }).frames);
  // A screen of 60 Hz shows three ticks as 50.0 and a bit.
  return { frames: frames.map(Math.round), seconds, pixels };
}

async function isAtFirst({ page }: Tab, turn: number): Promise<boolean> {
  const first = await page.locator('[role=log] [data-seq]').first().getAttribute('data-seq');
  if (turn % 1_000 === 0) console.log(`    at message ${first}`);
  return Number(first) <= 5;
}
