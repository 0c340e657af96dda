import { existsSync } from 'node:fs';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
/** Frames come as soon as they are made, and not when a screen would show the next one. */
const WITHOUT_BEAT = ['--disable-frame-rate-limit', '--disable-gpu-vsync'];

export async function openBrowser({ hasBeat = true } = {}): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error('chromium is not installed (bin/setup does it).');
  const more = hasBeat ? [] : WITHOUT_BEAT;
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', ...more] });
}

/** A page that is measured, with what only the debugger can do to it. */
export interface Tab {
  readonly page: Page;
  readonly tools: CDPSession;
}

/** Somebody's browser with one page: a profile of its own, or that of somebody who has been there before. */
export async function openTab(browser: Browser, { slow = 1 } = {}): Promise<Tab> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
  });
  return tabIn(await context.newPage(), slow);
}

export async function anotherTab({ page }: Tab, { slow = 1 } = {}): Promise<Tab> {
  return tabIn(await page.context().newPage(), slow);
}

async function tabIn(page: Page, slow: number): Promise<Tab> {
  const tools = await page.context().newCDPSession(page);
  await tools.send('Emulation.setCPUThrottlingRate', { rate: slow });
  return { page, tools };
}

/** Takes a name as a guest; resolves when the house is open. */
export async function enter({ page }: Tab, address: string, name: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('textbox', { name: /Name/ }).fill(name);
  await page.keyboard.press('Enter');
  await page.locator('.house').waitFor();
}
