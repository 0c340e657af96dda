import { expect, test } from 'bun:test';
import { suiteWhere } from '../faults/suite.ts';
import { Meeting, missingBrowser, UNLIMITED } from './visitor.ts';

/** How a server on one's own network is mostly opened first: by its address and without TLS, which no browser trusts. */
suiteWhere(missingBrowser, 'over plain HTTP', () => {
  const meeting = new Meeting({ env: UNLIMITED }, '192.0.2.1');

  test('a browser has nothing to complain of', async () => {
    const [, bobName] = await meeting.program('bob');
    const [alice] = await meeting.come('alice');
    expect(await alice.page.evaluate(() => isSecureContext)).toBe(false);
    await alice.open(bobName);
    await alice.say('Hello');
    await alice.sees('Hello');
    await alice.page.reload();
    await alice.sees('Hello');
    await alice.goTo('/docs');
    await alice.reads('Chateau');
    await alice.leave();
  });

  test('the text of a message is copied, and pasted where one writes', async () => {
    const [, bobName] = await meeting.program('bob');
    const [alice] = await meeting.come('alice');
    const text = 'Two lines,\nand an 🎉';
    await alice.open(bobName);
    await alice.say(text);
    await alice.message('Two lines').focus();
    await alice.page.keyboard.press('Enter');
    await alice.page.getByRole('menuitem', { name: 'Copy text' }).click();
    await alice.page.locator('.notes').getByText('Copied').waitFor();
    await alice.composer.focus();
    await alice.page.keyboard.press('Control+v');
    expect(await alice.composer.inputValue()).toBe(text);
    await alice.leave();
  });
});
