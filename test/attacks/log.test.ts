import { describe, expect, test } from 'bun:test';
import { WIRE } from '@chateau/protocol';
import { text } from './frame.ts';
import { badRequest, refusal, type Somebody, sceneFor, UNLIMITED } from './scene.ts';

/** Positions, limits and numbers that no client would send, and logs that nobody should have to read. */

const scene = sceneFor(UNLIMITED);
const FAR = Number.MAX_SAFE_INTEGER;

describe('[history.3, history.5, history.7] whatever position is asked for,', () => {
  test('there is a page of the log, or a reason why not', async () => {
    const { alice, chat } = await talk(12);
    const all = Array.from({ length: 12 }, (_, at) => at + 1);
    for (const [span, wanted] of [
      [{ after: 0 }, all],
      [{ after: 12 }, []],
      [{ before: 0 }, []],
      [{ before: 1 }, []],
      [{ before: FAR }, all],
      [{ around: 0 }, all],
      [{ around: FAR }, all],
      [{ at: 0 }, all],
      [{ at: FAR }, all],
    ] as const) {
      const answer = await alice.asks({ type: 'HistoryRequest', chat, ...span });
      expect({ span, seqs: seqsOf(answer) }).toEqual({ span, seqs: [...wanted] });
      expect(answer).toMatchObject({ last_seq: 12 });
      expect(answer).not.toHaveProperty('more');
    }
    for (const after of [13, 1e9, FAR]) {
      const answer = await alice.asks({ type: 'HistoryRequest', chat, after });
      expect(answer).toMatchObject(refusal('reset', 409));
      const caught = await alice.asks({ type: 'CatchUpRequest', chats: { [chat]: after } });
      expect(caught).toMatchObject({ chats: [], reset: [chat], gone: [] });
    }
    for (const field of ['after', 'before', 'around', 'at']) {
      for (const value of [-1, -0.5, 2 ** 53, 1e300, -FAR, '1', null]) {
        const answer = await alice.asks({ type: 'HistoryRequest', chat, [field]: value });
        expect(answer).toMatchObject(badRequest());
      }
    }
    await scene().unharmed();
  });

  test('there are as many entries as there may be', async () => {
    const { alice, chat } = await talk(5);
    for (const [limit, count] of [
      [0, 1],
      [-1, 1],
      [-1e9, 1],
      [-FAR, 1],
      [3, 3],
      [1e9, 5],
      [FAR, 5],
    ] as const) {
      for (const span of [{ after: 0 }, { before: FAR }, { around: 3 }, {}]) {
        const answer = await alice.asks({ type: 'HistoryRequest', chat, ...span, limit });
        expect({ limit, span, count: seqsOf(answer).length }).toEqual({ limit, span, count });
      }
      const { chats } = await alice.asks({ type: 'ChatListRequest', limit });
      expect(chats).toHaveLength(1);
    }
    await scene().unharmed();
  });
});

describe('[read.1, read.2] a cursor', () => {
  test('goes nowhere but within the log', async () => {
    const { alice, bob, chat } = await talk(5);
    const read = (seq: unknown, more = {}) => bob.asks({ type: 'ReadRequest', chat, seq, ...more });
    for (const [seq, back, reached] of [
      [FAR, false, 5],
      [0, false, 5],
      [3, false, 5],
      [FAR, true, 5],
      [0, true, 0],
      [2, true, 2],
      [1, false, 2],
      [6, false, 5],
    ] as const) {
      expect(await read(seq, { back })).toMatchObject({ type: 'ReadResponse', seq: reached });
      const { chats } = await bob.asks({ type: 'ChatListRequest' });
      expect(chats).toMatchObject([{ read_seq: reached, unread: 5 - reached, last_seq: 5 }]);
    }
    for (const seq of [-1, 2 ** 53, 1.5, '1', null]) {
      expect(await read(seq)).toMatchObject(badRequest());
    }
    const { chats } = await alice.asks({ type: 'ChatListRequest' });
    expect(chats).toMatchObject([{ read_seq: 0, unread: 0 }]);
    await scene().unharmed();
  });
});

