import { newAccount } from '../account.ts';
import { type Conversation, conversation } from '../conversation.ts';
import * as ask from '../requests.ts';

const AREA = 'available';
const SAID = { type: 'AvailabilityResponse', status: 200 };
const KEPT = { features: [] };
const alone = { alone: true };

export const availability: Conversation[] = [
  conversation(
    AREA,
    'Bob does not want to be picked, until he does, and also when he comes back',
    ['available.1'],
    async (stage) => {
      const [alice] = await stage.enter('alice');
      const [bob] = await stage.enterWith(KEPT, 'bob');
      await bob.asks(ask.available(false), { ...SAID, random: false });
      await alice.isRefused(ask.random(), 'not_enough_people');
      await bob.asks(ask.random(), { client: alice.name });
      const phone = await stage.device(bob);
      await alice.isRefused(ask.random(), 'not_enough_people');
      for (const device of [bob, phone]) await device.leaves();
      const back = await stage.device(bob, KEPT);
      await alice.isRefused(ask.random(), 'not_enough_people');
      await back.asks(ask.available(true), { ...SAID, random: true });
      await alice.asks(ask.random(), { client: bob.name });
    },
    alone,
  ),

  conversation(
    AREA,
    'accounts on a client with features are picked once they say so, from then on',
    ['available.2', 'available.1', 'login.9'],
    async (stage) => {
      const [alice] = await stage.enterWith(KEPT, 'alice');
      const bob = await newAccount(stage, 'bob', KEPT);
      await alice.isRefused(ask.random(), 'not_enough_people');
      await bob.asks(ask.random(), { client: alice.name });
      await bob.asks(ask.available(true), SAID);
      await alice.asks(ask.random({ content: 'hello' }), { client: bob.name });
      await bob.receives({ content: 'hello' });
      await bob.leaves();
      const back = await stage.device(bob, KEPT);
      await alice.asks(ask.random(), { client: bob.name });
      await back.leaves();
      const carol = await newAccount(stage, 'carol');
      await alice.asks(ask.random(), { client: carol.name });
    },
    alone,
  ),
];
