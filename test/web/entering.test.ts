import { expect, test } from 'bun:test';
import { Client } from '@chateau/client';
import { bootServer } from '../cast.ts';
import { suiteWhere } from '../faults/suite.ts';
import { Meeting, missingBrowser, Visitor } from './visitor.ts';

const PASSWORD = 'lanterns over the east moat';

/** How one comes in, stays in, and goes. */
suiteWhere(missingBrowser, 'entering', () => {
  const meeting = new Meeting();

  const nameOf = (visitor: Visitor) => visitor.page.locator('.sidebar .me');
  const question = (visitor: Visitor) =>
    visitor.page.getByRole('heading', { name: 'What should people call you?' });
  const ask = async (visitor: Visitor, name: string) => {
    await visitor.page.getByRole('textbox', { name: 'Name' }).fill(name);
    await visitor.button('Start talking').click();
  };

  async function makeAccount(name: string): Promise<void> {
    const client = new Client(meeting.server.url);
    await client.enter({ username: name, password: PASSWORD, create: true });
    client.stop();
  }

  async function signIn(visitor: Visitor, name: string, password = PASSWORD): Promise<void> {
    const way = visitor.button('With my account');
    if (await way.isVisible()) await way.click();
    await visitor.page.getByRole('textbox', { name: 'Name' }).fill(name);
    await visitor.page.getByLabel('Password').fill(password);
    await visitor.button('Sign in').click();
  }

  async function logOut(visitor: Visitor, how: 'Sign out here' | 'Sign out everywhere') {
    await visitor.page.getByRole('link', { name: 'Settings' }).click();
    await visitor.button(how).click();
    await visitor.button(how, visitor.dialog()).click();
    await question(visitor).waitFor();
  }

  test('a name that is none and a name that is taken are answered in words, and the next one is let in', async () => {
    const [, taken] = await meeting.program('bob');
    const alice = await meeting.look();
    await ask(alice, 'two words');
    await alice.reads('A name has letters, digits, dots, dashes and underscores');
    expect(await alice.focus()).toBe('INPUT');
    await ask(alice, taken.toUpperCase());
    await alice.reads('That name is taken. Choose another one.');
    const free = meeting.unique('alice');
    await ask(alice, free);
    await nameOf(alice).getByText(free).waitFor();
    await alice.leave();
  });

  test('the question comes in the language of the browser', async () => {
    for (const code of ['de', 'fr', 'es', 'ar']) {
      const alice = await meeting.look({ locale: code });
      await alice.page.locator('#name').waitFor();
      expect(await alice.page.locator('html').getAttribute('lang')).toBe(code);
      expect(await question(alice).count()).toBe(0);
      await alice.leave();
    }
  });

  test('the first message is sent by the keys alone, within ten seconds of opening the page', async () => {
    const [bob, bobName] = await meeting.program('bob');
    const heard = new Promise<string>((resolve) =>
      bob.on('message', ({ content }) => resolve(content)),
    );
    const began = performance.now();
    const alice = await meeting.look();
    const { keyboard } = alice.page;
    await alice.page.locator('#name:focus').waitFor();
    await keyboard.type(meeting.unique('alice'));
    await keyboard.press('Enter');
    await alice.page.locator('.house').waitFor();
    await keyboard.press('Control+k');
    await alice.dialog().getByRole('option', { name: bobName }).waitFor();
    await keyboard.type(bobName);
    await keyboard.press('Enter');
    await alice.page.locator('textarea.composer:focus').waitFor();
    await keyboard.type('Good evening');
    await keyboard.press('Enter');
    expect(await heard).toBe('Good evening');
    expect(performance.now() - began).toBeLessThan(10_000);
    await alice.leave();
  });

  test('an account is made, left, and signed in to; a wrong password is said in words', async () => {
    const name = meeting.unique('carol');
    const carol = await meeting.look();
    await carol.button('New account').click();
    await carol.page.getByRole('textbox', { name: 'Name' }).fill(name);
    await carol.page.getByLabel('Password').fill('password1234567');
    await carol.button('Make the account').click();
    await carol.reads('That password is too easy to guess. Use a longer one.');
    await carol.page.getByLabel('Password').fill(PASSWORD);
    await carol.button('Make the account').click();
    await nameOf(carol).getByText(name).waitFor();
    await logOut(carol, 'Sign out here');
    await signIn(carol, name, 'lanterns over the west moat');
    await carol.reads('Login or password is not right.');
    await signIn(carol, name);
    await nameOf(carol).getByText(name).waitFor();
    await carol.leave();
  });

  test('a guest stays in over a reload and in a second tab, and signing out here ends both', async () => {
    const [dave, name] = await meeting.come('dave');
    await dave.page.reload();
    await nameOf(dave).getByText(name).waitFor();
    const other = await dave.page.context().newPage();
    await other.goto(meeting.server.http);
    await other.locator('.sidebar .me').getByText(name).waitFor();
    await logOut(dave, 'Sign out here');
    await other.getByText('You were signed out on this device. Sign in to go on.').waitFor();
    await dave.page.reload();
    await question(dave).waitFor();
    expect(await dave.page.locator('#name').inputValue()).toBe('');
    await dave.leave();
  });

  test('signing out everywhere asks the person again on every device', async () => {
    const name = meeting.unique('erin');
    await makeAccount(name);
    const [desk, phone] = await Promise.all([meeting.look(), meeting.look()]);
    await signIn(desk, name);
    await signIn(phone, name);
    await nameOf(phone).getByText(name).waitFor();
    await nameOf(desk).getByText(name).waitFor();
    await logOut(desk, 'Sign out everywhere');
    await phone.reads('You were signed out on this device. Sign in to go on.');
    await Promise.all([desk.leave(), phone.leave()]);
  });

  test('one device is signed out from another one', async () => {
    const name = meeting.unique('frank');
    await makeAccount(name);
    const [desk, phone] = await Promise.all([meeting.look(), meeting.look()]);
    await signIn(phone, name);
    await nameOf(phone).getByText(name).waitFor();
    await signIn(desk, name);
    await nameOf(desk).getByText(name).waitFor();
    await desk.page.getByRole('link', { name: 'Settings' }).click();
    const device = desk.page.getByRole('listitem').filter({ hasText: /Chrome.*last seen/ });
    await desk.button('Sign out', device).click();
    await phone.reads('You were signed out on this device. Sign in to go on.');
    await Promise.all([desk.leave(), phone.leave()]);
  });
});

