import { expect, test } from 'bun:test';
import { suiteWhere } from '../faults/suite.ts';
import { Meeting, missingBrowser } from './visitor.ts';

/** People at the page, two and three at once. */
suiteWhere(missingBrowser, 'the conversation', () => {
  const meeting = new Meeting();

  test('two people write to each other, edit, answer, react and delete', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.come('bob');
    await alice.open(bobName);
    await alice.say('Hello **you**');
    await bob.open(aliceName);
    await bob.sees('Hello you');

    // Up takes one's last message back into the composer.
    await alice.composer.press('ArrowUp');
    await alice.composer.fill('Hello again');
    await alice.composer.press('Enter');
    await bob.sees('Hello again');
    await bob.message('Hello again').getByText('(edited)').waitFor();

    await bob.message('Hello again').hover();
    await bob.page.getByRole('button', { name: 'Reply' }).click();
    await bob.say('An answer');
    await alice.sees('An answer');
    await alice
      .message('An answer')
      .getByRole('button', { name: `${aliceName} Hello again` })
      .waitFor();

    await alice.message('An answer').hover();
    await alice.page.getByRole('button', { name: 'React' }).click();
    await alice.page.getByRole('dialog', { name: 'Emoji' }).getByRole('searchbox').fill('tada');
    await alice.page
      .getByRole('dialog', { name: 'Emoji' })
      .getByRole('searchbox')
      .fill('party popper');
    await alice.page.keyboard.press('Enter');
    await bob
      .message('An answer')
      .getByRole('button', { name: `🎉 1 ${aliceName}` })
      .waitFor();

    await bob.message('An answer').hover();
    await bob.page.getByRole('button', { name: 'Delete' }).click();
    await bob.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await alice.page.getByText('This message was deleted.').waitFor();
    await Promise.all([alice.leave(), bob.leave()]);
  });

  test('what others say is said once to those who listen, and of much only how much it is', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    const chat = await bob.direct(aliceName);
    await alice.open(bobName);
    await alice.composer.waitFor();
    const said = alice.page.locator('[aria-live=polite] p');
    await chat.send('first');
    await said.getByText(`${bobName}: first`, { exact: true }).waitFor({ state: 'attached' });
    await Promise.all(Array.from({ length: 30 }, (_, n) => chat.send(`line ${n}`)));
    await said.getByText(/^\d+ new messages$/).waitFor({ state: 'attached' });
    await alice.sees('line 29');
    expect(await said.count()).toBe(1);
    await alice.leave();
  });

  test('what is written offline is kept, sent once and in order when the network is back', async () => {
    const [alice] = await meeting.come('alice');
    const [bob] = await meeting.program('bob');
    const heard: string[] = [];
    bob.on('message', ({ content }) => heard.push(content));
    await alice.open(bob.me?.username ?? '');
    alice.expects(/ERR_INTERNET_DISCONNECTED/, /WebSocket/);
    await alice.say('one');
    await alice.sees('one');
    await alice.page.context().setOffline(true);
    await meeting.kill();
    await alice.say('two');
    await alice.say('three');
    await alice.page.getByText('Will be sent when you are connected.').first().waitFor();
    await meeting.restart();
    await alice.page.context().setOffline(false);
    await alice.sees('three');
    await alice.page
      .getByText('Will be sent when you are connected.')
      .first()
      .waitFor({ state: 'detached' });
    for (let waited = 0; heard.length < 3 && waited < 400; waited++) await Bun.sleep(25);
    expect(heard).toEqual(['one', 'two', 'three']);
    expect(await alice.log.getByRole('article').count()).toBe(3);
    await alice.leave();
  }, 60_000);

  test('a long conversation opens at the first unread message and keeps its place', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob] = await meeting.program('bob');
    const chat = await bob.direct(aliceName);
    for (let n = 1; n <= 120; n++) await chat.send(`message ${n}`);
    await alice.goTo(`/chat/${chat.id}`);
    await alice.sees('message 1');
    await alice.page.getByText('New messages', { exact: true }).waitFor();

    // Whoever reads further up is not moved by what comes.
    const scrollTop = () => alice.log.evaluate((log) => log.scrollTop);
    const before = await scrollTop();
    await chat.send('one more');
    await alice.page.getByRole('button', { name: 'Jump to latest' }).waitFor();
    await Bun.sleep(200);
    expect(await scrollTop()).toBe(before);
    await alice.page.getByRole('button', { name: 'Jump to latest' }).click();
    await alice.sees('one more');
    for (let waited = 0; chat.state?.reads && waited < 100; waited++) await Bun.sleep(10);
    await alice.goTo(`/chat/${chat.id}/60`);
    await alice.sees('message 60');
    await alice.leave();
  }, 60_000);
});
