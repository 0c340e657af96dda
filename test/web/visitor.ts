import { afterAll, beforeAll, expect } from 'bun:test';
import { existsSync } from 'node:fs';
import { Client } from '@chateau/client';
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { type BootedServer, type BootOptions, bootServer } from '../cast.ts';

/** Debian's browser; the one that the tests were made for. */
const CHROMIUM = '/usr/bin/chromium';
/** Milliseconds for what takes long on a machine that does other things as well. */
const PATIENCE = 60_000;
export const UNLIMITED = { CHATEAU_LIMITS_ENABLED: 'false' };

/** For `suiteWhere`. */
export const missingBrowser = existsSync(CHROMIUM)
  ? undefined
  : 'chromium is not installed (bin/setup does it)';

/** `host`: what this browser takes for another address of this machine. */
function launch(host: string | undefined): Promise<Browser> {
  const named = host === undefined ? [] : [`--host-resolver-rules=MAP ${host} 127.0.0.1`];
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', ...named] });
}

/** Where a file's people meet: one server and one browser for all of its tests, and names that nobody else has. */
export class Meeting {
  readonly #options: BootOptions;
  readonly #host: string | undefined;
  #server: BootedServer | undefined;
  #browser: Browser | undefined;
  #count = 0;
  readonly #programs: Client[] = [];

  /** To be made in a suite. Without other settings nobody is limited. `host`: where people look for the server. */
  constructor(options: BootOptions = { env: UNLIMITED }, host?: string) {
    this.#options = options;
    this.#host = host;
    beforeAll(async () => {
      [this.#server, this.#browser] = await Promise.all([bootServer(options), launch(host)]);
    }, PATIENCE);
    afterAll(async () => {
      for (const program of this.#programs) program.stop();
      await this.#browser?.close();
      await this.#server?.stop();
    }, PATIENCE);
  }

  get server(): BootedServer {
    if (!this.#server) throw new Error('The server has not been started.');
    return this.#server;
  }

  get browser(): Browser {
    if (!this.#browser) throw new Error('The browser has not been started.');
    return this.#browser;
  }

  unique(name: string): string {
    return `${name}${++this.#count}`;
  }

  /** Somebody before the page who has not said yet who they are. */
  look(options?: BrowserContextOptions): Promise<Visitor> {
    const address = new URL(this.server.http);
    if (this.#host !== undefined) address.hostname = this.#host;
    return Visitor.come(this.browser, address.href, options);
  }

  /** Somebody at the page, and the name that they have here. */
  async come(name: string, options?: BrowserContextOptions): Promise<[Visitor, string]> {
    const own = this.unique(name);
    return [await (await this.look(options)).enter(own), own];
  }

  /** Somebody who has no page, and the name that they have here. */
  async program(name: string): Promise<[Client, string]> {
    const own = this.unique(name);
    const client = new Client(this.server.url);
    this.#programs.push(client);
    await client.enter({ username: own });
    return [client, own];
  }

  /** `kill -9`. Whoever is here loses the connection, until `restart`. */
  kill(): Promise<void> {
    return this.server.kill();
  }

  /** Another server with the same data at the same address. */
  async restart(): Promise<void> {
    const { data, http } = this.server;
    const port = Number(new URL(http).port);
    this.#server = await bootServer({ ...this.#options, data, port });
  }
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

  /** A text anywhere on the page. */
  async reads(text: string | RegExp): Promise<void> {
    await seen(this.page.getByText(text).first());
  }

  button(name: string | RegExp, within: Page | Locator = this.page): Locator {
    return within.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) });
  }

  dialog(name?: string | RegExp): Locator {
    return this.page.getByRole('dialog', name === undefined ? {} : { name });
  }

  /** The line of the list with that name. */
  row(name: string): Locator {
    return this.page
      .locator('.sidebar [data-row]')
      .filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** The title follows the list when it has time to. */
  async titled(title: string): Promise<void> {
    await this.page.waitForFunction((wanted) => document.title === wanted, title);
  }

  /** Goes on with something else, the page still in sight; comes back to it. */
  async looks(isLooking: boolean): Promise<void> {
    await this.page.evaluate((looking) => {
      Object.defineProperty(document, 'hasFocus', { value: () => looking, configurable: true });
      dispatchEvent(new Event(looking ? 'focus' : 'blur'));
    }, isLooking);
  }

  /** What has the keyboard, in words. */
  focus(): Promise<string> {
    return this.page.evaluate(() => {
      const { activeElement: one } = document;
      if (!one || one === document.body) return '';
      const { textContent, ariaLabel } = one;
      return (ariaLabel ?? textContent ?? '').replace(/\s+/g, ' ').trim() || one.tagName;
    });
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

/** Resolves when it is so. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE; !(await isSo()); await Bun.sleep(50)) {
    if (Date.now() > end) throw new Error('It has not become so.');
  }
}

/** Resolves when a search finds so many: what was said a moment ago is found within a second. */
export function findable(client: Client, query: string, hits: number): Promise<void> {
  return until(async () => (await Array.fromAsync(client.search(query))).length >= hits);
}

/** Resolves when it can be seen. */
async function seen(what: Locator): Promise<void> {
  await what.waitFor({ state: 'visible', timeout: 20_000 });
}

/** Runs in the page: scripts of others would call `alert`, and the policy reports what it has stopped. */
function watchForCanary(): void {
  const canary: string[] = [];
  Object.assign(globalThis, { canary });
  globalThis.alert = (what) => void canary.push(`alert: ${what}`);
  addEventListener('securitypolicyviolation', (event) => {
    const { violatedDirective, blockedURI, sourceFile } = event as SecurityPolicyViolationEvent;
    canary.push(`policy: ${violatedDirective} ${blockedURI} ${sourceFile}`);
  });
}
