import { setTimeout as pause } from 'node:timers/promises';
import type { Tab } from './browser.ts';
import { type Figure, quantile } from './figures.ts';
import type { Inside } from './painted.ts';
import { Person } from './people.ts';
import { sentences, toEnd, withReader } from './stage.ts';

const SLOW = 4;
const MOST = 50;
/** Pixels of one turn of the wheel, and milliseconds until the next one: more than four screenfuls a second. */
const STEP = 100;
const PERIOD = 33;

/** All the way up through so many messages by the wheel, which does not wait for what the page draws of it. */
export async function scrolling(data: string, messages: number): Promise<Figure[]> {
  return withReader(data, async ({ program, address, reader }) => {
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
    await reader.tools.send('Emulation.setCPUThrottlingRate', { rate: SLOW });
    await reader.page.waitForTimeout(2_000);
    const { frames, seconds, pixels } = await scrollUp(reader);
    // A screen of 60 Hz shows three ticks as 50.0 and a bit.
    const late = frames.filter((time) => Math.round(time) > MOST).length;
    return [
      {
        load: `scrolling up through ${messages.toLocaleString('en')} messages`,
        asked: `no frame over ${MOST} ms at ${SLOW}× slow-down`,
        value: Math.max(...frames),
        most: MOST,
        unit: 'ms',
        note:
          `${late} of ${frames.length.toLocaleString('en')} frames over it, p99 ${quantile(frames, 0.99).toFixed(1)} ms; ` +
          `${Math.round(pixels / seconds).toLocaleString('en')} pixels/s`,
      },
    ];
  });
}

interface Passage {
  readonly frames: number[];
  readonly seconds: number;
  readonly pixels: number;
}

async function scrollUp({ page }: Tab): Promise<Passage> {
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
    if (turn % 100 > 0) continue;
    const first = await page.locator('[role=log] [data-seq]').first().getAttribute('data-seq');
    if (turn % 1_000 === 0) console.log(`    at message ${first}`);
    if (Number(first) <= 5) break;
  }
  const seconds = (performance.now() - from) / 1_000;
  const frames = await page.evaluate(() => (globalThis as unknown as { frames: number[] }).frames);
  return { frames, seconds, pixels };
}
