import { expect, test } from 'bun:test';
import { fragments, frame, OP, type Payload, text } from './frame.ts';
import type { Raw } from './raw.ts';
import { refusal, sceneFor, UNLIMITED } from './scene.ts';
import { memoryOf } from './usage.ts';

const scene = sceneFor(UNLIMITED);
const FRAME = 65_536;
const CONTENT = 61_440;
/** Frames that never come must cost nothing, in MiB; the rest is what a server breathes. */
const BREATH = 64;

test('[transport.6] a frame of 65,536 bytes is read, one of 65,537 closes with 1009', async () => {
  const mallory = await scene().enter();
  expect(await mallory.asks(padded(FRAME))).toMatchObject({ type: 'ClientListResponse' });
  mallory.send(padded(FRAME + 1));
  expect(await mallory.ends()).toBe(1009);
  await scene().unharmed();
});

test('[transport.6] bytes count, not characters', async () => {
  const mallory = await scene().enter();
  expect(await mallory.asks(padded(FRAME, '€'))).toMatchObject({ type: 'ClientListResponse' });
  mallory.send(padded(FRAME + 1, '€'));
  expect(await mallory.ends()).toBe(1009);
  await scene().unharmed();
});

test('[transport.6] the parts of a frame count together', async () => {
  for (const cut of [1, 30_000, FRAME - 1]) {
    const mallory = await scene().enter();
    const parts = (length: number) => [padded(length).slice(0, cut), padded(length).slice(cut)];
    mallory.write(fragments(OP.text, ...parts(FRAME)));
    expect(await mallory.hears()).toMatchObject({ type: 'ClientListResponse' });
    mallory.write(fragments(OP.text, ...parts(FRAME + 1)));
    expect(await mallory.ends()).toBe(1009);
  }
  await scene().unharmed();
});

test('[transport.6] a frame in 65,536 parts is read, and one part more closes with 1009', async () => {
  const mallory = await scene().enter();
  mallory.write(fragments(OP.text, ...padded(FRAME)));
  expect(await mallory.hears()).toMatchObject({ type: 'ClientListResponse' });
  mallory.write(fragments(OP.text, ...padded(FRAME + 1)));
  expect(await mallory.ends()).toBe(1009);
  await scene().unharmed();
});

test('[transport.6] binary frames have the same limit', async () => {
  const mallory = await scene().enter();
  mallory.write(frame(OP.binary, Buffer.alloc(FRAME + 1)));
  expect(await mallory.ends()).toBe(1009);
  await scene().unharmed();
});

test('[transport.6] a frame that is announced too long is not waited for, nor is room made', async () => {
  const before = memoryOf(scene().server.pid);
  const lengths = [FRAME + 1, 2 ** 30, 2 ** 31, 2 ** 32, 2 ** 53 - 1].map(BigInt);
  for (const length of [...lengths, 2n ** 63n, 2n ** 64n - 1n]) {
    const head = Buffer.alloc(14);
    head.writeUInt16BE(0x81ff);
    head.writeBigUInt64BE(length, 2);
    const mallory = await scene().enter();
    mallory.write(head, Buffer.from('{'));
    expect([1002, 1009]).toContain(await mallory.ends());
  }
  await scene().unharmed();
  expect(memoryOf(scene().server.pid) - before).toBeLessThan(BREATH);
});

test('[limits.2] content of 61,440 bytes is taken, of 61,441 is too large', async () => {
  const [mallory, reader] = [await scene().enter(), await scene().enter()];
  const send = (content: string, type = 'MessageRequest') =>
    mallory.asks({ type, recipient: reader.name, content });
  for (const letter of ['x', 'é', '€', '🎉']) {
    const content = letter.repeat(CONTENT / Buffer.byteLength(letter));
    expect(await send(content)).toMatchObject({ type: 'MessageSendResponse', status: 200 });
    expect(await reader.hears()).toMatchObject({ type: 'MessageRecv', content });
    for (const type of ['MessageRequest', 'GroupMessageRequest', 'RandomMessageRequest']) {
      expect(await send(`${content}x`, type)).toMatchObject(refusal('too_large', 400));
    }
  }
  await silent(reader);
  await scene().unharmed();
});

test('[limits.3] fifteen thousand recipients of one letter are too many', async () => {
  const mallory = await scene().enter();
  const recipients = Array(15_000).fill('a');
  const opened = { type: 'GroupMessageInitRequest', chatname: 'crowd', recipients };
  expect(await mallory.asks(opened)).toMatchObject(refusal('too_large', 400));
  expect(await mallory.asks({ ...opened, recipients: [] })).toMatchObject({ status: 200 });
  await scene().unharmed();
});

test('[transport.3] a frame of 60 KB that comes ten bytes at a time is read', async () => {
  const mallory = await scene().enter();
  const sent = text(padded(60_000));
  for (let at = 0; at < sent.length; at += 10) {
    mallory.write(sent.subarray(at, at + 10));
    if (at % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await mallory.hears()).toMatchObject({ type: 'ClientListResponse' });
  await scene().unharmed();
});

/** A request of so many bytes. */
function padded(bytes: number, letter = 'x'): string {
  const request = (filling: string) =>
    `{"type":"ClientListRequest","prefix":"nobody","filling":"${filling}"}`;
  const room = bytes - request('').length;
  const size = Buffer.byteLength(letter);
  return request(letter.repeat(Math.floor(room / size)) + 'x'.repeat(room % size));
}

/** Frames come in order: when the answer is the next one, nothing else has come before. */
async function silent(raw: Raw): Promise<void> {
  const nobody: Payload = '{"type":"ClientListRequest","prefix":"nobody"}';
  expect(await raw.asks(nobody)).toMatchObject({ type: 'ClientListResponse', clients: [] });
}
