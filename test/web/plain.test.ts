import { expect, test } from 'bun:test';
import { suiteWhere } from '../faults/suite.ts';
import { Meeting, missingBrowser, UNLIMITED } from './visitor.ts';

/** How a server on one's own network is mostly opened first: by its address and without TLS, which no browser trusts. */
suiteWhere(missingBrowser, 'over plain HTTP', () => {
  const meeting = new Meeting({ env: UNLIMITED }, '192.0.2.1');

  test('a browser has nothing to complain of', async () => {
    const [alice] = await meeting.come('alice');
    const [, bobName] = await meeting.program('bob');
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
});
