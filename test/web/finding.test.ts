import { expect, test } from 'bun:test';
import type { Locator } from 'playwright-core';
import { suiteWhere } from '../faults/suite.ts';
import { findable, Meeting, missingBrowser, until } from './visitor.ts';

/** How one finds people, conversations and what was said. */
suiteWhere(missingBrowser, 'finding', () => {
  const meeting = new Meeting();

  test('the list shows what is unread, for whom, what was begun, what is muted and who is here', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    const [carol, carolName] = await meeting.program('carol');
    const [, daveName] = await meeting.program('dave');
    const direct = await bob.direct(aliceName);
    await direct.send('**One** of three');
    await direct.send('two');
    await direct.send('three');
    const group = await carol.createGroup(meeting.unique('hall'), [aliceName]);
    await group.send('for everybody');
    const row = alice.row(bobName).first();
    await row.getByText('3 unread messages').waitFor();
    expect(await row.locator('.badge').textContent()).toBe('3');
    const hall = alice.row(group.name);
    await hall.getByText('1 unread message').waitFor();
    // A group calls one by a mention alone.
    expect(await hall.locator('.badge').count()).toBe(0);
    await group.send(`@${aliceName} for you`);
    await hall.getByText('1 new message for you').waitFor();
    for (const one of [row, hall]) {
      expect(await weightOf(one.locator('.name'))).toBe('600');
    }
    await alice.titled('(4) Chateau');

    await alice.open(bobName);
    await row.getByText('3 unread messages').waitFor({ state: 'detached' });
    expect(await weightOf(row.locator('.name'))).toBe('400');
    await alice.composer.fill('an answer, begun');
    await alice.open(group.name);
    await row.getByText('an answer, begun').waitFor();
    await row.getByText('Draft:').waitFor();

    await alice.button('Details').click();
    await alice.page.getByLabel('Nothing').check();
    await alice.page.getByRole('link', { name: 'Chateau' }).click();
    await hall.getByText('muted').waitFor({ state: 'attached' });
    await group.send(`@${aliceName} unheard`);
    await hall.getByText('unheard').waitFor();
    expect(await hall.locator('.badge').count()).toBe(0);

    const here = alice.page.getByRole('region', { name: /Who is here/ });
    for (const name of [bobName, carolName, daveName]) await here.getByText(name).waitFor();
    expect(await here.getByText(aliceName, { exact: true }).count()).toBe(0);
    await alice.leave();
  });

  test('Ctrl+K finds people and conversations by some of their letters', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bartholomew');
    const group = await bob.createGroup(`The ${meeting.unique('lantern')} room`);
    await group.change({ policy: 'open' });
    // Who has come this moment is there before the list has them.
    await alice.page.keyboard.press('Control+k');
    const switcher = alice.dialog('Go to…');
    await switcher.getByRole('combobox').fill('brtlmw');
    await switcher.getByRole('option', { name: bobName }).click();
    await alice.heading(bobName).waitFor();
    await group.invite(aliceName);
    await alice.row(group.name).waitFor();
    await alice.page.keyboard.press('Control+k');
    await switcher.getByRole('combobox').fill('lantern');
    await switcher.getByRole('option', { name: group.name }).waitFor();
    await alice.page.keyboard.press('Enter');
    await alice.heading(group.name).waitFor();
    await alice.page.keyboard.press('Control+k');
    await switcher.getByRole('combobox').fill('zzzz');
    await switcher.getByText('Nobody and nothing is called that.').waitFor();
    await alice.page.keyboard.press('Escape');
    await switcher.waitFor({ state: 'detached' });
    await alice.leave();
  });

  test('Ctrl+K before the server has told who is here shows them as soon as it does', async () => {
    const [, bobName] = await meeting.program('bob');
    const alice = await meeting.look();
    const { promise: asked, resolve: isAsked } = Promise.withResolvers<() => void>();
    await alice.page.routeWebSocket(/\/ws/, (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((frame) => {
        if (String(frame).includes('ClientListRequest')) isAsked(() => server.send(frame));
        else server.send(frame);
      });
    });
    await alice.page.reload();
    await alice.enter(meeting.unique('alice'));
    const ask = await asked;
    await alice.page.keyboard.press('Control+k');
    const switcher = alice.dialog('Go to…');
    await switcher.getByText('Nobody and nothing is called that.').waitFor();
    ask();
    await switcher.getByRole('option', { name: bobName }).click();
    await alice.heading(bobName).waitFor();
    await alice.leave();
  });

  test('Alt with the arrows walks through the conversations, and with Shift through the unread ones', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const names: string[] = [];
    for (const who of ['bob', 'carol', 'dave']) {
      const [client, name] = await meeting.program(who);
      await (await client.direct(aliceName)).send(`Hello from ${name}`);
      names.unshift(name);
      await alice.row(name).getByText('1 unread message').waitFor();
    }
    const [dave = '', carol = '', bob = ''] = names;
    const press = async (keys: string, name: string) => {
      await alice.page.keyboard.press(keys);
      await alice.heading(name).waitFor();
      await alice.row(name).first().getByText('1 unread message').waitFor({ state: 'detached' });
    };
    await press('Alt+ArrowDown', dave);
    await press('Alt+ArrowDown', carol);
    await press('Alt+ArrowUp', dave);
    await press('Alt+Shift+ArrowDown', bob);
    await alice.page.keyboard.press('Alt+Shift+ArrowDown');
    await alice.heading(bob).waitFor();
    await alice.leave();
  });

  test('a search by words, sender and group finds a message, and opens it in its place', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    const group = await bob.createGroup(meeting.unique('kitchen'), [aliceName]);
    for (let n = 1; n <= 150; n++)
      await group.send(n === 5 ? 'The turnips are ready' : `line ${n}`);
    const direct = await bob.direct(aliceName);
    await direct.send('No turnips for https://example.org/');
    await findable(bob, 'turnips', 2);
    await alice.page.keyboard.press('Control+Shift+f');
    const field = alice.page.getByRole('searchbox', { name: 'Search messages' });
    const hits = alice.page.locator('main [data-row]');
    await field.fill('turnips');
    await hits.nth(1).waitFor();
    expect(await alice.page.locator('mark').allTextContents()).toEqual(['turnips', 'turnips']);
    await field.fill('turnips has:link');
    await hits.getByText('for https').waitFor();
    await hits.nth(1).waitFor({ state: 'detached' });
    await field.fill('turnips from:nobody');
    await alice.reads('Nothing was found. Fewer words find more.');
    await field.fill('turnips before:yesterday');
    await alice.reads(/^before:yesterday is looked for as it is written: a day is written/);
    await field.fill(`turnips from:${bobName} in:${group.name}`);
    await hits.getByText('are ready').waitFor();
    await hits.first().click();
    await alice.heading(group.name).waitFor();
    await alice.log.locator('.flashed').getByText('The turnips are ready').waitFor();

    // The address says what is shown, and the way back leads back.
    expect(new URL(alice.page.url()).pathname).toBe(`/chat/${group.id}/5`);
    await alice.page.goBack();
    await hits.getByText('are ready').waitFor();
    await alice.page.goForward();
    await alice.sees('The turnips are ready');
    await alice.page.reload();
    await alice.sees('The turnips are ready');
    await alice.button('Jump to latest').click();
    await alice.sees('line 150');
    await alice.leave();
  });

  test('a search within one conversation can be widened to all of them', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    const [carol] = await meeting.program('carol');
    await (await bob.direct(aliceName)).send('a pumpkin');
    await (await carol.direct(aliceName)).send('another pumpkin');
    await Promise.all([bob, carol].map((one) => findable(one, 'pumpkin', 1)));
    await alice.open(bobName);
    await alice.page.keyboard.press('Control+f');
    await alice.page.getByRole('searchbox', { name: 'Search messages' }).fill('pumpkin');
    const hits = alice.page.locator('main [data-row]');
    await hits.first().waitFor();
    expect(await hits.count()).toBe(1);
    await alice.button(/Search all conversations/).click();
    await hits.nth(1).waitFor();
    await alice.leave();
  });

  test('an address of a conversation that is not one’s own says so', async () => {
    const [alice] = await meeting.come('alice');
    await alice.goTo('/chat/99999');
    await alice.reads('That conversation is not yours any more.');
    await alice.goTo('/chat/__proto__');
    await alice.reads('That conversation is not yours any more.');
    await alice.goTo('/search?q=a&chat=constructor');
    await alice.reads('Nothing was found.');
    await alice.leave();
  });

  test('an address of a message that is not there says so, and leads to the end of the conversation', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob] = await meeting.program('bob');
    const chat = await bob.direct(aliceName);
    for (let n = 1; n <= 150; n++) await chat.send(`line ${n} of all`);
    await alice.goTo(`/chat/${chat.id}/99999`);
    await alice.reads('The message cannot be found.');
    await alice.sees('line 150 of all');
    await until(() =>
      alice.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight < 1),
    );
    await chat.send('one more');
    await alice.sees('one more');
    await alice.say('an answer');
    await alice.sees('an answer');
    expect(await alice.message('an answer').count()).toBe(1);
    // All of it is there, up to the beginning.
    await alice.log.hover();
    await until(async () => {
      await alice.page.mouse.wheel(0, -2_000);
      return alice.message('line 1 of all').isVisible();
    });
    await alice.leave();
  });
});

const weightOf = (what: Locator) => what.evaluate((one) => getComputedStyle(one).fontWeight);
