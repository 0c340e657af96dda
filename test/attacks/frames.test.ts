import { describe, expect, test } from 'bun:test';
import { fragments, frame, goodbye, OP, ping, text } from './frame.ts';
import { badRequest, sceneFor, UNLIMITED } from './scene.ts';

const scene = sceneFor(UNLIMITED);
const LIST = '{"type":"ClientListRequest","prefix":"nobody"}';

const BROKEN: Record<string, Buffer> = {
  'that is not masked': frame(OP.text, LIST, { masked: false }),
  'with the first reserved bit': frame(OP.text, LIST, { reserved: 4 }),
  'with the second reserved bit': frame(OP.text, LIST, { reserved: 2 }),
  'with the third reserved bit': frame(OP.text, LIST, { reserved: 1 }),
  'that pings with 126 bytes': ping('x'.repeat(126)),
  'that pings in parts': frame(OP.ping, 'x', { fin: false }),
  'that goes on where nothing began': frame(OP.continuation, LIST),
  'that goes on and does not end': frame(OP.continuation, LIST, { fin: false }),
  'of text inside a text': Buffer.concat([frame(OP.text, '{', { fin: false }), text(LIST)]),
  'of bytes inside a text': Buffer.concat([
    frame(OP.text, '{', { fin: false }),
    frame(OP.binary, LIST),
  ]),
  'that closes with half a code': frame(OP.close, 'x'),
  'that closes with a code that may not be sent': goodbye(1005),
  'that closes with a code that does not exist': goodbye(999),
  'that closes in 126 bytes': goodbye(1000, 'x'.repeat(124)),
};
for (const op of [3, 4, 5, 6, 7, 11, 12, 13, 14, 15]) {
  BROKEN[`of the unknown kind ${op}`] = frame(op, '');
  BROKEN[`of the unknown kind ${op} with a payload`] = frame(op, LIST);
}

describe('[transport.7] a frame that breaks the rules of WebSocket ends its connection with 1002:', () => {
  for (const [what, bytes] of Object.entries(BROKEN)) {
    test(`one ${what}`, async () => {
      const mallory = await scene().enter();
      mallory.write(bytes, text(LIST));
      expect(await mallory.ends()).toBe(1002);
      await scene().unharmed();
    });
  }
});

test('[transport.8] pings are answered: ten in a row, one byte by byte, one inside a text', async () => {
  const mallory = await scene().enter();
  const many = Array.from({ length: 10 }, (_, count) => `${count}`);
  mallory.write(...many.map(ping));
  for (const count of many) expect(await mallory.next()).toEqual(pong(count));
  const long = 'x'.repeat(125);
  for (const byte of ping(long)) mallory.write(Buffer.from([byte]));
  expect(await mallory.next()).toEqual(pong(long));
  mallory.write(frame(OP.text, LIST.slice(0, 9), { fin: false }), ping('between'));
  expect(await mallory.next()).toEqual(pong('between'));
  mallory.write(frame(OP.continuation, LIST.slice(9)));
  expect(await mallory.hears()).toMatchObject({ type: 'ClientListResponse', status: 200 });
  await scene().unharmed();
});

const NOT_UTF8: Record<string, Buffer> = {
  'a lone byte': frame(OP.text, bytes('ff')),
  'an overlong slash': frame(OP.text, bytes('c0 af')),
  'half a surrogate pair': frame(OP.text, bytes('ed a0 80')),
  'a character behind the last one': frame(OP.text, bytes('f4 90 80 80')),
  'five bytes of one character': frame(OP.text, bytes('f8 88 80 80 80')),
  'a character without its end': frame(OP.text, bytes('e2 82')),
  'a character that goes wrong in the next fragment': fragments(
    OP.text,
    bytes('e2'),
    bytes('28 a1'),
  ),
  'a reason to close with half a surrogate pair': goodbye(
    1000,
    bytes('ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0 80 65 64 69 74 65 64'),
  ),
};

describe('[transport.5] text that is not UTF-8 closes with 1007:', () => {
  for (const [what, sent] of Object.entries(NOT_UTF8)) {
    test(what, async () => {
      const mallory = await scene().enter();
      mallory.write(sent, text(LIST));
      expect(await mallory.ends()).toBe(1007);
      await scene().unharmed();
    });
  }
});

test('[transport.3] a character is read across fragments and segments', async () => {
  const mallory = await scene().connect();
  const name = `Zoé${scene().name()}`;
  const request = Buffer.from(JSON.stringify({ type: 'RegisterRequest', username: name }));
  const cut = request.indexOf('é') + 1;
  const parts = fragments(OP.text, request.subarray(0, cut), request.subarray(cut));
  for (const byte of parts) mallory.write(Buffer.from([byte]));
  expect(await mallory.hears()).toMatchObject({ status: 200, username: name });
  await scene().unharmed();
});

test('[transport.4] a binary frame is refused, valid JSON or not, and the connection stays', async () => {
  const mallory = await scene().enter();
  const payloads = [LIST, '', bytes('ff 00 80'), 'x'.repeat(65_536), '{"msg_id":1}'];
  for (const payload of payloads) {
    mallory.write(frame(OP.binary, payload));
    const answer = await mallory.hears();
    expect(answer).toMatchObject(badRequest());
    expect(answer).not.toHaveProperty('msg_id');
  }
  expect(await mallory.asks(LIST)).toMatchObject({ status: 200 });
  await scene().unharmed();
});

function pong(payload: string) {
  return { op: OP.pong, payload: Buffer.from(payload) };
}

function bytes(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}
