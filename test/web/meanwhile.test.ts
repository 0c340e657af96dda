import { expect, test } from 'bun:test';
import { suiteWhere } from '../faults/suite.ts';
import { Meeting, missingBrowser, until } from './visitor.ts';

/** What happens to something while somebody is at it, here or in another place. */
suiteWhere(missingBrowser, 'meanwhile', () => {
  const meeting = new Meeting();

  test('a quote says that what it quotes was deleted', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    const chat = await bob.direct(aliceName);
    const { seq } = await chat.send('a secret');
    for (let n = 0; n < 250; n++) await chat.send(`line ${n}`);
    await chat.send('about that', { reply_to: seq });
    await alice.open(bobName);
    await alice.button('Jump to latest').click();
    const quote = alice.message('about that').locator('.quote');
    await quote.getByText('a secret').waitFor();
    await chat.edit(seq, 'no secret');
    await quote.getByText('no secret').waitFor();
    await chat.delete(seq);
    await quote.getByText('no secret').waitFor({ state: 'detached' });
    await alice.leave();
  });

  test('what is marked as unread stays so while it is on the screen', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    const chat = await bob.direct(aliceName);
    await chat.send('first');
    await chat.send('second');
    await alice.open(bobName);
    await alice.titled(`${bobName} – Chateau`);
    await alice.message('second').focus();
    await alice.page.keyboard.press('Enter');
    await alice.page.getByRole('menuitem', { name: 'Mark unread from here' }).click();
    await alice.titled(`(1) ${bobName} – Chateau`);
    await chat.send('third');
    await alice.titled(`(2) ${bobName} – Chateau`);
    await alice.log.locator('.line', { hasText: 'New messages' }).getByText('second').waitFor();
    await alice.leave();
  });

  test('an edit and an answer of what was deleted meanwhile lose no text', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    const chat = await bob.direct(aliceName);
    const { seq } = await chat.send('to be answered');
    await alice.open(bobName);
    await alice.say('to be edited');
    await alice.message('to be edited').waitFor();
    await alice.composer.press('ArrowUp');
    await alice.composer.fill('edited at length');
    const mine = await alice.message('to be edited').getAttribute('data-seq');
    // On another device.
    const other = await alice.page.context().newPage();
    await other.goto(alice.page.url());
    await other.locator(`[data-seq="${mine}"]`).hover();
    await other.getByRole('button', { name: 'Delete' }).click({ modifiers: ['Shift'] });
    await alice.reads('This message was deleted.');
    await alice.page.getByText('Editing your message').waitFor({ state: 'detached' });
    expect(await alice.composer.inputValue()).toBe('edited at length');

    await alice.message('to be answered').hover();
    await alice.button('Reply').click();
    await chat.delete(seq);
    await alice.page.getByText(`Replying to ${bobName}`).waitFor({ state: 'detached' });
    await alice.composer.press('Enter');
    await alice.sees('edited at length');
    expect(await alice.log.getByRole('button', { name: 'Retry' }).count()).toBe(0);
    await alice.leave();
  });

  test('a change that was begun is still there after a look at another conversation', async () => {
    const [alice] = await meeting.come('alice');
    const [, bobName] = await meeting.program('bob');
    const [, carolName] = await meeting.program('carol');
    await alice.open(bobName);
    await alice.say('the first words');
    await alice.sees('the first words');
    await alice.composer.fill('a draft');
    await alice.message('the first words').focus();
    await alice.page.keyboard.press('e');
    await alice.composer.fill('better words');
    await alice.open(carolName);
    expect(await alice.composer.inputValue()).toBe('');
    await alice.row(bobName).getByText('better words').waitFor();
    await alice.page.reload();
    await alice.open(bobName);
    await alice.reads('Editing your message');
    expect(await alice.composer.inputValue()).toBe('better words');
    await alice.composer.press('Enter');
    await alice.sees('better words');
    expect(await alice.composer.inputValue()).toBe('a draft');
    expect(await alice.message('the first words').count()).toBe(0);
    await alice.leave();
  });

  test('what came while nobody looked stands below a line', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    const chat = await bob.direct(aliceName);
    await chat.send('at first');
    await alice.open(bobName);
    await alice.titled(`${bobName} – Chateau`);
    await alice.looks(false);
    await chat.send('unseen');
    await chat.send('unseen as well');
    await alice.titled(`(2) ${bobName} – Chateau`);
    const line = alice.log.locator('.line').filter({ hasText: 'New messages' });
    await line.getByText('at first').waitFor();
    await alice.looks(true);
    await line.getByText('unseen', { exact: true }).waitFor();
    await alice.titled(`${bobName} – Chateau`);
    expect(await line.count()).toBe(1);
    await alice.leave();
  });

  test('a command that fails leaves its line where it was', async () => {
    const [alice] = await meeting.come('alice');
    const [, bobName] = await meeting.program('bob');
    await alice.open(bobName);
    await alice.say('/msg nobody-of-that-name a long message');
    await alice.page.locator('.notes .error').waitFor();
    expect(await alice.composer.inputValue()).toBe('/msg nobody-of-that-name a long message');
    await alice.say('/shrug');
    await alice.sees('¯\\_(ツ)_/¯');
    await alice.leave();
  });

  test('two tabs keep the drafts of both', async () => {
    const [alice] = await meeting.come('alice');
    const [, bobName] = await meeting.program('bob');
    const [, carolName] = await meeting.program('carol');
    const other = await alice.page.context().newPage();
    await other.goto(alice.page.url());
    await other.locator('.sidebar').getByText(carolName, { exact: true }).first().waitFor();
    await alice.open(bobName);
    await alice.composer.fill('for bob');
    await until(async () => (await draftsIn(alice.page)).includes('for bob'));
    await other.locator('.sidebar').getByText(carolName, { exact: true }).first().click();
    await other.locator('textarea.composer').fill('for carol');
    await until(async () => (await draftsIn(alice.page)).includes('for carol'));
    expect(await draftsIn(alice.page)).toContain('for bob');
    await alice.leave();
  });

  test('the next person in the same browser finds no draft of the one before', async () => {
    const [alice] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    await alice.open(bobName);
    await alice.composer.fill('what alice began');
    const other = await alice.page.context().newPage();
    await other.goto(new URL('/settings', alice.page.url()).href);
    await other.getByRole('button', { name: 'Sign out everywhere' }).click();
    await other.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await alice.reads(/You were signed out/);
    expect(await alice.page.locator('#name').inputValue()).toBe('');
    const daveName = meeting.unique('dave');
    await alice.enter(daveName);
    await (await bob.direct(daveName)).send('Welcome');
    await alice.open(bobName);
    await alice.sees('Welcome');
    expect(await alice.composer.inputValue()).toBe('');
    expect(await draftsIn(alice.page)).not.toContain('alice');
    await alice.leave();
  });

  test('who is removed on a phone finds the way back to the list', async () => {
    const [alice, aliceName] = await meeting.come('alice', {
      viewport: { width: 360, height: 740 },
    });
    const [bob] = await meeting.program('bob');
    const group = await bob.createGroup(meeting.unique('cellar'), [aliceName]);
    await alice.open(group.name);
    await alice.composer.fill('I was just');
    await group.remove((await idIn(group, aliceName)) ?? '');
    await alice.reads('That conversation is not yours any more.');
    await alice.button('Back to the list').click();
    await alice.page.locator('.sidebar').waitFor();
    await alice.leave();
  });
});

function draftsIn(page: { evaluate<T>(read: () => T): Promise<T> }): Promise<string> {
  return page.evaluate(() => localStorage.getItem('chateau.drafts') ?? '');
}

async function idIn(
  group: { members(): AsyncIterable<{ username: string; id: string }> },
  name: string,
): Promise<string | undefined> {
  for await (const { username, id } of group.members()) if (username === name) return id;
  return undefined;
}
