import { expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { Client } from '@chateau/client';
import { launch, type Page } from 'puppeteer-core';
import { bootServer } from '../cast.ts';
import { suiteWhere } from '../faults/suite.ts';

const FIREFOX = '/usr/bin/firefox-esr';
const missing = existsSync(FIREFOX)
  ? undefined
  : 'firefox-esr is not installed (bin/setup does it)';

/** The way that everybody takes, in a browser of another kind. */
suiteWhere(missing, 'Firefox', () => {
  test('somebody comes in, finds somebody, and the two talk', async () => {
    const server = await bootServer();
    const browser = await launch({ browser: 'firefox', executablePath: FIREFOX, headless: true });
    const bob = new Client(server.url);
    await bob.enter({ username: 'bob' });
    bob.on('message', ({ content }, chat) => chat.send(`You said: ${content}`));
    try {
      const page = await browser.newPage();
      const complaints = complaintsOf(page);
      await page.goto(server.http);
      await page.waitForSelector('#name');
      await page.type('#name', 'alice');
      await page.keyboard.press('Enter');
      await click(page, '.sidebar :is(a, button)', 'bob');
      await page.waitForSelector('textarea.composer');
      await page.type('textarea.composer', 'Hello');
      await page.keyboard.press('Enter');
      await find(page, 'article', 'You said: Hello');
      expect(complaints).toEqual([]);
    } finally {
      bob.stop();
      await browser.close();
      await server.stop();
    }
  }, 60_000);
});

/** The element that has this text in it, as soon as there is one. */
function find(page: Page, selector: string, text: string) {
  return page.waitForFunction(
    (wanted, part) =>
      [...document.querySelectorAll<HTMLElement>(wanted)].find((one) =>
        one.textContent.includes(part),
      ),
    {},
    selector,
    text,
  );
}

async function click(page: Page, selector: string, text: string): Promise<void> {
  const found = await find(page, selector, text);
  await page.evaluate((one) => one?.click(), found);
}

function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}
