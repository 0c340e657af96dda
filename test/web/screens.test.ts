import { afterAll, test } from 'bun:test';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@chateau/client';
import type { BrowserContext } from 'playwright-core';
import { temporaryDirectory } from '../cast.ts';
import { ROOT } from '../e2e/command.ts';
import { suiteWhere } from '../faults/suite.ts';
import { Meeting, missingBrowser } from './visitor.ts';

/** The pictures of `docs/` are made anew where that is asked for; otherwise they are only tried. */
const isKept = process.env['CHATEAU_SCREENSHOTS'] === '1';
const SIZES = {
  narrow: { width: 390, height: 844 },
  wide: { width: 1440, height: 900 },
} as const;

const CODE = [
  'The bell rings by itself now:',
  '```ts',
  'const evening = 20;',
  'if (hour >= evening) ring({ times: 3 }); // not on Mondays',
  '```',
].join('\n');

/** The main screens as they look with people in them. */
suiteWhere(missingBrowser, 'pictures of', () => {
  const meeting = new Meeting();
  const cast = new Map<string, Client>();
  afterAll(() => {
    for (const client of cast.values()) client.stop();
  });

  async function person(username: string): Promise<Client> {
    const client = new Client(meeting.server.url);
    cast.set(username, client);
    await client.enter({ username });
    return client;
  }

  /** What has been said before the pictures are made. */
  async function talk(alice: Client): Promise<{ group: string; direct: string }> {
    const [bob, carol, dave, erin] = await Promise.all(
      ['bob', 'carol', 'dave', 'erin'].map(person),
    );
    if (!bob || !carol || !dave || !erin) throw new Error('somebody is missing');
    const topic = 'Supper at eight, in the hall';
    const names = ['alice', 'carol', 'dave'];
    const group = await bob.createGroup('Great hall', names, { topic, policy: 'open' });
    await erin.createGroup('Book club', ['alice'], { topic: 'This month: The Name of the Rose' });
    const as = (client: Client) => client.chat(group.id);
    await group.send('Who is cooking tonight?');
    const { seq } = await as(carol).send('I can do **pasta**, if somebody brings basil.');
    await as(dave).send('There is basil in the herb garden, behind the tower.');
    await as(alice).send('I will fetch it on my way.', { reply_to: seq });
    await as(carol).react(seq, '🍝');
    await as(dave).react(seq, '🍝');
    await as(bob).react(seq, '❤️');
    await as(dave).send(CODE);
    await as(dave).send('The manual is at https://example.org/bells');
    await as(bob).send('@alice could you bring the long ladder, too?');
    const direct = await erin.direct('alice');
    await direct.send('Have you finished the chapter about the library?');
    await alice.chat(direct.id).send('Last night. I did not see *that* coming.');
    await direct.send('Nobody does. Shall we talk about it on Thursday?');
    await (await bob.direct('alice')).send('The ladder is in the stable.');
    return { group: group.id, direct: direct.id };
  }

  test('every main screen, in both themes, on a phone and on a desktop', async () => {
    const folder = isKept ? join(ROOT, 'docs/screenshots') : await temporaryDirectory();
    await mkdir(folder, { recursive: true });
    const first = await (await meeting.look()).enter('alice');
    const storageState = await first.page.context().storageState();
    const alice = new Client(meeting.server.url);
    cast.set('alice', alice);
    await alice.enter({ token: tokenIn(storageState) });
    const { group, direct } = await talk(alice);
    await first.leave();
    for (const [size, viewport] of Object.entries(SIZES)) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const hasTouch = viewport === SIZES.narrow;
        const look = { viewport, colorScheme, hasTouch, reducedMotion: 'reduce' } as const;
        const path = (name: string) => join(folder, `${name}-${colorScheme}-${size}.png`);
        const stranger = await meeting.look(look);
        await stranger.reads(/\d+ people are here now/);
        await stranger.page.screenshot({ path: path('enter') });
        await stranger.leave();
        const visitor = await meeting.look({ ...look, storageState });
        const { page } = visitor;
        const picture = (name: string) => page.screenshot({ path: path(name) });
        await page.locator('.sidebar').getByText('erin', { exact: true }).first().waitFor();
        await picture('list');
        await visitor.goTo(`/chat/${group}`);
        await visitor.sees('the long ladder');
        await visitor.log.locator('pre span').first().waitFor();
        await picture('group');
        await visitor.goTo(`/chat/${direct}`);
        await visitor.sees('on Thursday');
        await picture('direct');
        await visitor.goTo('/random');
        await visitor.reads('other people are here.');
        await picture('random');
        await visitor.goTo('/settings');
        await visitor.reads('You have blocked nobody.');
        await picture('settings');
        await visitor.goTo('/search?q=basil');
        await page.locator('main mark').nth(1).waitFor();
        await picture('search');
        await visitor.leave();
      }
    }
  }, 180_000);
});

/** What a browser has kept to come back with. */
function tokenIn({ origins }: Awaited<ReturnType<BrowserContext['storageState']>>): string {
  const kept = origins[0]?.localStorage.find(({ name }) => name.endsWith(' person'));
  return JSON.parse(kept?.value ?? '{}').token;
}
