import type { Tab } from './browser.ts';
import { type Figure, quantile, spread } from './figures.ts';
import type { Inside } from './painted.ts';
import { Person, steadily } from './people.ts';
import { sentence, sentences, toEnd, withReader } from './stage.ts';

const RATE = 200;
const KEYS = 200;
const MOST = 16;

/** From the key until the letter is on the screen, while others talk in the same chat. */
export async function typing(data: string): Promise<Figure[]> {
  const times = await typed(data, false);
  const shown = await typed(data, true);
  return [
    {
      load: `a key, while ${RATE} messages/s come into the open chat`,
      asked: `p95 ≤ ${MOST} ms`,
      value: quantile(times, 0.95),
      most: MOST,
      unit: 'ms',
      note: `${spread(times)}; on a screen of 60 Hz, the wait for its next frame included: ${spread(shown)}`,
    },
  ];
}

async function typed(data: string, hasBeat: boolean): Promise<number[]> {
  return withReader(
    data,
    async ({ program, address, reader }) => {
      const friends = await Promise.all(
        ['ada', 'bob', 'cleo'].map((name) => Person.come(program.url, name)),
      );
      const [ada] = friends as [Person];
      const chat = await ada.group('noise', ['reader', 'bob', 'cleo']);
      await ada.fill(chat, sentences(100));
      await reader.page.goto(new URL(`/chat/${chat}`, address).href);
      await reader.page.locator('[role=log] [data-seq]').first().waitFor();
      await toEnd(reader);
      const stop = steadily(RATE, (n) => (friends[n % 3] as Person).say(chat, sentence()));
      await reader.page.waitForTimeout(2_000);
      const times = await type(reader);
      await stop();
      await Promise.all(friends.map((friend) => friend.leave()));
      return times;
    },
    { hasBeat },
  );
}

async function type({ page }: Tab): Promise<number[]> {
  await page.locator('textarea.composer').focus();
  await page.evaluate(() => {
    const { requestAnimationFrame } = globalThis as unknown as Inside;
    const times: number[] = [];
    Object.assign(globalThis, { times });
    const { port1, port2 } = new MessageChannel();
    const from: number[] = [];
    port1.onmessage = () => times.push(performance.now() - (from.shift() ?? Number.NaN));
    const heard = ({ timeStamp }: Event) => {
      from.push(timeStamp);
      requestAnimationFrame(() => port2.postMessage(0));
    };
    addEventListener('keydown', heard, { capture: true });
  });
  for (let n = 0; n < KEYS; n++) {
    await page.keyboard.press(n % 6 === 5 ? 'Space' : 'abcdefghij'.charAt(n % 10));
    await page.waitForTimeout(37);
  }
  return page.evaluate(() => (globalThis as unknown as { times: number[] }).times);
}
