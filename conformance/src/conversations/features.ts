import { type Conversation, conversation } from '../conversation.ts';
import { ensure, show } from '../match.ts';
import * as ask from '../requests.ts';
import { supper } from '../supper.ts';

const AREA = 'features';

export const features: Conversation[] = [
  conversation(
    AREA,
    'each connection is pushed what it has asked for, whatever the others of the person have',
    ['features.1', 'envelope.14'],
    async (stage) => {
      const names = ['log', 'chats', 'typing', 'read', 'presence'];
      const { people, chat } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      const devices = new Map(
        await Promise.all(
          names.map(async (name) => [name, await stage.device(bob, { features: [name] })] as const),
        ),
      );
      const all = await stage.device(bob, { features: names });
      const none = await stage.device(bob, { features: [] });
      await alice.asks(ask.prefer(chat, { shows_reads: true }), { status: 200 });
      await alice.asks(ask.say(chat, 'one'), { seq: 1 });
      await alice.asks(ask.react(chat, 1, '👍'), { seq: 2 });
      await alice.asks(ask.typing(chat), { status: 200 });
      await alice.asks(ask.read(chat, 2), { seq: 2 });
      await bob.asks(ask.prefer(chat, { notify: 'none' }), { status: 200 });
      await alice.leaves();
      const everything = ['GroupMessageRecv', 'ReactionRecv', 'TypingRecv', 'ReadRecv', 'ChatRecv'];
      for (const type of [...everything, 'PresenceRecv']) await all.receives({ type });
      const more = {
        log: 'ReactionRecv',
        chats: 'ChatRecv',
        typing: 'TypingRecv',
        read: 'ReadRecv',
        presence: 'PresenceRecv',
      };
      for (const [name, type] of Object.entries(more)) {
        const heard = devices
          .get(name)
          ?.takeUnread()
          .map((frame) => frame.type);
        const wanted = ['GroupMessageRecv', type];
        ensure(show(heard) === show(wanted), `With ${name} came ${show(heard)}.`);
      }
      for (const device of [bob, none]) await device.receives({ type: 'GroupMessageRecv' });
      await none.hearsNothing();
      await bob.hearsNothing(1);
    },
  ),

  conversation(
    AREA,
    'features that nobody knows are passed over',
    ['features.3'],
    async (stage) => {
      const strange = ['log', 'no-such-thing', '__proto__', 'LOG', ''];
      const { people, chat } = await supper(stage, { features: strange }, 'alice', 'bob');
      const [alice, bob] = people;
      await alice.asks(ask.say(chat, 'one'), { seq: 1 });
      await bob.receives({ content: 'one' });
      await alice.asks(ask.react(chat, 1, '👍'), { seq: 2 });
      await bob.receives({ type: 'ReactionRecv' });
    },
  ),

  conversation(
    AREA,
    'features belong to the connection: coming back, one names them anew',
    ['features.1', 'resume.8'],
    async (stage) => {
      const { people, chat } = await supper(stage, { features: ['log'] }, 'alice', 'bob');
      const [alice, bob] = people;
      await bob.leaves();
      const back = await stage.connect('bob');
      await back.resumes(bob.token, { features: ['typing'] });
      await alice.asks(ask.say(chat, 'one'), { seq: 1 });
      await back.receives({ content: 'one' });
      await alice.asks(ask.react(chat, 1, '👍'), { seq: 2 });
      await alice.asks(ask.typing(chat), { status: 200 });
      await back.receives({ type: 'TypingRecv' });
      await back.hearsNothing();
    },
  ),
];
