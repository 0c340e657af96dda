import { describe, expect, test } from 'bun:test';
import { text } from './frame.ts';
import type { Raw } from './raw.ts';
import { refusal, sceneFor, UNLIMITED } from './scene.ts';

const THOUSAND = Array.from({ length: 1_000 }, (_, at) => at);
const list = (msg_id: number) => text({ type: 'ClientListRequest', prefix: 'nobody', msg_id });

describe('with the limits as they come,', () => {
  const scene = sceneFor();

  test('[limits.1, limits.4] of a thousand requests in one segment the first fifty are done', async () => {
    const mallory = await scene().enter();
    mallory.write(...THOUSAND.map(list));
    const done: number[] = [];
    for (const msg_id of THOUSAND) {
      const answer = await mallory.hears();
      expect(answer['msg_id']).toBe(msg_id);
      if (answer['status'] === 200) done.push(msg_id);
      else {
        expect(answer).toMatchObject(
          refusal('rate_limited', 429, { request: 'ClientListRequest' }),
        );
        expect(answer['retry_after']).toBeGreaterThan(0);
        expect(answer['retry_after']).toBeLessThan(2);
      }
    }
    // To register was the first of the fifty; while the thousand are read, one or two more come in.
    expect(done.slice(0, 49)).toEqual(THOUSAND.slice(0, 49));
    expect(done.length).toBeLessThan(60);
    await scene().unharmed();
  });

  test('[limits.1] refused messages reach nobody and use no place in the log', async () => {
    const [mallory, reader] = [await scene().enter(), await scene().enter()];
    mallory.write(...THOUSAND.map((at) => message(reader.name, at)));
    const answers = await hear(mallory, 1_000);
    const done = answers.filter(({ status }) => status === 200);
    const heard = await hear(reader, done.length);
    expect(heard.map(({ seq }) => seq)).toEqual(done.map((_, at) => at + 1));
    expect(heard.map(({ content }) => content)).toEqual(done.map(({ msg_id }) => `${msg_id}`));
    await scene().unharmed();
  });
});

describe('with no limit to how often,', () => {
  const scene = sceneFor(UNLIMITED);

  test('[limits.4] a thousand requests in one segment are all done, in order', async () => {
    const mallory = await scene().enter();
    mallory.write(...THOUSAND.map(list));
    const answers = await hear(mallory, 1_000);
    expect(answers.map(({ msg_id }) => msg_id)).toEqual(THOUSAND);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await scene().unharmed();
  });

  test('[limits.4, guarantee.1] and so are messages, mixed with what must wait for them', async () => {
    const [mallory, reader] = [await scene().enter(), await scene().enter()];
    const mixed = THOUSAND.map((at) => (at % 10 === 9 ? list(at) : message(reader.name, at)));
    mallory.write(...mixed);
    const answers = await hear(mallory, 1_000);
    expect(answers.map(({ msg_id }) => msg_id)).toEqual(THOUSAND);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const heard = await hear(reader, 900);
    expect(heard.map(({ seq }) => seq)).toEqual(THOUSAND.slice(1, 901));
    await scene().unharmed();
  });

  test('[limits.8] who has more than 1,024 requests in flight is cut with 1013', async () => {
    const [mallory, reader] = [await scene().enter(), await scene().enter()];
    const many = Array.from({ length: 8_000 }, (_, at) => message(reader.name, at));
    mallory.write(...many);
    const answered = await untilCut(mallory);
    expect(mallory.code).toBe(1013);
    expect(answered).toBeLessThan(many.length);
    await scene().unharmed();
  });

  test('[limits.8] who has more than 1 MiB of requests in flight is cut with 1013', async () => {
    const [mallory, reader] = [await scene().enter(), await scene().enter()];
    const long = 'x'.repeat(60_000);
    const many = THOUSAND.slice(0, 100).map((at) => message(reader.name, at, long));
    reader.socket.resume();
    mallory.write(...many);
    expect(await untilCut(mallory)).toBeLessThan(many.length);
    expect(mallory.code).toBe(1013);
    await scene().unharmed();
  });
});

function message(recipient: string, at: number, content = `${at}`): Buffer {
  return text({ type: 'MessageRequest', recipient, content, msg_id: at });
}

async function hear(raw: Raw, count: number) {
  const frames = [];
  for (let at = 0; at < count; at++) frames.push(await raw.hears());
  return frames;
}

/** How many answers came before the end. */
async function untilCut(raw: Raw): Promise<number> {
  for (let count = 0; ; count++) if (!(await raw.next())) return count;
}
