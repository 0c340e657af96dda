import { afterAll, expect, test } from 'bun:test';
import { pageFiles } from '../../web/src/index.ts';
import { suiteWhere } from '../faults/suite.ts';
import { Meeting, missingBrowser, Visitor } from './visitor.ts';

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
      expect(await alice.page.title()).toContain(group.name);
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

/** Servers that are none. */
suiteWhere(missingBrowser, 'hostile servers', () => {
  const meeting = new Meeting();
  const files = pageFiles();
  const fakes: { stop(isNow: boolean): unknown }[] = [];
  afterAll(() => {
    for (const fake of fakes) fake.stop(true);
  });

  /** The page as it is, and a socket that answers as it likes. */
  function fake(answer: Answer): string {
    const server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch(request, self) {
        const { pathname } = new URL(request.url);
        if (pathname === '/ws') return self.upgrade(request) ? undefined : new Response('no');
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
        },
      },
    });
    fakes.push(server);
    return `http://127.0.0.1:${server.port}`;
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
