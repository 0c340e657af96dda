import { expect, test } from 'bun:test';
import type { Chat } from '@chateau/client';
import type { Locator } from 'playwright-core';
import { suiteWhere } from '../faults/suite.ts';
import { Meeting, missingBrowser, until, type Visitor } from './visitor.ts';

/** Each row stands at a place that the list gives it: one below the other, whatever becomes of their heights. */
suiteWhere(missingBrowser, 'the timeline', () => {
  const meeting = new Meeting();

  /** Somebody at the end of a conversation of that many lines, with the pointer above it. */
  async function comeToLine(last: number): Promise<[Visitor, Chat]> {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    const chat = await bob.direct(aliceName);
    for (let n = 1; n <= last; n++) await chat.send(`line ${n}`);
    await alice.open(bobName);
    await alice.button('Jump to latest').click();
    await alice.sees(`line ${last}`);
    await alice.page.mouse.move(700, 400);
    return [alice, chat];
  }

  test('its rows stand close together while they grow and shrink, and the window with them', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    const chat = await bob.direct(aliceName);
    const said: number[] = [];
    for (let n = 1; n <= 40; n++) {
      const { seq } = await chat.send(`line ${n}, ${'which has more to say '.repeat(n % 7)}`);
      said.push(seq);
    }
    const lines = Array.from({ length: 60 }, (_, n) => `- point ${n}`).join('\n');
    await chat.send(`**All of it**\n${lines}`);
    await chat.send('the last one');
    await alice.open(bobName);
    await alice.button('Jump to latest').click();
    await alice.sees('the last one');
    await standClose(alice);

    await alice.button('Show all').click();
    await standClose(alice);
    await alice.button('Show less').click();
    await standClose(alice);
    await chat.react(said.at(-1) ?? 0, '🎉', true);
    await chat.edit(said.at(-2) ?? 0, 'so much more '.repeat(60));
    await alice.log.getByRole('button', { name: /🎉/ }).waitFor({ state: 'attached' });
    await standClose(alice);
    await alice.page.setViewportSize({ width: 390, height: 844 });
    await standClose(alice);
    await alice.page.mouse.move(200, 400);
    for (let turn = 0; turn < 12; turn++) {
      await alice.page.mouse.wheel(0, -300);
      await standClose(alice);
    }
    await alice.page.setViewportSize({ width: 1280, height: 800 });
    await standClose(alice);
    await alice.leave();
  });

  test('what somebody has unfolded stays so when they come back to it', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    const chat = await bob.direct(aliceName);
    const lines = Array.from({ length: 60 }, (_, n) => `- point ${n}`).join('\n');
    await chat.send(lines);
    for (let n = 1; n <= 60; n++) await chat.send(`line ${n}`);
    await alice.open(bobName);
    await alice.page.mouse.move(700, 400);
    await alice.button('Show all').click();
    await alice.button('Jump to latest').click();
    await alice.sees('line 60');
    await alice.message('point 0').waitFor({ state: 'detached' });
    await until(async () => {
      await alice.page.mouse.wheel(0, -1_500);
      return (await alice.button('Show less').count()) > 0;
    });
    await standClose(alice);
    await alice.leave();
  });

  test('whoever reads further up keeps the line before them when messages come and go', async () => {
    const [alice, chat] = await comeToLine(160);
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
    const [alice, chat] = await comeToLine(90);
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
    const [alice, chat] = await comeToLine(230);
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
    const [alice, chat] = await comeToLine(330);
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

  test('when somebody has scrolled, the row under their pointer is the one that can be acted on', async () => {
    const [alice] = await comeToLine(80);
    const acted = alice.log.getByRole('article').filter({ has: alice.page.locator('.toolbar') });
    await acted.waitFor();
    const before = await acted.getAttribute('data-seq');
    await alice.page.mouse.wheel(0, -900);
    await until(async () => {
      const row = (await acted.count()) === 1 ? await acted.boundingBox() : null;
      return row !== null && row.y <= 400 && 400 <= row.y + row.height;
    });
    expect(await acted.getAttribute('data-seq')).not.toBe(before);
    await alice.leave();
  });

  test('as soon as the end is out of sight, a button leads back to it', async () => {
    const [alice] = await comeToLine(80);
    const back = alice.button('Jump to latest');
    await back.waitFor({ state: 'detached' });
    await alice.page.mouse.wheel(0, -90);
    await back.waitFor();
    await alice.page.mouse.wheel(0, 90);
    await back.waitFor({ state: 'detached' });
    await alice.leave();
  });

  test('whoever jumps to the latest while earlier messages are on their way stays there', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    const chat = await bob.direct(aliceName);
    for (let n = 1; n <= 720; n++) await chat.send(`line ${n}`);
    // The answer with which more is held than is laid out, once it is there; it goes on to the page when it is to.
    const answers: (() => void)[] = [];
    await alice.page.routeWebSocket(/\/ws/, (socket) => {
      const server = socket.connectToServer();
      let late = '';
      socket.onMessage((frame) => {
        const { type, before, msg_id } = JSON.parse(String(frame));
        if (type === 'HistoryRequest' && before <= 220) late ||= msg_id;
        server.send(frame);
      });
      server.onMessage((frame) => {
        if (late !== '' && JSON.parse(String(frame)).msg_id === late) {
          answers.push(() => socket.send(frame));
        } else socket.send(frame);
      });
    });
    await alice.page.reload();
    await alice.open(bobName);
    await alice.button('Jump to latest').click();
    await alice.sees('line 720');
    await alice.page.mouse.move(700, 400);
    await until(async () => {
      await alice.page.mouse.wheel(0, -3_000);
      return answers.length > 0;
    });
    await alice.button('Jump to latest').click();
    await alice.sees('line 720');
    answers[0]?.();
    // Where it led the reader back, it would have done so by then.
    await alice.page.waitForTimeout(500);
    await alice.sees('line 720');
    await alice.button('Jump to latest').waitFor({ state: 'detached' });
    await alice.leave();
  });

  test('on a phone, too, rows are about as high as the list takes them for before they are there', async () => {
    const [alice, aliceName] = await meeting.come('alice', {
      viewport: { width: 390, height: 844 },
    });
    const [bob, bobName] = await meeting.program('bob');
    const [carol, carolName] = await meeting.program('carol');
    await (await carol.direct(aliceName)).send('a first one');
    const chat = await bob.direct(aliceName);
    for (let n = 1; n <= 80; n++) await chat.send(`line ${n}, ${'and so on, '.repeat(n % 17)}`);
    // How wide letters are is learned from the first conversation that one opens.
    await alice.open(carolName);
    await alice.sees('a first one');
    await alice.page.waitForTimeout(500);
    await alice.page.goBack();
    await alice.open(bobName);
    await alice.button('Jump to latest').click();
    await alice.sees('line 80');
    const guessed = await lengthOf(alice);
    await alice.page.mouse.move(200, 400);
    await until(async () => {
      await alice.page.mouse.wheel(0, -300);
      await standClose(alice);
      return (await alice.log.getByText('line 1,').count()) > 0;
    });
    expect(Math.abs((await lengthOf(alice)) - guessed)).toBeLessThan(guessed / 20);
    await alice.leave();
  });

  test('a press on the picture or the name of whoever wrote opens their card', async () => {
    const [alice, aliceName] = await meeting.come('alice');
    const [bob, bobName] = await meeting.program('bob');
    await (await bob.direct(aliceName)).send('a question');
    await alice.open(bobName);
    const card = alice.dialog(`Card of ${bobName}`);
    for (const part of ['.avatar', '.name']) {
      await alice.message('a question').locator(part).click();
      await card.waitFor();
      await alice.page.keyboard.press('Escape');
      await card.waitFor({ state: 'detached' });
    }
    await alice.message('a question').getByText('a question').click();
    expect(await card.count()).toBe(0);
    await alice.leave();
  });

  test('on a touch screen, a long press on a message opens what can be done with it', async () => {
    const [alice, aliceName] = await meeting.come('alice', { hasTouch: true });
    const [bob, bobName] = await meeting.program('bob');
    const chat = await bob.direct(aliceName);
    await chat.send('a question');
    await chat.send('and another');
    await alice.open(bobName);
    // What browsers make of a long press; one without a screen makes nothing of it.
    await alice.log.getByText('and another').evaluate((text) => {
      const how = { bubbles: true, cancelable: true, pointerType: 'touch' };
      text.dispatchEvent(new PointerEvent('contextmenu', how));
    });
    const menu = alice.page.getByRole('menu');
    await menu.waitFor();
    await menu.getByRole('menuitem', { name: 'Reply' }).click();
    await alice.composer.fill('an answer');
    await alice.button('Send').click();
    await alice.message('an answer').locator('.quote').getByText('and another').waitFor();
    await alice.leave();
  });

  test('on a touch screen, what a row has to be pressed is large enough for a finger', async () => {
    const [bob, bobName] = await meeting.program('bob');
    const [alice, aliceName] = await meeting.come('alice', {
      hasTouch: true,
      viewport: { width: 390, height: 844 },
    });
    const chat = await bob.direct(aliceName);
    const { seq } = await chat.send('a question');
    const { seq: answer } = await chat.send('an answer', { reply_to: seq });
    await chat.react(answer, '🎉', true);
    await alice.open(bobName);
    const row = alice.message('an answer');
    const [quote, name] = [row.locator('.quote'), row.locator('.name').last()];
    const reaction = row.getByRole('button', { name: /🎉/ });
    await quote.getByText('a question').waitFor();
    await reaction.waitFor();
    await standClose(alice);
    for (const one of [quote, row.locator('.avatar'), reaction]) {
      const { width, height } = await pressable(one);
      expect([width >= 44, height >= 44]).toEqual([true, true]);
    }
    // It leads where the picture does, and stands close to what others have written.
    expect((await pressable(name)).height).toBeGreaterThanOrEqual(24);
    for (const text of [quote.getByText('a question'), row.getByText('an answer')]) {
      expect(await isClearOf(text, name)).toBe(true);
    }
    await alice.leave();
  });
});

