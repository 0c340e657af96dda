import { expect, test } from 'bun:test';
import { suiteWhere } from '../faults/suite.ts';
import { Meeting, missingBrowser, type Visitor } from './visitor.ts';

/** The page without a pointer. */
suiteWhere(missingBrowser, 'by the keys alone', () => {
  const meeting = new Meeting();
  const MOST = 80;

  test('Tab stops where something can be done, once round each screen, and one always sees where', async () => {
    const [alice, aliceName] = await meeting.come('alice', { reducedMotion: 'reduce' });
    const [bob] = await meeting.program('bob');
    const chat = await bob.direct(aliceName);
    await chat.send('Hello `you`');
    const screens = [
      ['/', ['Search messages', 'Settings', 'Meet a stranger', 'Find a group', 'New group']],
      [`/chat/${chat.id}`, ['Search messages', 'Details', `Write to ${bob.me?.username}`]],
      ['/settings', ['As the system', 'Turn on', 'Sign out here', 'Erase me', 'Documentation']],
      ['/groups', ['New group', 'Filter groups']],
      ['/random', ['Find somebody', 'Strangers may be put together with me']],
      ['/search?q=hello', ['Search messages']],
    ] as const;
    for (const [path, wanted] of screens) {
      await alice.goTo(path);
      await alice.page.locator('.house main h1').waitFor();
      const stops = await walk(alice);
      let from = 0;
      for (const name of wanted) {
        const at = stops.findIndex((stop, index) => index >= from && stop.includes(name));
        expect(`${path}: ${name}: ${at >= 0} in ${stops.join(' | ')}`).toContain(': true in');
        from = at;
      }
    }
    await alice.leave();
  });

  async function walk(alice: Visitor): Promise<string[]> {
    const stops: string[] = [];
    await alice.page.locator('.sidebar a').first().focus();
    for (let n = 0; n < MOST; n++) {
      await alice.page.keyboard.press('Tab');
      const stop = await alice.page.evaluate(() => {
        const { activeElement: one } = document;
        if (!one || one === document.body) return undefined;
        const label = (one as HTMLInputElement).labels?.[0]?.textContent;
        const name = one.ariaLabel ?? label ?? one.textContent;
        const ring = one.closest('.box') ?? one;
        const { outlineStyle, outlineWidth } = getComputedStyle(ring);
        // What is two pixels wide is a ring itself.
        const line = getComputedStyle(one, '::after').backgroundColor;
        const isLine = one.role === 'separator' && line !== 'rgba(0, 0, 0, 0)';
        const isSeen = isLine || (outlineStyle !== 'none' && outlineWidth !== '0px');
        return { name: (name ?? '').replace(/\s+/g, ' ').trim(), isSeen };
      });
      if (!stop) break;
      expect({ ...stop, isSeen: true }).toEqual(stop);
      stops.push(stop.name);
    }
    expect(stops.length).toBeLessThan(MOST);
    return stops;
  }

  test('arrows lead through the messages, Enter opens what can be done with one, Escape leads back', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob] = await meeting.program('bob');
    const chat = await bob.direct(aliceName);
    for (const text of ['first', 'second', 'third']) await chat.send(text);
    await alice.goTo(`/chat/${chat.id}`);
    await alice.sees('third');
    const { keyboard } = alice.page;
    await alice.message('third').focus();
    await keyboard.press('ArrowUp');
    await alice.page.locator('article:focus').getByText('second').waitFor();
    await keyboard.press('Enter');
    await alice.page.getByRole('menuitem', { name: 'Reply' }).waitFor();
    expect(await alice.focus()).toBe('Reply');
    await keyboard.press('End');
    expect(await alice.focus()).toBe('Report');
    await keyboard.press('Escape');
    await alice.page.locator('article:focus').getByText('second').waitFor();
    await keyboard.press('r');
    await alice.reads(/Replying to/);
    await alice.page.locator('textarea.composer:focus').waitFor();
    await keyboard.type('an answer');
    await keyboard.press('Enter');
    await alice.message('an answer').locator('.quote').getByText('second').waitFor();
    await alice.leave();
  });

  test('the space bar presses the button that has the keyboard, and letters go on in the composer', async () => {
    const [alice] = await meeting.come('alice');
    const [, bobName] = await meeting.program('bob');
    await alice.open(bobName);
    const { keyboard } = alice.page;
    await alice.button('Details').focus();
    await keyboard.press('Space');
    await alice.page.getByRole('complementary', { name: 'Details' }).waitFor();
    expect(await alice.composer.inputValue()).toBe('');
    await keyboard.press('h');
    expect(await alice.composer.inputValue()).toBe('h');
    await alice.leave();
  });

  test('Escape closes only what is on top, and the keyboard goes back to where it was', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    const group = await bob.createGroup(meeting.unique('hall'), [aliceName]);
    await alice.goTo(`/chat/${group.id}`);
    // It has the keyboard once it has been painted.
    await alice.page.locator('textarea.composer:focus').waitFor();
    await alice.button('Details').focus();
    const { keyboard } = alice.page;
    const details = alice.page.getByRole('complementary', { name: 'Details' });
    await keyboard.press('Enter');
    await alice.button(`Card of ${bobName}`, details).focus();
    await keyboard.press('Enter');
    await alice.dialog().waitFor();
    await keyboard.press('Escape');
    await alice.dialog().waitFor({ state: 'detached' });
    expect(await details.count()).toBe(1);
    expect(await alice.focus()).toBe(`Card of ${bobName}`);
    await keyboard.press('Escape');
    await details.waitFor({ state: 'detached' });
    expect(await alice.focus()).toBe('Details');
    // From the composer, too.
    await keyboard.press('Enter');
    await details.waitFor();
    await alice.composer.focus();
    await keyboard.press('Escape');
    await details.waitFor({ state: 'detached' });
    await keyboard.press('Control+/');
    await alice.dialog('Keyboard shortcuts').getByText('Edit my last message').waitFor();
    await keyboard.press('Escape');
    await alice.page.locator('textarea.composer:focus').waitFor();
    await alice.leave();
  });
});
