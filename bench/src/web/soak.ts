import type { Tab } from './browser.ts';
import type { Figure } from './figures.ts';
import { Person, steadily } from './people.ts';
import { sentence, withReader } from './stage.ts';

const RATE = 100;
const OTHERS = 50;
const WARM = 60_000;
const MOST = 30;
const MINUTE = 60_000;

/** What the page's memory grows by while people talk: half of it in the open chat, half in others. */
export async function soak(data: string, minutes: number): Promise<Figure[]> {
  return withReader(data, async ({ program, address, reader }) => {
    const friend = await Person.come(program.url, 'friend');
    const open = await friend.direct('reader');
    const others: string[] = [];
    for (let n = 0; n < OTHERS; n++) others.push(await friend.group(`group ${n}`, ['reader']));
    await friend.say(open, sentence());
    await reader.page.goto(new URL(`/chat/${open}`, address).href);
    await reader.page.locator('[role=log] [data-seq]').first().waitFor();
    const stop = steadily(RATE, (n) => {
      const chat = n % 2 === 0 ? open : others[Math.floor(n / 2) % OTHERS];
      return friend.say(chat as string, sentence());
    });
    await reader.page.waitForTimeout(WARM);
    const before = await megabytes(reader);
    let after = before;
    for (let minute = 1; minute <= minutes; minute++) {
      await reader.page.waitForTimeout(MINUTE);
      after = await megabytes(reader);
      console.log(`    ${minute} min: ${after.toFixed(1)} MB`);
    }
    const said = await stop();
    await friend.leave();
    return [
      {
        load: `${minutes} minutes of ${RATE} messages/s, after one of warm-up: what the memory grows by`,
        asked: `≤ ${MOST} MB`,
        value: after - before,
        most: MOST,
        unit: 'MB',
        note: `from ${before.toFixed(1)} MB to ${after.toFixed(1)} MB; ${said.toLocaleString('en')} messages`,
      },
    ];
  });
}

/** What scripts hold, after what they do not hold any more has been collected. */
async function megabytes({ tools }: Tab): Promise<number> {
  for (let round = 0; round < 2; round++) await tools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await tools.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}
