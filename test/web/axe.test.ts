import { expect, test } from 'bun:test';
import type { Client } from '@chateau/client';
import axe from 'axe-core';
import { suiteWhere } from '../faults/suite.ts';
import { Meeting, missingBrowser, type Visitor } from './visitor.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Everything that the rules of accessibility can be checked by. */
suiteWhere(missingBrowser, 'every screen keeps the rules of accessibility', () => {
  const meeting = new Meeting();
  const WIDE = { width: 1280, height: 800 };
  const NARROW = { width: 390, height: 844 };

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const viewport of [WIDE, NARROW]) {
      test(`${colorScheme}, ${viewport.width} pixels wide`, async () => {
        const alice = await meeting.look({ colorScheme, viewport });
        await walk(alice, viewport === NARROW);
      }, 120_000);
    }
  }

  test('in Arabic, from the right', async () => {
    const alice = await meeting.look({ locale: 'ar' });
    await walk(alice, false);
  }, 120_000);

  async function walk(alice: Visitor, isNarrow: boolean): Promise<void> {
    const { page } = alice;
    await page.locator('#name').waitFor();
    await keeps(alice, 'the question');
    await page.locator('.ways button').last().click();
    await keeps(alice, 'the question for a new account');
    await page.locator('.ways button').first().click();
    const name = meeting.unique('alice');
    await page.locator('#name').fill(name);
    await page.keyboard.press('Enter');
    await page.locator('.house').waitFor();
    await keeps(alice, 'the first time');

    const [bob, bobName] = await meeting.program('bob');
    const [direct, group] = await furnish(bob, name, meeting.unique('hall'));
    await alice.row(bobName).first().waitFor();
    await keeps(alice, 'the list');
    await alice.goTo(`/chat/${group}`);
    await alice.sees('the last word');
    await keeps(alice, 'a conversation');
    await page.locator('header button[aria-expanded]').last().click();
    await page.locator('.details li').nth(1).waitFor();
    await keeps(alice, 'details of a group');
    await page.locator('.details .member button.icon').click();
    await page.locator('dialog[open]').waitFor();
    await keeps(alice, 'a card');
    await page.keyboard.press('Escape');
    await alice.goTo(`/chat/${direct}`);
    await alice.sees('between us');
    const message = alice.message('between us');
    await message.focus();
    await message.press('Enter');
    await page.getByRole('menu').waitFor();
    await keeps(alice, 'a menu');
    await page.keyboard.press('Escape');
    await page.locator('form.write button[aria-haspopup]').click();
    await page.locator('[popover] .grid').first().waitFor();
    await keeps(alice, 'the emoji');
    await page.keyboard.press('Escape');
    if (!isNarrow) await page.locator('header button[aria-expanded]').last().click();
    for (const place of ['/settings', '/groups', '/random', '/search?q=word']) {
      await alice.goTo(place);
      const wanted = place.startsWith('/search') ? 'main [data-row]' : '.house main h1';
      await page.locator(wanted).first().waitFor();
      await keeps(alice, place);
    }
    for (const keys of ['Control+k', 'Control+/']) {
      await page.keyboard.press(keys);
      await page.locator('dialog[open]').waitFor();
      await keeps(alice, keys);
      await page.keyboard.press('Escape');
      await page.locator('dialog[open]').waitFor({ state: 'detached' });
    }
    await alice.goTo('/');
    await page.locator('.sidebar ul button').first().click();
    await page.locator('dialog[open]').waitFor();
    await keeps(alice, 'a new group');
    bob.stop();
    await alice.leave();
  }
});

/** Messages of every kind; the ids of a conversation of two and of a group. */
async function furnish(bob: Client, alice: string, name: string): Promise<[string, string]> {
  const direct = await bob.direct(alice);
  await direct.send('A word between us');
  const group = await bob.createGroup(name, [alice], { topic: 'Supper at eight', policy: 'open' });
  const { seq } = await group.send('**bold**, *italic*, `code`, ~~gone~~ and https://example.org/');
  await group.send('```ts\nconst answer: number = 42; // why\n```');
  await group.send('> a quote\n\n- one\n- two\n\n1. first');
  await group.send(`@${alice} look`, { reply_to: seq });
  await group.react(seq, '🎉');
  const { seq: edited } = await group.send('befor');
  await group.edit(edited, 'before');
  const { seq: deleted } = await group.send('nothing');
  await group.delete(deleted);
  await group.send('🎉');
  await group.send('the last word');
  return [direct.id, group.id];
}

/** The policy of the page lets no script in; what the tools of the browser run is none. */
async function keeps({ page }: Visitor, where: string): Promise<void> {
  const isThere = await page.evaluate(() => 'axe' in globalThis);
  if (!isThere) await page.evaluate(axe.source);
  const found = await page.evaluate(async (values) => {
    const { axe: tool } = globalThis as unknown as { readonly axe: typeof import('axe-core') };
    const { violations } = await tool.run({ runOnly: { type: 'tag', values } });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
  }, RULES);
  expect(found.map((one) => `${where}: ${one}`)).toEqual([]);
}
