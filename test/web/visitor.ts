import { expect } from 'bun:test';
import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';

/** Debian's browser; the one that the tests were made for. */
const CHROMIUM = '/usr/bin/chromium';

/** For `suiteWhere`. */
export const missingBrowser = existsSync(CHROMIUM)
  ? undefined
  : 'chromium is not installed (bin/setup does it)';

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
}

/** Somebody at the page, in a browser of their own. */
export class Visitor {
  readonly page: Page;
  /** What the browser has complained of. */
  readonly complaints: string[] = [];
  readonly #expected: RegExp[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(`error: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        this.complaints.push(`${message.type()}: ${message.text()}`);
      }
    });
  }

  static async come(
    browser: Browser,
    address: string,
    options: BrowserContextOptions = {},
  ): Promise<Visitor> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      timezoneId: 'Europe/Vienna',
      ...options,
    });
    await context.addInitScript(watchForCanary);
    const visitor = new Visitor(await context.newPage());
    await visitor.page.goto(address);
    return visitor;
  }

  /** Takes a name as a guest; resolves when the house is open. */
  async enter(name: string): Promise<this> {
    await this.page.getByRole('textbox', { name: /Name/ }).fill(name);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.house').waitFor();
    return this;
  }

  /** Opens the conversation with somebody who is in a list: of conversations, or of who is here. */
  async open(name: string): Promise<this> {
    await this.page.locator('.sidebar').getByText(name, { exact: true }).first().click();
    await seen(this.heading(name));
    return this;
  }

  /** Follows a link to a place within the page. */
  async goTo(path: string): Promise<this> {
    await this.page.goto(new URL(path, this.page.url()).href);
    return this;
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name });
  }

  get composer(): Locator {
    return this.page.locator('textarea.composer');
  }

  get log(): Locator {
    return this.page.getByRole('log');
  }

  /** The messages that can be seen. */
  message(text: string): Locator {
    return this.log.getByRole('article').filter({ hasText: text });
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  async sees(text: string): Promise<void> {
    await seen(this.message(text).last());
  }

  /** Complaints that a test brings about on purpose. */
  expects(...complaints: RegExp[]): void {
    this.#expected.push(...complaints);
  }

  /** Goes, and fails where the browser had something to complain of. */
  async leave(): Promise<void> {
    const canary = await this.page
      .evaluate(() => (globalThis as unknown as { canary?: string[] }).canary ?? [])
      .catch(() => []);
    await this.page.context().close();
    const complaints = this.complaints.filter(
      (complaint) => !this.#expected.some((pattern) => pattern.test(complaint)),
    );
    expect([...complaints, ...canary]).toEqual([]);
  }
}

/** Resolves when it can be seen. */
async function seen(what: Locator): Promise<void> {
  await what.waitFor({ state: 'visible', timeout: 10_000 });
}

/** Runs in the page: scripts of others would call `alert`, and the policy reports what it has stopped. */
function watchForCanary(): void {
  const canary: string[] = [];
  Object.assign(globalThis, { canary });
  globalThis.alert = (what) => void canary.push(`alert: ${what}`);
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
    canary.push(`policy: ${violatedDirective} ${blockedURI} ${sourceFile}`);
  });
}
