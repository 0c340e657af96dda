import { afterAll, expect, test } from 'bun:test';
import { pageFiles } from '../../web/src/index.ts';
import { suiteWhere } from '../faults/suite.ts';
import { findable, Meeting, missingBrowser, until, Visitor } from './visitor.ts';

/** What would run or break out, where a text is taken for something else. */
const TEXTS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  '</textarea><script>alert(1)</script>',
  '<!-- &lt;script&gt;',
  '[x](javascript:alert(1))',
  '{{constructor.constructor("alert(1)")()}}',
  'gnp.\u202Eexe \u2066x\u2069',
  `Z${'\u0301'.repeat(40)}`,
];

/** Texts that were not written to be read. */
suiteWhere(missingBrowser, 'hostile texts', () => {
  const meeting = new Meeting();

  test('stay what was written in messages, names and topics of groups, quotes, hits and the title', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob] = await meeting.program('bob');
    for (const [place, text] of TEXTS.entries()) {
      // The server takes no name and no topic that turns the text around it.
      const name = place === 7 ? 'plain' : text.slice(0, 60);
      const options = { topic: place === 7 ? 'plain' : text, policy: 'open' } as const;
      const group = await bob.createGroup(`${name} ${place}`, [aliceName], options);
      const { seq } = await group.send(`${text} needle${place}`);
      await group.send(`@${aliceName} ${text}`, { reply_to: seq });
      await alice.goTo(`/chat/${group.id}`);
      await alice.log.getByRole('article').nth(1).waitFor();
      await alice.page.locator('header button[aria-expanded]').last().click();
      await alice.page.locator('.details h3').first().waitFor();
      await until(async () => (await alice.page.title()).includes(group.name));
      await findable(bob, `needle${place}`, 1);
      await alice.goTo(`/search?q=needle${place}`);
      await alice.page.locator('main mark').waitFor();
      expect(await isWide(alice)).toBe(false);
    }
    await alice.goTo('/groups');
    await alice.page
      .locator('main li')
      .nth(TEXTS.length - 1)
      .waitFor();
    await alice.goTo(`/search?q=${encodeURIComponent(TEXTS.join(' '))}`);
    await alice.page.locator('.house main [role=status]').waitFor();
    await alice.leave();
  });

  test('a script in a message stays what was written', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob] = await meeting.program('bob');
    const chat = await bob.direct(aliceName);
    const attacks = [
      ...TEXTS,
      'JaVa\tScRiPt:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      '[bank](https://bank.example@evil.example)',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what somebody writes.
      '${7*7} %s%n',
      '```js\n</code><script>alert(1)</script>\n```',
      '> <b onclick=alert(1)>quote</b>',
    ];
    for (const attack of attacks) await chat.send(attack);
    const { seq } = await chat.send('the end', { reply_to: 2 });
    await alice.goTo(`/chat/${chat.id}/${seq}`);
    await alice.sees('the end');
    await alice.sees('<img src=x onerror=alert(1)>');
    await alice.sees('<!-- &lt;script&gt;');
    // A link leads where it says.
    const links = await alice.log
      .getByRole('link')
      .evaluateAll((all) => all.map((link) => [link.getAttribute('href'), link.textContent]));
    expect(links).toEqual([['https://bank.example', 'https://bank.example']]);
    await alice.leave();
  });

  test('text without end, and text that runs the other way, hold the page together', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob] = await meeting.program('bob');
    const chat = await bob.direct(aliceName);
    await chat.send('x'.repeat(60_000));
    await chat.send('line\n'.repeat(10_000));
    await chat.send('😀'.repeat(5_000));
    await chat.send('user\u202Egnp.exe and more');
    const { seq } = await chat.send('ﬁn');
    await alice.goTo(`/chat/${chat.id}/${seq}`);
    await alice.sees('ﬁn');
    const wide = await alice.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wide).toBe(false);
    await alice.page.getByRole('button', { name: 'Show all' }).last().click();
    await alice.page.getByRole('button', { name: 'Show less' }).waitFor();
    await alice.leave();
  });

  test('stay what was written in a notice', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob] = await meeting.program('bob');
    await alice.page.context().grantPermissions(['notifications']);
    await alice.goTo('/settings');
    await alice.button('Turn on').click();
    await alice.reads('Notifications are on.');
    await alice.page.evaluate(() => {
      Object.defineProperty(document, 'hasFocus', { value: () => false, configurable: true });
      dispatchEvent(new Event('blur'));
    });
    const [script = ''] = TEXTS;
    const chat = await bob.direct(aliceName);
    await chat.send(script);
    await alice.page.waitForFunction(async (text) => {
      const registration = await navigator.serviceWorker.getRegistration();
      const shown = (await registration?.getNotifications()) ?? [];
      return shown.some(({ body }) => body === text);
    }, script);
    await alice.leave();
  });

  test('are refused as names in words', async () => {
    const alice = await meeting.look();
    for (const text of [...TEXTS, '__proto__', '\u200B', 'admin\u202E', '../x']) {
      await alice.page.locator('#name').fill(text.slice(0, 64));
      await alice.page.keyboard.press('Enter');
      await alice.reads('A name has letters, digits, dots, dashes and underscores');
    }
    await alice.leave();
  });
});

