import { isIP } from 'node:net';
import { type Conversation, conversation } from '../conversation.ts';
import { frame, OPCODE, textFrame } from '../framing.ts';
import { limitsOf } from '../limits.ts';
import { absent, ensure } from '../match.ts';
import { list, register } from '../requests.ts';

const AREA = 'transport';

export const transport: Conversation[] = [
  conversation(
    AREA,
    'the handshake is accepted, and an offer to compress is passed over',
    ['transport.1', 'transport.2'],
    async (stage) => {
      const offer = { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' };
      const alice = await stage.connectRaw('alice', { headers: offer });
      const accepted = alice.wire.headers.get('sec-websocket-extensions');
      ensure(accepted === undefined, `The server took up an extension: ${accepted}`);
      await alice.registers();
    },
  ),

  conversation(
    AREA,
    'a request right behind the handshake is answered',
    ['transport.3'],
    async (stage) => {
      const name = stage.name('alice');
      const alice = await stage.connectRaw('alice', { first: textFrame(register(name)) });
      await alice.receives({ type: 'RegisterResponse', username: name });
    },
  ),

  conversation(AREA, 'frames come whole, however they were cut', ['transport.3'], async (stage) => {
    const alice = await stage.connectRaw('alice');
    const text = Buffer.from(JSON.stringify(register(alice.name, { device: 'Zoë’s 🎉' })));
    const party = text.indexOf('🎉') + 2;
    alice.wire.write(
      frame(OPCODE.text, text.subarray(0, 5), { fin: false }),
      frame(OPCODE.ping, 'between'),
      frame(OPCODE.continuation, text.subarray(5, party), { fin: false }),
      frame(OPCODE.continuation, '', { fin: false }),
      frame(OPCODE.continuation, text.subarray(party)),
    );
    await alice.receives({ type: 'RegisterResponse', username: alice.name });
    for (const byte of textFrame(list())) {
      alice.wire.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await alice.receives({ type: 'ClientListResponse' });
    alice.wire.write(textFrame(list({ msg_id: 1 })), textFrame(list({ msg_id: 2 })));
    for (const msg_id of [1, 2]) await alice.receives({ type: 'ClientListResponse', msg_id });
  }),

  conversation(
    AREA,
    'binary frames are refused, and the socket stays open',
    ['transport.4'],
    async (stage) => {
      const alice = await stage.connectRaw('alice');
      const request = JSON.stringify(register(alice.name));
      for (const payload of [request, '', 'x'.repeat(60_000), Buffer.from([0xff, 0, 0x80])]) {
        alice.wire.write(frame(OPCODE.binary, payload));
        await alice.receivesRefusal('bad_request', { request: absent, msg_id: absent });
      }
      await alice.registers();
    },
  ),

  conversation(
    AREA,
    'text that is no UTF-8 closes the connection with 1007, and only that one',
    ['transport.5', 'envelope.12'],
    async (stage) => {
      const [bob] = await stage.enter('bob');
      const bytes = [
        [0xff],
        [0xc0, 0xaf],
        [0xed, 0xa0, 0x80],
        [0xf4, 0x90, 0x80, 0x80],
        [0xe2, 0x82],
      ];
      for (const wrong of bytes) {
        const alice = await stage.connectRaw('alice');
        const [before, after] = ['{"type":"RegisterRequest","username":"', '"}'].map((part) =>
          Buffer.from(part),
        );
        const payload = Buffer.concat([before as Buffer, Buffer.from(wrong), after as Buffer]);
        alice.wire.write(frame(OPCODE.text, payload));
        await alice.closedWith(1007);
      }
      await bob.asks(list(), { status: 200 });
    },
  ),

  conversation(
    AREA,
    'a frame of exactly the limit is read, one of a byte more closes with 1009',
    ['transport.6'],
    async (stage) => {
      const limit = (await limitsOf(stage)).frame;
      const padded = (length: number) => {
        const empty = JSON.stringify(list({ unknown: '' }));
        return JSON.stringify(list({ unknown: 'x'.repeat(length - empty.length) }));
      };
      const [alice] = await stage.enter('alice');
      alice.sends(padded(limit));
      await alice.receives({ type: 'ClientListResponse' });
      alice.sends(padded(limit + 1));
      await alice.closedWith(1009);

      const bob = await stage.connectRaw('bob');
      await bob.registers();
      const inParts = (text: string) => [
        frame(OPCODE.text, text.slice(0, 30_000), { fin: false }),
        frame(OPCODE.continuation, text.slice(30_000)),
      ];
      bob.wire.write(...inParts(padded(limit)));
      await bob.receives({ type: 'ClientListResponse' });
      bob.wire.write(...inParts(padded(limit + 1)));
      await bob.closedWith(1009);
    },
  ),

  conversation(
    AREA,
    'a frame that is announced too long is not waited for',
    ['transport.6'],
    async (stage) => {
      for (const length of [65_537n, 2n ** 30n, 2n ** 53n - 1n]) {
        const alice = await stage.connectRaw('alice');
        const head = Buffer.alloc(14);
        head.writeUInt16BE(0x81ff);
        head.writeBigUInt64BE(length, 2);
        alice.wire.write(head, Buffer.from('{'));
        await alice.closedWith(1009);
      }
    },
  ),

  conversation(
    AREA,
    'frames that break the rules of WebSocket end their connection and no other',
    ['transport.7'],
    async (stage) => {
      const [bob] = await stage.enter('bob');
      const request = JSON.stringify(list());
      const faults = {
        'an unmasked frame': frame(OPCODE.text, request, { masked: false }),
        'a reserved bit': frame(OPCODE.text, request, { reserved: 4 }),
        'an unknown opcode': frame(3, request),
        'an unknown control opcode': frame(11, ''),
        'a ping of 126 bytes': frame(OPCODE.ping, 'x'.repeat(126)),
        'a ping in parts': frame(OPCODE.ping, 'x', { fin: false }),
        'the end of nothing': frame(OPCODE.continuation, request),
        'a text inside a text': Buffer.concat([
          frame(OPCODE.text, '{', { fin: false }),
          frame(OPCODE.text, request),
        ]),
      };
      for (const [fault, bytes] of Object.entries(faults)) {
        const alice = await stage.connectRaw('alice');
        await alice.registers();
        alice.wire.write(bytes);
        await alice.closedWith([1002, 1006]).catch((error: Error) => {
          throw new Error(`${fault}: ${error.message}`);
        });
      }
      await bob.asks(list(), { status: 200 });
    },
  ),

  conversation(
    AREA,
    'a ping is answered with a pong of the same bytes',
    ['transport.8'],
    async (stage) => {
      const alice = await stage.connectRaw('alice');
      await alice.registers();
      for (const bytes of ['', 'hello', 'x'.repeat(125)]) {
        alice.wire.write(frame(OPCODE.ping, bytes));
        const pong = await alice.controls.next(2_000);
        ensure(pong?.opcode === OPCODE.pong, 'No pong came.');
        ensure(
          Buffer.from(pong.payload).toString() === bytes,
          'The pong brings other bytes than the ping.',
        );
      }
    },
  ),

  conversation(
    AREA,
    'a page from somewhere else is let in to be told that it may not',
    ['transport.9'],
    async (stage) => {
      const { host, hostname } = new URL(stage.url);
      const strange = [
        'https://evil.example',
        'null',
        `https://${hostname}.evil.example`,
        `http://evil-${host}`,
      ];
      for (const origin of [...strange, `https://${host}@evil.example`, '']) {
        const mallory = await stage.connectRaw('mallory', { headers: { Origin: origin } });
        await mallory.closedWith(1008);
      }
    },
  ),

  conversation(
    AREA,
    'programs, which send no origin, are let in, and so is the page of a server at hand',
    ['transport.10'],
    async (stage) => {
      const alice = await stage.connectRaw('alice');
      await alice.registers();
      const { protocol, host, hostname } = new URL(stage.url);
      if (hostname !== 'localhost' && isIP(hostname.replace(/^\[|\]$/g, '')) === 0) return;
      const own = `${protocol === 'wss:' ? 'https' : 'http'}://${host}`;
      for (const origin of [own, own.toUpperCase()]) {
        const bob = await stage.connectRaw('bob', { headers: { Origin: origin } });
        await bob.registers();
        await bob.leaves();
      }
    },
  ),

  conversation(
    AREA,
    'the server asks for a sign of life, and cuts who gives none',
    ['transport.11'],
    async (stage) => {
      const { ping, pong } = await limitsOf(stage);
      const [alice, bob] = [
        await stage.connectRaw('alice'),
        await stage.connectRaw('bob', { mute: true }),
      ];
      await Promise.all([alice.registers(), bob.registers()]);
      for (const person of [alice, bob]) {
        const asked = await person.controls.next((ping + 3) * 1_000);
        ensure(asked?.opcode === OPCODE.ping, `No ping came to ${person.name} in ${ping} s.`);
      }
      await bob.closedWith(1006, (pong + 3) * 1_000);
      await alice.asks(list({ prefix: bob.name }), { clients: [] });
    },
    { waits: true, seconds: 60 },
  ),
];
