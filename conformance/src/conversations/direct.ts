import { type Conversation, conversation } from '../conversation.ts';
import { absent, aString, ensure, show } from '../match.ts';
import { pause } from '../pause.ts';
import { message, openDirect } from '../requests.ts';

const AREA = 'direct';
const OPENED = 'SingleMessageInitResponse';

export const direct: Conversation[] = [
  conversation(
    AREA,
    'Alice opens a conversation with Bob, and each sees the other’s name on it',
    ['direct.1'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const { chat } = await alice.asks(openDirect(bob.name), {
        type: OPENED,
        status: 200,
        chatname: bob.name,
        chat: aString,
      });
      await bob.receives({ type: OPENED, status: 201, chatname: alice.name, chat });
      await bob.asks(message(alice.name, 'hello'), { status: 200, chat, seq: 1 });
      await alice.receives({ type: 'MessageRecv', content: 'hello', chat });
      await alice.hearsNothing();
      await carol.hearsNothing(1);
    },
  ),

  conversation(
    AREA,
    'a conversation that exists is answered and nobody is told again',
    ['direct.2'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const { chat } = await alice.asks(openDirect(bob.name), { status: 200 });
      await bob.receives({ type: OPENED, status: 201, chat });
      await alice.asks(openDirect(bob.name), {
        type: OPENED,
        status: 200,
        chatname: bob.name,
        chat,
      });
      await bob.asks(openDirect(alice.name), {
        type: OPENED,
        status: 200,
        chatname: alice.name,
        chat,
      });
      const sent = await alice.asks(message(carol.name, 'hello'), { status: 200 });
      await carol.receives({ type: 'MessageRecv', content: 'hello' });
      const same = { chatname: alice.name, chat: sent['chat'] };
      await carol.asks(openDirect(alice.name), { type: OPENED, status: 200, ...same });
      for (const person of [alice, bob, carol]) await person.hearsNothing(50);
    },
  ),

  conversation(
    AREA,
    'a conversation that exists is answered while the other one is away',
    ['direct.3'],
    async (stage) => {
      const [alice, bob] = await stage.enterWith({ features: [] }, 'alice', 'bob');
      const { chat } = await alice.asks(openDirect(bob.name), { status: 200 });
      await bob.receives({ type: OPENED, status: 201, chat });
      await bob.leaves();
      await alice.asks(openDirect(bob.name), {
        type: OPENED,
        status: 200,
        chatname: bob.name,
        chat,
      });
    },
  ),

  conversation(
    AREA,
    'asked for with a key, it is opened once, and answered alike when Bob has gone',
    ['direct.2', 'key.1', 'key.2', 'key.3', 'message.14'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const keyed = openDirect(bob.name, { key: 'k' });
      await alice.isRefused(openDirect(stage.name('nobody'), { key: 'k' }), 'recipient_offline');
      const first = await Promise.all([alice.asks(keyed), alice.asks(keyed)]);
      const opened = { type: OPENED, status: 200, chatname: bob.name };
      const { chat } = first[0];
      for (const answer of first) ensure(answer['chat'] === chat, 'One key has opened two.');
      await bob.receives({ type: OPENED, status: 201, chatname: alice.name, chat });
      await bob.hearsNothing();
      await bob.leaves();
      await alice.asks(keyed, { ...opened, chat });
      for (const other of [
        openDirect(carol.name, { key: 'k' }),
        openDirect(stage.name('nobody'), { key: 'k' }),
        message(carol.name, 'hello', { key: 'k' }),
      ]) {
        await alice.isRefused(other, 'conflict');
      }
      await carol.hearsNothing();
    },
  ),

  conversation(
    AREA,
    'with somebody who is not online no conversation begins',
    ['direct.4'],
    async (stage) => {
      const [alice] = await stage.enter('alice');
      const [bob] = await stage.enterWith({ features: [] }, 'bob');
      await bob.leaves();
      for (const name of [bob.name, stage.name('nobody'), '', 'no name at all', '__proto__']) {
        await alice.isRefused(openDirect(name), 'recipient_offline');
      }
    },
  ),

  conversation(AREA, 'a conversation with oneself is refused', ['direct.5'], async (stage) => {
    const [alice] = await stage.enter('alice');
    await alice.isRefused(openDirect(alice.name), 'bad_request');
    await alice.isRefused(openDirect(alice.name.toUpperCase()), 'bad_request');
    await alice.hearsNothing();
  }),

  conversation(
    AREA,
    "all devices of the other one are told, and the other ones of one's own",
    ['direct.6'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const phone = await stage.device(bob);
      const tablet = await stage.device(alice);
      const { chat } = await alice.asks(openDirect(bob.name), { status: 200 });
      await tablet.receives({ type: OPENED, status: 201, chatname: bob.name, chat });
      for (const device of [bob, phone]) {
        await device.receives({
          type: OPENED,
          status: 201,
          chatname: alice.name,
          chat,
          sender: absent,
        });
      }
    },
  ),

  conversation(
    AREA,
    'of two who open it at once, both get the same conversation and one is told',
    ['direct.2'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const [one, other] = await Promise.all([
        alice.asks(openDirect(bob.name), { status: 200 }),
        bob.asks(openDirect(alice.name), { status: 200, chatname: alice.name }),
      ]);
      ensure(
        one['chat'] === other['chat'],
        'Two people have got two conversations with each other.',
      );
      await pause(150);
      const told = [...alice.takeUnread(), ...bob.takeUnread()];
      const once = told.length === 1 && told[0]?.type === OPENED && told[0]['status'] === 201;
      ensure(once, `One of the two was to be told, once: ${show(told)}`);
    },
  ),
];
