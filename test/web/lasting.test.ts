import { expect, test } from 'bun:test';
import { suiteWhere } from '../faults/suite.ts';
import { Meeting, missingBrowser, until, type Visitor } from './visitor.ts';

/** What outlasts the server, the network, the page and the eyes on it. */
suiteWhere(missingBrowser, 'what lasts', () => {
  const meeting = new Meeting();
  /** What a browser says of a server that is not there. */
  const GONE = [/ERR_|WebSocket|Failed to load/];

  test('a server that falls in the middle of typing costs no letter, and the message arrives once', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob] = await meeting.come('bob');
    await bob.open(aliceName);
    await alice.open((await bob.page.locator('.sidebar .me bdi').textContent()) ?? '');
    alice.expects(...GONE);
    bob.expects(...GONE);
    await alice.composer.pressSequentially('Before and ');
    await meeting.kill();
    await alice.reads('Reconnecting… your messages will be sent.');
    await alice.composer.pressSequentially('after');
    await meeting.restart();
    await alice.reads('online');
    expect(await alice.composer.inputValue()).toBe('Before and after');
    expect(await alice.composer.evaluate((one) => one === document.activeElement)).toBe(true);
    await alice.composer.press('Enter');
    await bob.sees('Before and after');
    await alice.sees('Before and after');
    for (const one of [alice, bob]) expect(await one.log.getByRole('article').count()).toBe(1);
    await Promise.all([alice.leave(), bob.leave()]);
  });

  test('what was begun is still there after a reload', async () => {
    const [alice] = await meeting.come('alice');
    const [, bobName] = await meeting.program('bob');
    await alice.open(bobName);
    await alice.composer.fill('Half a sen');
    await alice.page.reload();
    await alice.composer.waitFor();
    expect(await alice.composer.inputValue()).toBe('Half a sen');
    await alice.leave();
  });

  test('without a server, the page opens and shows the last messages', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    const chat = await bob.direct(aliceName);
    for (let n = 1; n <= 5; n++) await chat.send(`kept ${n}`);
    await alice.open(bobName);
    await alice.sees('kept 5');
    await isKept(alice, 'kept 5');
    alice.expects(...GONE);
    await meeting.kill();
    await alice.page.reload();
    await alice.sees('kept 5');
    expect(await alice.log.getByRole('article').count()).toBe(5);
    await alice.reads('Reconnecting… your messages will be sent.');
    // What is written now is still there after another reload, and goes out once.
    await alice.say('written meanwhile');
    await alice.log.getByText('written meanwhile').waitFor();
    await alice.page.reload();
    await alice.log.getByText('written meanwhile').waitFor();
    await alice.reads('Reconnecting… your messages will be sent.');
    await meeting.restart();
    // Unless it has come back by itself the moment before.
    const back = alice.page.getByText('Reconnecting…').waitFor({ state: 'detached' });
    await Promise.race([
      alice
        .button('Try now')
        .click()
        .catch(() => {}),
      back,
    ]);
    await back;
    await alice.sees('written meanwhile');
    expect(await alice.message('written meanwhile').count()).toBe(1);
    await chat.send('and live again');
    await alice.sees('and live again');
    await alice.leave();
  });

  test('notices come while nobody looks, and title and icon carry the number', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    await alice.page.context().grantPermissions(['notifications']);
    await alice.goTo('/settings');
    await alice.button('Turn on').click();
    await alice.reads('Notifications are on.');
    const chat = await bob.direct(aliceName);
    await chat.send('while you look');
    await alice.page.waitForFunction(() => document.title.startsWith('(1)'));
    // The browser draws the icon as a page of its own, so it comes after what the reader waits for.
    await alice.page.locator('link[rel=icon][href^="data:"]').waitFor({ state: 'attached' });
    expect(await notices(alice)).toEqual([]);

    // The page goes to the background.
    await alice.page.evaluate(() => {
      Object.defineProperty(document, 'hasFocus', { value: () => false, configurable: true });
      dispatchEvent(new Event('blur'));
    });
    await chat.send('Supper is ready');
    await until(async () => (await notices(alice)).length > 0);
    expect(await notices(alice)).toEqual([{ title: bobName, body: 'Supper is ready' }]);
    await clickNotice(alice);
    await alice.sees('Supper is ready');
    expect(await notices(alice)).toEqual([]);
    await alice.page.evaluate(() => {
      Object.defineProperty(document, 'hasFocus', { value: () => true, configurable: true });
      dispatchEvent(new Event('focus'));
    });
    await alice.titled(`${bobName} – Chateau`);
    await alice.page.locator('link[rel=icon][href="/icon.svg"]').waitFor({ state: 'attached' });
    await alice.leave();
  });
});

/** What of a service worker is used there. */
interface ServiceWorker {
  readonly registration: { getNotifications(): Promise<readonly unknown[]> };
  readonly NotificationEvent: new (type: string, options: object) => Event;
  dispatchEvent(event: Event): boolean;
}

/** What the system does when somebody clicks on the notice that is there. */
async function clickNotice({ page }: Visitor): Promise<void> {
  const [worker] = page.context().serviceWorkers();
  await worker?.evaluate(async () => {
    const here = globalThis as unknown as ServiceWorker;
    const [notification] = await here.registration.getNotifications();
    if (!notification) throw new Error('There is no notice.');
    here.dispatchEvent(new here.NotificationEvent('notificationclick', { notification }));
  });
}

function notices({ page }: Visitor): Promise<{ title: string; body: string }[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const all = (await registration?.getNotifications()) ?? [];
    return all.map(({ title, body }) => ({ title, body }));
  });
}

/** Resolves when the page and a conversation with this message are on the device. */
async function isKept({ page }: Visitor, content: string): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  const holds = async (wanted: string) => {
    const databases = await indexedDB.databases();
    if (!databases.some(({ name }) => name === 'chateau')) return false;
    const chats = await new Promise<unknown[]>((resolve, reject) => {
      const opening = indexedDB.open('chateau');
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const asking = opening.result.transaction('chats').objectStore('chats').getAll();
        asking.onsuccess = () => {
          opening.result.close();
          resolve(asking.result);
        };
      };
    });
    return JSON.stringify(chats).includes(wanted);
  };
  await until(() => page.evaluate(holds, content));
}
