import { type Conversation, conversation } from '../conversation.ts';
import { ensure } from '../match.ts';
import { groupMessage, message, register } from '../requests.ts';

const AREA = 'message';
const SENT = 'MessageSendResponse';

/** Messages with a key, which may be sent again. */
export const messageKeys: Conversation[] = [
  conversation(
    AREA,
    'the same request with the same key takes effect once',
    ['message.10', 'guarantee.4'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const once = message(bob.name, 'only once', { key: 'a key' });
      const { chat, chatname, seq, at } = await alice.asks(once, { type: SENT, status: 200 });
      for (let time = 0; time < 3; time++) {
        await alice.asks(once, { type: SENT, status: 200, chat, chatname, seq, at });
      }
      const phone = await stage.device(alice);
      await phone.asks(once, { type: SENT, status: 200, chat, chatname, seq, at });
      await bob.receives({ content: 'only once', seq });
      await bob.hearsNothing();
      await alice.asks(message(bob.name, 'next'), { chat, seq: (seq as number) + 1 });
      await bob.receives({ content: 'next' });
      await phone.receives({ content: 'next' });
    },
  ),

  conversation(
    AREA,
    'repeats that do not wait for the first answer take effect once as well',
    ['message.10', 'guarantee.4'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const phone = await stage.device(alice);
      const once = groupMessage(bob.name, 'only once', { key: 'k' });
      const sending = [alice, alice, phone, alice, phone].map((device) =>
        device.asks(once, { status: 200 }),
      );
      const places = (await Promise.all(sending)).map(({ chat, seq, at }) =>
        JSON.stringify([chat, seq, at]),
      );
      ensure(new Set(places).size === 1, `One request has got several places: ${places.join(' ')}`);
      await bob.receives({ type: 'GroupMessageRecv', content: 'only once' });
      await bob.hearsNothing();
      const echoes = [alice, phone].flatMap((device) => device.takeUnread());
      ensure(
        echoes.length === 1,
        `The sender's devices were told ${echoes.length} times, not once.`,
      );
    },
  ),

  conversation(
    AREA,
    'another request with a used key is a conflict',
    ['message.11'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const key = 'k'.repeat(64);
      await alice.asks(message(bob.name, 'one', { key }), { status: 200 });
      await bob.receives({ content: 'one' });
      await alice.isRefused(message(bob.name, 'two', { key }), 'conflict');
      await alice.isRefused(message(carol.name, 'one', { key }), 'conflict');
      await alice.isRefused(groupMessage(bob.name, 'one', { key }), 'conflict');
      await bob.hearsNothing();
      await carol.hearsNothing(1);
    },
  ),

  conversation(
    AREA,
    'a key that an earlier request is just using is used, for one that would be refused as well',
    ['message.11', 'message.14', 'guarantee.1'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const stored = alice.asks(message(bob.name, 'one', { key: 'k' }), { status: 200 });
      const refused = alice.isRefused(
        message('nobody-of-that-name', 'two', { key: 'k' }),
        'conflict',
      );
      await Promise.all([stored, refused]);
      await bob.receives({ content: 'one' });
    },
  ),

  conversation(AREA, 'a key belongs to the person who uses it', ['message.12'], async (stage) => {
    const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
    await alice.asks(message(carol.name, 'from Alice', { key: '1' }), { status: 200 });
    await bob.asks(message(carol.name, 'from Bob', { key: '1' }), { status: 200 });
    await carol.receives({ content: 'from Alice' });
    await carol.receives({ content: 'from Bob' });
  }),

  conversation(
    AREA,
    'a refused request leaves its key unused, an accepted one is remembered whatever has changed',
    ['message.13', 'message.14'],
    async (stage) => {
      const [alice] = await stage.enter('alice');
      const bob = await stage.connect('bob');
      const keyed = message(bob.name, 'hello', { key: 'k' });
      await alice.isRefused(keyed, 'unknown_recipient');
      await bob.asks(register(bob.name), { status: 200 });
      const { chat, seq, at } = await alice.asks(keyed, { status: 200 });
      await bob.receives({ content: 'hello', seq });
      await bob.leaves();
      await alice.isRefused(message(bob.name, 'hello'), 'unknown_recipient');
      await alice.asks(keyed, { type: SENT, status: 200, chatname: bob.name, chat, seq, at });
    },
  ),
];
