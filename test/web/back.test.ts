import { expect, test } from 'bun:test';
import { suiteWhere } from '../faults/suite.ts';
import { Meeting, missingBrowser, type Visitor } from './visitor.ts';

/** What Back leads to, and what it does not lead to again. */
suiteWhere(missingBrowser, 'back', () => {
  const meeting = new Meeting();

  /** Somebody who has opened two conversations; Back leads to the one with the name. */
  async function comeFromBobToCarol(): Promise<[Visitor, bobName: string]> {
    const [alice] = await meeting.come('alice');
    const [, bobName] = await meeting.program('bob');
    const [, carolName] = await meeting.program('carol');
    await alice.open(bobName);
    await alice.open(carolName);
    return [alice, bobName];
  }

  test('on a phone the arrow leads back to the list, and Back not into the conversation again', async () => {
    const [alice] = await meeting.come('alice', { viewport: { width: 360, height: 740 } });
    const [, bobName] = await meeting.program('bob');
    const [, carolName] = await meeting.program('carol');
    for (const name of [bobName, carolName]) {
      await alice.open(name);
      await alice.button('Back to the list').click();
      await alice.page.locator('.sidebar').waitFor();
    }
    await alice.page.goBack().catch(() => {});
    expect(new URL(alice.page.url()).pathname).not.toMatch(/chat/);
    await alice.leave();
  });

  test('on a phone it leads from the details to the conversation, and the cross not into them again', async () => {
    const [alice, aliceName] = await meeting.come('alice', {
      viewport: { width: 360, height: 740 },
    });
    const [bob, bobName] = await meeting.program('bob');
    const { seq, chat } = await (await bob.direct(aliceName)).send('a word');
    await alice.open(bobName);
    const details = alice.page.getByRole('complementary', { name: 'Details' });
    await alice.button('Details').click();
    await details.waitFor();
    await alice.page.goBack();
    await details.waitFor({ state: 'detached' });
    await alice.heading(bobName).waitFor();
    await alice.button('Details').click();
    await alice.button('Close details', details).click();
    await details.waitFor({ state: 'detached' });
    await alice.page.goBack();
    await alice.page.locator('.sidebar').waitFor();

    // They have an address, and so has a message beside them.
    await alice.goTo(`/chat/${chat}/${seq}?details`);
    await alice.button('Close details', details).click();
    await alice.sees('a word');
    expect(new URL(alice.page.url()).pathname).toBe(`/chat/${chat}/${seq}`);
    await alice.leave();
  });

  test('beside a conversation the details are no step of their own', async () => {
    const [alice, bobName] = await comeFromBobToCarol();
    const details = alice.page.getByRole('complementary', { name: 'Details' });
    await alice.button('Details').click();
    await details.waitFor();
    await alice.button('Close details', details).click();
    await details.waitFor({ state: 'detached' });
    await alice.page.goBack();
    await alice.heading(bobName).waitFor();
    await alice.leave();
  });

  test('it closes what floats above the place that it leaves', async () => {
    const [alice, bobName] = await comeFromBobToCarol();
    await alice.page.keyboard.press('Control+k');
    await alice.dialog().waitFor();
    await alice.page.goBack();
    await alice.heading(bobName).waitFor();
    await alice.dialog().waitFor({ state: 'detached' });
    await alice.leave();
  });
});