describe('[reaction.2, reaction.4, edit.4] ten thousand reactions to one message', () => {
  test('are counted, shown in a frame, and gone with it', async () => {
    const people = await Promise.all(Array.from({ length: 200 }, () => scene().enter()));
    const [alice] = people as [Somebody];
    const recipients = people.slice(1).map(({ name }) => name);
    const opening = { type: 'GroupMessageInitRequest', chatname: scene().name(), recipients };
    const { chat } = await alice.asks(opening);
    await alice.asks({ type: 'GroupMessageRequest', chat, content: 'react!' });
    const react = (number: number) => {
      return { type: 'ReactionRequest', chat, target: 1, reaction: `r${number}`, on: true };
    };
    await Promise.all(
      people.map(async (person) => {
        if (person !== alice) for (let heard = 0; heard < 2; heard++) await person.hears(30_000);
        for (let number = 0; number < 50; number += 10) {
          const requests = Array.from({ length: 10 }, (_, at) => text(react(number + at)));
          person.write(...requests);
          for (const _ of requests) {
            const answer = await person.hears(60_000);
            expect(answer).toMatchObject({ type: 'ReactionResponse', status: 200 });
          }
        }
        expect(await person.asks(react(50))).toMatchObject(refusal('too_large', 400));
      }),
    );
    expect(await alice.asks(react(7))).not.toHaveProperty('seq');
    for (let time = 0; time < 3; time++) {
      alice.send({ type: 'HistoryRequest', chat });
      const page = await alice.next();
      expect(page?.payload.length).toBeLessThan(WIRE.serverFrame);
      const [message] = JSON.parse(`${page?.payload}`).entries;
      expect(message.reactions).toHaveLength(50);
      for (const { count, people, mine } of message.reactions) {
        expect({ count, named: people.length, mine }).toEqual({
          count: 200,
          named: 10,
          mine: true,
        });
      }
    }

    const remove = { type: 'MessageDeleteRequest', chat, target: 1 };
    expect(await alice.asks(remove)).toMatchObject({ status: 200, seq: 10_002 });
    const { entries } = await alice.asks({ type: 'HistoryRequest', chat });
    expect(entries).toEqual([expect.not.objectContaining({ reactions: expect.anything() })]);
    expect(await alice.asks(react(1))).toMatchObject(refusal('not_found', 404));
    await scene().unharmed();
  }, 240_000);
});

describe('[read.6] five thousand names in one message', () => {
  test('call those who come first, once each', async () => {
    const { alice, bob, chat } = await talk(0);
    const names = Array.from({ length: 5_000 }, (_, at) => `@nobody${at}`);
    const said = [
      `@${bob.name} `.repeat(4_000),
      [`@${bob.name}`, ...names].join(' '),
      [...names, `@${bob.name}`].join(' '),
      '@all '.repeat(10_000),
    ];
    const mentions = [1, 2, 2, 3];
    for (const [at, content] of said.entries()) {
      const answer = await alice.asks({ type: 'GroupMessageRequest', chat, content });
      expect(answer).toMatchObject({ status: 200, seq: at + 1 });
      await bob.hears();
      const { chats } = await bob.asks({ type: 'ChatListRequest' });
      expect(chats).toMatchObject([{ unread: at + 1, mentions: mentions[at] }]);
    }
    await scene().unharmed();
  });
});

