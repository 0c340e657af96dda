import { type Conversation, conversation } from '../conversation.ts';
import { gather } from '../gather.ts';
import { ensure, show } from '../match.ts';
import type { Person } from '../person.ts';
import * as ask from '../requests.ts';
import { named } from './members.ts';

const AREA = 'presence';
const WATCHING = { features: ['presence'] };
const KEPT = { features: [] };

const comes = (person: Person) => ({ type: 'PresenceRecv', ...named(person), online: true });
const goes = (person: Person) => ({ type: 'PresenceRecv', ...named(person), online: false });

export const presence: Conversation[] = [
  conversation(
    AREA,
    'Alice hears when Bob, of her group, goes with his last connection and comes with his first',
    ['presence.1', 'presence.2'],
    async (stage) => {
      const [alice] = await stage.enterWith(WATCHING, 'alice');
      const [carol] = await stage.enter('carol');
      const [bob] = await stage.enterWith(KEPT, 'bob');
      await gather(stage, 'supper', [carol, alice, bob]);
      await gather(stage, 'tea', [alice, bob]);
      const phone = await stage.device(bob);
      await alice.hearsNothing(100);
      await bob.leaves();
      await alice.hearsNothing(100);
      await phone.leaves();
      await alice.receives(goes(bob));
      const back = await stage.device(bob, KEPT);
      await alice.receives(comes(bob));
      await alice.hearsNothing(50);
      await carol.hearsNothing(1);
      await back.leaves();
      await alice.receives(goes(bob));
    },
  ),

  conversation(
    AREA,
    'of a conversation of two, each hears of the other, and of what is new from its first message on',
    ['presence.2'],
    async (stage) => {
      const [alice] = await stage.enterWith(WATCHING, 'alice');
      const [bob, carol] = await stage.enterWith(KEPT, 'bob', 'carol');
      await alice.asks(ask.openDirect(bob.name), { status: 200 });
      await bob.receives({ status: 201 });
      await carol.asks(ask.message(alice.name, 'hello'), { seq: 1 });
      await alice.receives({ content: 'hello' });
      for (const person of [bob, carol]) {
        await person.leaves();
        await alice.receives(goes(person));
        await stage.device(person, KEPT);
        await alice.receives(comes(person));
      }
    },
  ),

  conversation(
    AREA,
    'nobody hears of strangers, of themselves, or of those whose group they have left',
    ['presence.2'],
    async (stage) => {
      const [alice, mallory] = await stage.enterWith(WATCHING, 'alice', 'mallory');
      const [bob] = await stage.enterWith(KEPT, 'bob');
      const { chat } = await gather(stage, 'supper', [alice, bob, mallory]);
      await alice.asks(ask.putOut(chat, mallory.id), { status: 200 });
      const phone = await stage.device(alice, WATCHING);
      await bob.leaves();
      for (const device of [alice, phone]) await device.receives(goes(bob));
      await phone.leaves();
      for (const person of [alice, mallory]) await person.hearsNothing(100);
    },
  ),

  conversation(
    AREA,
    'who asks learns who is there, and hears of those whom they follow until they do no more',
    ['presence.3', 'presence.4'],
    async (stage) => {
      const [alice] = await stage.enterWith(WATCHING, 'alice');
      const [bob, carol] = await stage.enterWith(KEPT, 'bob', 'carol');
      await carol.leaves();
      const ids = [bob.id, carol.id, 'nobody', bob.id];
      const { people } = await alice.asks(ask.presence(ids, { follow: true }), {
        type: 'PresenceResponse',
        status: 200,
      });
      const listed = show([...new Set((people as object[]).map((one) => show(one)))]);
      const wanted = show([show({ ...named(bob), online: true })]);
      ensure(listed === wanted, `Online are ${listed}, and not ${wanted}.`);
      const back = await stage.device(carol, KEPT);
      await alice.receives(comes(carol));
      await bob.leaves();
      await alice.receives(goes(bob));
      await alice.asks(ask.presence([carol.id], { follow: false }), { people: [{}] });
      await back.leaves();
      await stage.device(bob, KEPT);
      await alice.receives(comes(bob));
      await alice.hearsNothing(100);
    },
  ),

  conversation(
    AREA,
    'who did not ask for presence follows nobody, and nobody follows too many',
    ['presence.4', 'envelope.14'],
    async (stage) => {
      const [alice] = await stage.enterWith(WATCHING, 'alice');
      const [carol] = await stage.enter('carol');
      const [bob] = await stage.enterWith(KEPT, 'bob');
      const phone = await stage.device(alice, { features: ['log'] });
      for (const other of [carol, phone]) {
        const online = [{ ...named(bob), online: true }];
        await other.asks(ask.presence([bob.id], { follow: true }), { people: online });
      }
      const some = (from: number) => Array.from({ length: 500 }, (_, at) => `x${from + at}`);
      for (const from of [0, 500, 0, 500]) {
        await alice.asks(ask.presence(some(from), { follow: true }), { status: 200 });
      }
      await alice.isRefused(ask.presence([bob.id], { follow: true }), 'too_large');
      await alice.isRefused(ask.presence([...some(0), 'x']), 'bad_request');
      await alice.asks(ask.presence(some(0), { follow: false }), { people: [] });
      await alice.asks(ask.presence([bob.id], { follow: true }), { status: 200 });
      await bob.leaves();
      await alice.receives(goes(bob));
      for (const other of [carol, phone]) await other.hearsNothing(50);
    },
  ),
];
