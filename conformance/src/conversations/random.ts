import { type Conversation, conversation } from '../conversation.ts';
import { absent, aNumber, aString, ensure } from '../match.ts';
import { random as asking, message } from '../requests.ts';

const AREA = 'random';
const MET = 'RandomMessageResponse';
const alone = { alone: true };

export const random: Conversation[] = [
  conversation(
    AREA,
    'Alice writes to whoever is there, and Bob it is',
    ['random.1', 'random.2'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const place = { chat: aString, chatname: bob.name, seq: aNumber, at: aNumber };
      const met = await alice.asks(asking({ content: 'anybody there?' }), {
        type: MET,
        status: 200,
        client: bob.name,
        ...place,
      });
      const { chat, seq, at } = met;
      const from = {
        sender: alice.name,
        sender_id: alice.id,
        chatname: alice.name,
        groupchat: false,
      };
      const said = { type: 'MessageRecv', status: 200, content: 'anybody there?' };
      await bob.receives({ ...said, ...from, chat, seq, at });
      await bob.asks(message(alice.name, 'me'), {
        chat,
        chatname: alice.name,
        seq: (seq as number) + 1,
      });
      await alice.receives({ type: 'MessageRecv', content: 'me', chat });
    },
    alone,
  ),

  conversation(
    AREA,
    'without content somebody is picked and told nothing',
    ['random.3'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const nothing = { chat: absent, chatname: absent, seq: absent, at: absent };
      await alice.asks(asking(), { type: MET, status: 200, client: bob.name, ...nothing });
      await bob.hearsNothing();
      await alice.asks(message(bob.name, 'found you'), { status: 200, seq: 1 });
      await bob.receives({ content: 'found you' });
    },
    alone,
  ),

  conversation(
    AREA,
    'without content a key is not used up, and each time somebody is picked anew',
    ['random.3', 'random.5'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const met: unknown[] = [];
      for (let time = 0; time < 2; time++)
        met.push((await alice.asks(asking({ key: 'k' }), { type: MET, status: 200 }))['client']);
      ensure(met[0] !== met[1], 'Alice was sent to the same partner by a key that stores nothing.');
      await alice.asks(message(bob.name, 'hello', { key: 'k' }), { status: 200, seq: 1 });
      await bob.receives({ content: 'hello' });
      await carol.hearsNothing();
    },
    alone,
  ),

  conversation(
    AREA,
    'with nobody else online there is nobody to meet',
    ['random.4'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      await stage.connect('carol');
      await stage.device(alice);
      await bob.leaves();
      await alice.isRefused(asking({ content: 'hello?' }), 'not_enough_people');
      await alice.isRefused(asking(), 'not_enough_people');
      await alice.hearsNothing();
    },
    alone,
  ),

  conversation(
    AREA,
    'everybody is met, never oneself, and nobody twice in a row while there are others',
    ['random.5'],
    async (stage) => {
      const [alice, ...others] = await stage.enter('alice', 'bob', 'carol', 'dave');
      const met: unknown[] = [];
      for (let time = 0; time < 30; time++)
        met.push((await alice.asks(asking(), { type: MET }))['client']);
      ensure(!met.includes(alice.name), 'Alice has met herself.');
      ensure(
        met.every((name, index) => name !== met[index - 1]),
        'Alice has met somebody twice in a row.',
      );
      // By chance somebody is left out once in some hundred million times.
      for (const { name } of others)
        ensure(met.includes(name), `${name} is never met: ${met.join(' ')}`);
    },
    alone,
  ),

  conversation(
    AREA,
    'of two, each meets the other again and again',
    ['random.5'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      for (let time = 0; time < 3; time++) {
        await alice.asks(asking(), { client: bob.name });
        await bob.asks(asking(), { client: alice.name });
      }
    },
    alone,
  ),

  conversation(
    AREA,
    'the same keyed request meets the same person and is delivered once',
    ['random.6', 'message.10', 'message.11'],
    async (stage) => {
      const [alice, ...others] = await stage.enter('alice', 'bob', 'carol', 'dave');
      const once = asking({ content: 'once', key: 'k' });
      const { client, chat, seq, at } = await alice.asks(once, { type: MET, status: 200 });
      for (let time = 0; time < 5; time++)
        await alice.asks(once, { type: MET, client, chat, seq, at });
      await alice.isRefused(asking({ content: 'twice', key: 'k' }), 'conflict');
      await alice.isRefused(message(String(client), 'once', { key: 'k' }), 'conflict');
      const met = others.find(({ name }) => name === client);
      await met?.receives({ type: 'MessageRecv', content: 'once' });
      for (const other of others) await other.hearsNothing(50);
    },
    alone,
  ),

  conversation(
    AREA,
    'content that is empty, no text or too long meets nobody',
    ['random.7', 'limits.2'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      for (const content of ['', 5, null, {}, ['hello']]) {
        await alice.isRefused(asking({ content }), 'bad_request');
      }
      await alice.isRefused(asking({ content: 'x'.repeat(61_441) }), 'too_large');
      await bob.hearsNothing();
    },
  ),
];