describe('[catchup.3, catchup.4] a list of chats to catch up with', () => {
  test('is as long as it may be', async () => {
    const { alice, chat } = await talk(3);
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${at.toString(36)}`, 0]));
    for (const count of [501, 5_000]) {
      const answer = await alice.asks({ type: 'CatchUpRequest', chats: many(count) });
      expect(answer).toMatchObject(refusal('too_large', 400));
    }
    const answer = await alice.asks({ type: 'CatchUpRequest', chats: { ...many(499), [chat]: 0 } });
    expect(answer['gone']).toHaveLength(499);
    expect(answer).toMatchObject({ chats: [{ chat, last_seq: 3 }] });
    // Ten thousand of them are longer than any frame may be.
    const mallory = await scene().enter();
    const ids = Array.from({ length: 10_000 }, (_, at) => [`c${at + 40_000}`, 0]);
    mallory.send({ type: 'CatchUpRequest', chats: Object.fromEntries(ids) });
    expect(await mallory.ends()).toBe(1009);
    await scene().unharmed();
  });

  test('may have names in it that every object has', async () => {
    const { alice, chat } = await talk(3);
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length'];
    const chats = [...names, chat].map((name) => `${JSON.stringify(name)}:0`).join();
    const answer = await alice.asks(`{"type":"CatchUpRequest","chats":{${chats}}}`);
    expect(answer['gone']).toEqual(names);
    expect(answer).toMatchObject({ status: 200, reset: [], chats: [{ chat, last_seq: 3 }] });
    const polluted = '{"type":"CatchUpRequest","chats":{"__proto__":{"isAdmin":true}}}';
    expect(await alice.asks(polluted)).toMatchObject(badRequest());
    expect(await alice.asks('{"type":"CatchUpRequest","chats":{}}')).toMatchObject({ gone: [] });
    const values = [
      '[]',
      '[0]',
      '"c1"',
      '0',
      'null',
      '{"c1":-1}',
      '{"c1":"0"}',
      '{"c1":9007199254740992}',
    ];
    const fields = ['{"":0}', `{"${'x'.repeat(33)}":0}`, '{"a\\nb":{}}', '{"a\\u2028b":"0"}'];
    for (const wrong of [...values, ...fields]) {
      const request = `{"type":"CatchUpRequest","chats":${wrong}}`;
      expect({ wrong, answer: await alice.asks(request) }).toMatchObject({ answer: badRequest() });
    }
    await scene().unharmed();
  });
});

test('[message.10, key.1] a key is any 64 characters, and no more', async () => {
  const { alice, bob, chat } = await talk(0);
  const keys = ['__proto__', 'constructor', ' ', '\u202e', "'", '🎉'.repeat(64), 'x'.repeat(64)];
  for (const [at, key] of keys.entries()) {
    const request = { type: 'GroupMessageRequest', chat, content: 'once', key };
    for (let time = 0; time < 2; time++) {
      expect(await alice.asks(request)).toMatchObject({ status: 200, seq: at + 1 });
    }
    expect(await bob.hears()).toMatchObject({ seq: at + 1 });
  }
  for (const key of ['', 'x'.repeat(65), 'x'.repeat(10_000), '\0', 1, {}, null]) {
    for (const request of [
      { type: 'GroupMessageRequest', chat, content: 'x', key },
      { type: 'ReactionRequest', chat, target: 1, reaction: '+', on: true, key },
      { type: 'ChatPreferenceRequest', chat, key },
    ]) {
      expect(await alice.asks(request)).toMatchObject(badRequest());
    }
  }
  await scene().unharmed();
});

/** Alice, who has written so often in a group, and Bob, who is there. */
async function talk(count: number) {
  const [alice, bob] = [await scene().enter(), await scene().enter()];
  const opening = { type: 'GroupMessageInitRequest', chatname: scene().name() };
  const { chat } = await alice.asks({ ...opening, recipients: [bob.name] });
  await bob.hears();
  for (let number = 1; number <= count; number++) {
    await alice.asks({ type: 'GroupMessageRequest', chat, content: `${number}` });
    await bob.hears();
  }
  return { alice, bob, chat: `${chat}` };
}

function seqsOf({ entries }: { readonly [field: string]: unknown }): number[] {
  return (entries as { seq: number }[]).map(({ seq }) => seq);
}
