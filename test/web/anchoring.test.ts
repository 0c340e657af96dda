import { expect, test } from 'bun:test';
import { suiteWhere } from '../faults/suite.ts';
import { comeToLine, firstRow, lengthOf, standClose, topOf } from './rows.ts';
import { Meeting, missingBrowser, until, type Visitor } from './visitor.ts';

/** Whoever reads is to stay where they are, whatever comes, goes out or is changed; whoever is at the end, there. */
suiteWhere(missingBrowser, 'the place of whoever reads', () => {
  const meeting = new Meeting();

  test('whoever reads further up keeps the line before them when messages come and go', async () => {
    const [alice, chat] = await comeToLine(meeting, 160);
    await alice.page.mouse.wheel(0, -900);
    await standClose(alice);
    const [seq, top] = await firstRow(alice);
    const before = await lengthOf(alice);
    for (let n = 161; n <= 200; n++) await chat.send(`line ${n}, ${'and so on '.repeat(n % 9)}`);
    await until(async () => (await lengthOf(alice)) > before);
    // One that is not on the screen grows, and one that has never been.
    await chat.edit(seq + 60, 'so much more '.repeat(60));
    await chat.edit(seq - 40, 'so much more '.repeat(60));
    await chat.send('the last one');
    await alice.page.getByText('the last one').waitFor();
    await standClose(alice);
    expect((await topOf(alice, seq)) - top).toBeCloseTo(0, 0);
    await alice.leave();
  });

  test('what one has said keeps its place at the end while it goes out', async () => {
    const [, bobName] = await meeting.program('bob');
    const [carol, carolName] = await meeting.program('carol');
    const [alice, aliceName] = await meeting.come('alice');
    await (await carol.direct(aliceName)).send('another conversation');
    const goOut = await hold(alice, 'MessageRequest');
    await alice.open(bobName);
    // More than fit on the screen: of those above it, the list only guesses the heights.
    for (let n = 1; n <= 90; n++) await alice.say(`line ${n}, ${'and so on, '.repeat(n % 12)}`);
    await alice.open(carolName);
    await alice.sees('another conversation');
    await alice.open(bobName);
    await alice.reads('line 90,');
    await standClose(alice);
    await goOut();
    await alice.sees('line 90,');
    await allOut(alice);
    await standClose(alice);
    await standAtEnd(alice);
    await alice.leave();
  });

  test('whoever is at the end stays there when rows become higher that are not on the screen', async () => {
    const [alice, chat] = await comeToLine(meeting, 90);
    const { last_seq: last = 0 } = chat.state ?? {};
    await chat.edit(last - 50, 'so much more '.repeat(60));
    await chat.react(last - 5, '🎉', true);
    await alice.log.getByRole('button', { name: /🎉/ }).waitFor();
    await standClose(alice);
    await standAtEnd(alice);
    const goOut = await hold(alice, 'MessageRequest');
    await alice.say('one');
    await alice.say('two');
    await chat.edit(last - 55, 'so much more '.repeat(60));
    await alice.page.waitForTimeout(300);
    await goOut();
    await allOut(alice);
    await standAtEnd(alice);
    await alice.message('line 89').hover();
    await alice.button('Reply').click();
    await alice.say('an answer');
    await alice.message('an answer').locator('.quote').waitFor();
    await allOut(alice);
    await standClose(alice);
    await standAtEnd(alice);
    await alice.leave();
  });

  test('whoever does not look finds the line again that they were at, however many have come', async () => {
    // As many as are kept: with each that comes, the first one goes.
    const [alice, chat] = await comeToLine(meeting, 230);
    await alice.looks(false);
    for (let n = 231; n <= 270; n++) await chat.send(`line ${n}`);
    await alice.page.locator('.sidebar').getByText('line 270').waitFor();
    await alice.button('Jump to latest').waitFor();
    expect(await alice.message('line 230').count()).toBe(1);
    expect(await alice.message('line 270').count()).toBe(0);
    await alice.leave();
  });

  test('what one has said is there once at any time while it goes out', async () => {
    const [, bobName] = await meeting.program('bob');
    const [alice] = await meeting.come('alice');
    await alice.open(bobName);
    await alice.say('line 1');
    await alice.sees('line 1');
    const doubles = await watchForDoubles(alice);
    for (let n = 2; n <= 5; n++) {
      const goOut = await hold(alice, 'MessageRequest');
      await alice.say(`line ${n}`);
      // The page looks at once at what comes after a pause.
      await alice.page.waitForTimeout(300);
      await goOut();
      await allOut(alice);
    }
    expect(await doubles()).toEqual([]);
    await alice.leave();
  });

  test('whoever waits at the end of older messages stays there when the latest ones come', async () => {
    const [alice, chat] = await comeToLine(meeting, 330);
    const { last_seq: last = 0 } = chat.state ?? {};
    await alice.goTo(`/chat/${chat.id}/${last - 290}`);
    await alice.message('line 40').waitFor();
    const letGo = await hold(alice, 'HistoryRequest');
    await alice.page.mouse.move(700, 400);
    await alice.page.mouse.wheel(0, 10_000);
    await standAtEnd(alice);
    const before = await lengthOf(alice);
    const [seq, top] = await firstRow(alice);
    await letGo();
    await until(async () => (await lengthOf(alice)) > before);
    await standClose(alice);
    await alice.page.waitForTimeout(500);
    expect((await topOf(alice, seq)) - top).toBeCloseTo(0, 0);
    await alice.leave();
  });
});

/** Resolves when nothing of the conversation is below what can be seen, in two looks half a second apart. */
async function standAtEnd({ log, page }: Visitor): Promise<void> {
  const isAtEnd = async () =>
    (await log.evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight)) < 1;
  await until(async () => {
    const wasAtEnd = await isAtEnd();
    await page.waitForTimeout(500);
    return wasAtEnd && (await isAtEnd());
  });
}

/** Resolves when nothing waits to be sent. */
function allOut({ log }: Visitor): Promise<void> {
  return until(async () => (await log.locator('.waiting').count()) === 0);
}

/** None of somebody's requests of that type goes out before what is returned is called. */
async function hold({ page }: Visitor, type: string): Promise<() => Promise<void>> {
  const letGo = await page.evaluateHandle((name) => {
    const { send } = WebSocket.prototype;
    const held: (() => void)[] = [];
    WebSocket.prototype.send = function (this: WebSocket, frame) {
      const goOn = () => send.call(this, frame);
      if (String(frame).includes(`"${name}"`)) held.push(goOn);
      else goOn();
    };
    return () => {
      WebSocket.prototype.send = send;
      for (const goOn of held) goOn();
    };
  }, type);
  return () => letGo.evaluate((go) => go());
}

/** What is returned gives the texts that have stood in the conversation twice since, if only until the next change. */
async function watchForDoubles({ log }: Visitor): Promise<() => Promise<string[]>> {
  const doubles = await log.evaluateHandle((one) => {
    const found = new Set<string>();
    new MutationObserver(() => {
      const texts = Array.from(
        one.querySelectorAll('.text'),
        ({ textContent }) => textContent ?? '',
      );
      for (const text of texts.filter((one, at) => texts.indexOf(one) < at)) found.add(text);
    }).observe(one, { childList: true, subtree: true, characterData: true });
    return found;
  });
  return () => doubles.evaluate((found) => [...found]);
}