const isWide = ({ page }: Visitor) =>
  page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

type Answer = (request: { readonly type: string; readonly msg_id: string }) => string | 'close';

/** Milliseconds after which a server that has said its noise is gone. */
const GONE_AFTER = 3_000;

/** Servers that are none. */
suiteWhere(missingBrowser, 'hostile servers', () => {
  const meeting = new Meeting();
  const files = pageFiles();
  const fakes: { stop(isNow: boolean): unknown }[] = [];
  afterAll(() => {
    for (const fake of fakes) fake.stop(true);
  });

  /** The page as it is, and a socket that answers as it likes; then it says the noise, and is gone. */
  function fake(answer: Answer, noise: readonly string[] = []): string {
    const self = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch(request, server) {
        const { pathname } = new URL(request.url);
        if (pathname === '/ws') return server.upgrade(request) ? undefined : new Response('no');
        if (pathname === '/info') return new Response('{"half":');
        const file = files.get(pathname) ?? files.get('/');
        return new Response(new Uint8Array(file?.body ?? []), {
          headers: { 'content-type': file?.type ?? '' },
        });
      },
      websocket: {
        message(socket, text) {
          const said = answer(JSON.parse(String(text)));
          if (said === 'close') socket.terminate();
          else if (said !== '') socket.send(said);
          if (noise.length === 0 || JSON.parse(String(text)).type !== 'ClientListRequest') return;
          for (const frame of noise) socket.send(frame);
          setTimeout(() => void self.stop(true), GONE_AFTER);
        },
      },
    });
    fakes.push(self);
    return `http://127.0.0.1:${self.port}`;
  }

  const welcome = { status: 200, username: 'alice', id: 'p1', token: 't', epoch: 'e' };
  const json = JSON.stringify;
  const UNREACHABLE = 'The server cannot be reached. It is tried again by itself.';
  const REFUSED = 'That did not work. Try again.';
  const cases: readonly (readonly [string, Answer, string])[] = [
    ['closes at every word', () => 'close', UNREACHABLE],
    ['sends half frames', () => '{"type":"RegisterResp', UNREACHABLE],
    ['sends what is no frame', () => 'null', UNREACHABLE],
    [
      'answers with an unknown error',
      ({ msg_id }) =>
        json({ type: 'ErrorResponse', status: 418, code: '<b>teapot</b>', detail: 'x', msg_id }),
      REFUSED,
    ],
    [
      'knows no list of chats',
      ({ type, msg_id }) =>
        type === 'RegisterRequest'
          ? json({ ...welcome, type: 'RegisterResponse', msg_id })
          : json({ type: '__proto__', status: 200, msg_id }),
      'Conversations',
    ],
  ];
  /** Lets everybody in, and answers what else is asked with as little as there is. */
  const house: Answer = ({ type, msg_id }) => {
    if (type === 'RegisterRequest') return json({ ...welcome, type: 'RegisterResponse', msg_id });
    if (type === 'ResumeRequest') return json({ ...welcome, type: 'ResumeResponse', msg_id });
    const chat = {
      chat: 'c1',
      chatname: 'bob',
      groupchat: false,
      peer: { username: 'bob', id: 'p2' },
    };
    const last = { seq: 1, at: 1, sender: 'bob', sender_id: 'p2', content: 'hello' };
    const chats = [{ ...chat, last, last_seq: 1, read_seq: 1, unread: 0 }];
    if (type === 'ChatListRequest') {
      return json({ type: 'ChatListResponse', status: 200, chats, msg_id });
    }
    return json({ type: 'ErrorResponse', status: 418, code: 'x', detail: TEXTS[1], msg_id });
  };

  test('one that speaks of what nobody knows, and goes, holds nobody up', async () => {
    const noise = [
      '{"type":"NobodyKnowsRecv","chat":"c1"}',
      '{"type":"MessageRecv","chat":',
      '[]',
      '"text"',
      '{"type":"__proto__"}',
      json({ type: 'MessageRecv', status: 200, chat: 'c9', seq: -1, at: 'x', sender: null }),
      json({ type: 'ErrorResponse', status: 500, code: 'constructor', detail: TEXTS[0] }),
    ];
    const alice = await Visitor.come(meeting.browser, fake(house, noise));
    alice.expects(/WebSocket|ERR_|Failed to load/);
    await alice.page.locator('#name').fill('alice');
    await alice.page.keyboard.press('Enter');
    await alice.page.locator('.sidebar a[data-row]').first().click();
    await alice.composer.fill('still here');
    await alice.page.getByText('Reconnecting…').waitFor();
    expect(await alice.composer.inputValue()).toBe('still here');
    expect(await isWide(alice)).toBe(false);
    await alice.leave();
  });

  for (const [what, answer, words] of cases) {
    test(`one that ${what} is spoken of in words`, async () => {
      const alice = await Visitor.come(meeting.browser, fake(answer));
      alice.expects(/WebSocket|ERR_|Failed to load/);
      await alice.page.locator('#name').fill('alice');
      await alice.page.keyboard.press('Enter');
      if (words === 'Conversations') await alice.page.locator('.house').waitFor();
      else await alice.reads(words);
      await alice.leave();
    });
  }
});
