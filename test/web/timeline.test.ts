import { expect, test } from 'bun:test';
import type { Locator } from 'playwright-core';
import { suiteWhere } from '../faults/suite.ts';
import { comeToLine, lengthOf, standClose } from './rows.ts';
import { Meeting, missingBrowser, until } from './visitor.ts';

/** Each row stands at a place that the list gives it: one below the other, whatever becomes of their heights. */
suiteWhere(missingBrowser, 'the timeline', () => {
  const meeting = new Meeting();

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

  test('when somebody has scrolled, the row under their pointer is the one that can be acted on', async () => {
    const [alice] = await comeToLine(meeting, 80);
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
    const [alice] = await comeToLine(meeting, 80);
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