/** Servers that are not as others are. */
suiteWhere(missingBrowser, 'entering elsewhere', () => {
  const meeting = new Meeting({ env: { CHATEAU_GUESTS_HOLD: '0' } });

  test('whose name was taken meanwhile chooses another one and keeps the conversations', async () => {
    const [bob, bobName] = await meeting.program('bob');
    const [alice, name] = await meeting.come('alice');
    await alice.open(bobName);
    await alice.say('I shall be back');
    await alice.sees('I shall be back');
    await alice.page.goto('about:blank');
    const thief = new Client(meeting.server.url);
    await takeWhenFree(thief, name);
    await alice.page.goto(meeting.server.http);
    await alice.reads(`Somebody else is called ${name} now.`);
    const next = meeting.unique('alicia');
    await alice.page.getByRole('textbox', { name: 'Name' }).fill(next);
    await alice.page.keyboard.press('Enter');
    await alice.open(bobName);
    await alice.sees('I shall be back');
    expect(bob.chats[0]?.name).toBe(next);
    thief.stop();
    await alice.leave();
  }, 60_000);

  test('where guests are not welcome, the page asks for an account', async () => {
    const server = await bootServer({ env: { CHATEAU_GUESTS_ENABLED: 'false' } });
    const alice = await Visitor.come(meeting.browser, server.http);
    await alice.page.getByRole('heading', { name: 'Sign in to talk here.' }).waitFor();
    await alice.page.getByLabel('Password').waitFor();
    expect(await alice.button('As a guest').count()).toBe(0);
    await alice.button('New account').click();
    await alice.page.getByRole('textbox', { name: 'Name' }).fill('alice');
    await alice.page.getByLabel('Password').fill(PASSWORD);
    await alice.button('Make the account').click();
    await alice.page.locator('.house').waitFor();
    await alice.leave();
    await server.stop();
  }, 60_000);
});

/** A name is free as soon as the server has heard that its last page was closed. */
async function takeWhenFree(client: Client, username: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await client.enter({ username });
      return;
    } catch (error) {
      if (tries === 200) throw error;
      await Bun.sleep(25);
    }
  }
}