/** From its middle, as far as a finger meets it and nothing else. */
function pressable(button: Locator): Promise<{ width: number; height: number }> {
  return button.evaluate((wanted) => {
    const { left, top, width, height } = wanted.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    const reach = (byX: number, byY: number) => {
      let far = 0;
      while (wanted.contains(document.elementFromPoint(x + far * byX, y + far * byY))) far += 0.25;
      return far;
    };
    return { width: reach(-1, 0) + reach(1, 0), height: reach(0, -1) + reach(0, 1) };
  });
}

/** Whether a finger on any letter of the text meets nothing of the button. */
async function isClearOf(text: Locator, button: Locator): Promise<boolean> {
  const { x, y, width, height } = (await text.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  return button.evaluate(
    (wanted, [left, top, right, bottom]) =>
      [top, bottom].every((at) => {
        for (let along = left; along < right; along += 2) {
          if (wanted.contains(document.elementFromPoint(along, at))) return false;
        }
        return true;
      }),
    // The letters themselves are lower than their line.
    [x, y + height / 4, x + width, y + (3 * height) / 4] as const,
  );
}

interface Place {
  readonly top: number;
  readonly bottom: number;
}

/** Resolves when each row begins where the one before it ends, to the pixel that the list rounds by. */
function standClose({ log }: Visitor): Promise<void> {
  return until(async () => {
    const places = await log.locator('[data-index]').evaluateAll((rows) =>
      rows.map((row): Place => {
        const { top, bottom } = row.getBoundingClientRect();
        return { top, bottom };
      }),
    );
    const gaps = places.slice(1).map(({ top }, index) => top - (places[index] as Place).bottom);
    return gaps.length > 0 && gaps.every((gap) => Math.abs(gap) < 1);
  });
}

/** Of all rows, those too that are not there. */
function lengthOf({ log }: Visitor): Promise<number> {
  return log
    .locator('.lines')
    .evaluate(({ style }: HTMLElement) => Number.parseFloat(style.height));
}

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

/** The first message that can be seen whole, and where it stands. */
async function firstRow({ log }: Visitor): Promise<[seq: number, top: number]> {
  const edge = (await log.boundingBox())?.y ?? 0;
  for (const row of await log.getByRole('article').all()) {
    const top = (await row.boundingBox())?.y ?? 0;
    if (top >= edge) return [Number(await row.getAttribute('data-seq')), top];
  }
  throw new Error('No row can be seen.');
}

async function topOf({ log }: Visitor, seq: number): Promise<number> {
  return (await log.locator(`[data-seq="${seq}"]`).boundingBox())?.y ?? Number.NaN;
}
