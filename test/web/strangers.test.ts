import { expect, test } from 'bun:test';
import { suiteWhere } from '../faults/suite.ts';
import { Meeting, missingBrowser, type Visitor } from './visitor.ts';

/** Whom chance brings together. Each test leaves nobody behind for the next one. */
suiteWhere(missingBrowser, 'strangers', () => {
  const meeting = new Meeting({
    env: { CHATEAU_LIMITS_ENABLED: 'false', CHATEAU_GUESTS_HOLD: '0' },
  });

  const bar = (visitor: Visitor) => visitor.page.getByRole('group', { name: 'Meet a stranger' });
  const look = async (visitor: Visitor) => {
    await visitor.page.getByRole('link', { name: 'Meet a stranger' }).click();
    await visitor.button('Find somebody').click();
  };
  const found = (visitor: Visitor, name: string) =>
    bar(visitor).getByText(`You are talking to ${name}. Say hello.`).waitFor();

  test('with nobody here the page says so, goes on looking, and finds whoever comes', async () => {
    const [alice] = await meeting.come('alice');
    await look(alice);
    await alice.reads('Nobody is free at the moment. It goes on looking until you stop.');
    await alice.button('Stop').click();
    await alice.button('Find somebody').click();
    await alice.reads('Nobody is free at the moment.');
    const [bob, bobName] = await meeting.come('bob');
    await found(alice, bobName);
    await alice.say('Anybody awake?');
    await bob.page.locator('.sidebar').getByText('Anybody awake?').waitFor();
    await bob.leave();
    await bar(alice).getByText(`${bobName} has left.`).waitFor();
    await alice.leave();
  });

  test('Next, and Escape twice, bring somebody else', async () => {
    const [alice] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    const [carol, carolName] = await meeting.program('carol');
    await look(alice);
    await bar(alice).getByText('You are talking to').waitFor();
    const isBob = (await alice.heading(bobName).count()) > 0;
    const [first, second] = isBob ? [bobName, carolName] : [carolName, bobName];
    await bar(alice).getByText('A way to begin:').waitFor();
    // Never the same one while there is another one.
    await alice.button('Next').click();
    await found(alice, second);
    await alice.page.keyboard.press('Escape');
    await alice.page.keyboard.press('Escape');
    await found(alice, first);
    bob.stop();
    carol.stop();
    await alice.leave();
  });

  test('a stranger is reported and blocked from where one talks, and chance does not bring them back', async () => {
    const [alice] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    await look(alice);
    await found(alice, bobName);
    await alice.button('Report', bar(alice)).click();
    const report = alice.dialog(`Report ${bobName}`);
    await report.getByLabel('What happened?').fill('Rude words');
    await report.getByRole('button', { name: 'Send the report' }).click();
    await alice.reads('Thank you. Your report has been stored.');
    await alice.button('Block', bar(alice)).click();
    await alice.reads(`Block ${bobName}?`);
    await alice.button('Block', alice.dialog()).click();
    await alice.reads('Nobody is free at the moment.');
    await alice.page.getByRole('link', { name: 'Settings' }).click();
    await alice.button(`Unblock: ${bobName}`).click();
    await alice.reads('You have blocked nobody.');
    bob.stop();
    await alice.leave();
  });

  test('whoever does not want to meet strangers says so', async () => {
    const [alice] = await meeting.come('alice');
    const [bob] = await meeting.come('bob');
    await bob.page.getByRole('link', { name: 'Meet a stranger' }).click();
    await bob.page.getByLabel('Strangers may be put together with me').click();
    const box = bob.page.getByLabel('Strangers may be put together with me');
    if (await box.isChecked()) await box.uncheck();
    await look(alice);
    await alice.reads('Nobody is free at the moment.');
    await box.check();
    await bar(alice).getByText('You are talking to').waitFor();
    expect(await alice.composer.count()).toBe(1);
    await Promise.all([alice.leave(), bob.leave()]);
  });
});
