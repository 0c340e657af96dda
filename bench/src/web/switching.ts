import type { Tab } from './browser.ts';
import { type Figure, quantile, spread } from './figures.ts';
import type { Inside } from './painted.ts';
import { Person } from './people.ts';
import { sentences, withReader } from './stage.ts';

/** Chats that are gone through, each of them twice. */
const VISITED = 40;
const MESSAGES = 60;
const MOST = 50;

/** From the click on a chat until its messages are on the screen, with so many chats in the list. */
export async function switching(data: string, chats: number): Promise<Figure[]> {
  return withReader(data, async ({ program, reader }) => {
    const friend = await Person.come(program.url, 'friend');
    const names: string[] = [];
    for (let n = 0; n < chats; n++) {
      const name = `group ${n}`;
      const chat = await friend.group(name, ['reader']);
      const isVisited = n >= chats - VISITED;
      if (isVisited) names.push(name);
      await friend.fill(chat, sentences(isVisited ? MESSAGES : 1));
    }
    await reader.page.waitForTimeout(3_000);
    const times: number[] = [];
    for (const name of [...names, ...names]) times.push(await open(reader, name));
    await friend.leave();
    return [
      {
        load: `a switch between chats, ${chats.toLocaleString('en')} in the list`,
        asked: `p95 ≤ ${MOST} ms`,
        value: quantile(times, 0.95),
        most: MOST,
        unit: 'ms',
        note: `opened first: ${spread(times.slice(0, VISITED))}; again: ${spread(times.slice(VISITED))}`,
      },
    ];
  });
}

async function open({ page }: Tab, name: string): Promise<number> {
  const row = page
    .locator('.sidebar a[data-row]')
    .filter({ has: page.getByText(name, { exact: true }) });
  await row.scrollIntoViewIfNeeded();
  const time = page.evaluate(async (wanted) => {
    const { document, painted } = globalThis as unknown as Inside;
    const clicked = new Promise<number>((resolve) => {
      addEventListener('click', ({ timeStamp }) => resolve(timeStamp), {
        once: true,
        capture: true,
      });
    });
    const from = await clicked;
    const to = await painted(
      () =>
        document.querySelector('main h1')?.textContent === wanted &&
        document.querySelector('[role=log] [data-seq]') !== null,
    );
    return to - from;
  }, name);
  // What the click does is to be watched first.
  await page.evaluate(() => {});
  await row.click();
  const taken = await time;
  await page.waitForTimeout(150);
  return taken;
}
