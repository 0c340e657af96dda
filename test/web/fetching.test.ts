import { expect, test } from 'bun:test';
import type { BrowserContextOptions } from 'playwright-core';
import { suiteWhere } from '../faults/suite.ts';
import { Meeting, missingBrowser, type Visitor } from './visitor.ts';

/** Parts of the page that are fetched when somebody wants them, and cannot be had. */
suiteWhere(missingBrowser, 'a part of the page that cannot be fetched', () => {
  const meeting = new Meeting();

  test('says so in its place, and is there when the page is loaded again', async () => {
    const alice = await (await look()).enter(meeting.unique('alice'));
    const allow = await withhold(alice, 'Settings');
    await alice.page.getByRole('link', { name: 'Settings' }).click();
    await alice.reads('This part of the page could not be fetched.');
    // The rest goes on.
    expect(await alice.page.locator('.sidebar').isVisible()).toBe(true);
    await allow();
    await alice.button('Load the page again').click();
    await alice.heading('Settings').waitFor();
    await alice.leave();
  });

  test('says so, too, where it is all that comes after the question', async () => {
    const alice = await look();
    const allow = await withhold(alice, 'house');
    await alice.page.getByRole('textbox', { name: /Name/ }).fill(meeting.unique('alice'));
    await alice.page.keyboard.press('Enter');
    await alice.reads('This part of the page could not be fetched.');
    await allow();
    await alice.button('Load the page again').click();
    await alice.page.locator('.house').waitFor();
    await alice.leave();
  });

  test('leaves nothing open where it would open, and opens the next time as it looks always', async () => {
    const alice = await (await look()).enter(meeting.unique('alice'));
    const allow = await withhold(alice, 'Switcher');
    await alice.page.keyboard.press('Control+k');
    await alice.page
      .locator('.notes .error')
      .getByText(/could not be fetched/)
      .waitFor();
    expect(await alice.dialog().count()).toBe(0);
    await allow();
    await alice.page.keyboard.press('Control+k');
    const field = alice.dialog('Go to…').getByRole('combobox');
    await field.waitFor();
    // By a style sheet of its own.
    expect(await field.evaluate((one) => getComputedStyle(one).minHeight)).toBe('44px');
    await alice.leave();
  });

  test('is done without where it is a language', async () => {
    const alice = await look({ locale: 'de' });
    const lang = () => alice.page.locator('html').getAttribute('lang');
    await alice.page.locator('#name').waitFor();
    expect(await lang()).toBe('de');
    await withhold(alice, 'de');
    await alice.page.reload();
    await alice.page.locator('#name').waitFor();
    expect(await lang()).toBe('en');
    await alice.leave();
  });

  /** Somebody whose browser keeps no files by itself, as over plain HTTP and in the first moments. */
  async function look(options?: BrowserContextOptions): Promise<Visitor> {
    const alice = await meeting.look({ ...options, serviceWorkers: 'block' });
    alice.expects(/Service Worker registration blocked/);
    return alice;
  }
});

/** Lets no file of that name through; what is returned does again. */
async function withhold(visitor: Visitor, name: string): Promise<() => Promise<void>> {
  const files = `**/assets/${name}-*`;
  visitor.expects(/Failed to load resource/);
  await visitor.page.route(files, (route) => route.abort());
  return () => visitor.page.unroute(files);
}
