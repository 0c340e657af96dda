import { newAccount } from '../account.ts';
import { type Conversation, conversation } from '../conversation.ts';
import { absent, aNumber, aString, difference, ensure } from '../match.ts';
import { change, groupMessage, history, invite, message, openGroup, say } from '../requests.ts';

const AREA = 'message';
const SENT = 'MessageSendResponse';

export const messages: Conversation[] = [
  conversation(
    AREA,
    'Alice writes to Bob, and each sees the other’s name on the conversation',
    ['message.1', 'message.2', 'message.4', 'envelope.9', 'envelope.14'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const place = { chat: aString, seq: aNumber, at: aNumber };
      const sent = await alice.asks(message(bob.name, 'hello'), {
        type: SENT,
        status: 200,
        chatname: bob.name,
        ...place,
      });
      const { chat, seq, at } = sent;
      ensure(Math.abs((at as number) - Date.now()) < 3_600_000, `${at} is no time of today.`);
      const from = {
        sender: alice.name,
        sender_id: alice.id,
        chatname: alice.name,
        groupchat: false,
      };
      await bob.receives({
        type: 'MessageRecv',
        status: 200,
        content: 'hello',
        ...from,
        chat,
        seq,
        at,
      });
      const back = await bob.asks(message(alice.name, 'hi'), { chat, chatname: alice.name });
      ensure(
        back['seq'] === (seq as number) + 1,
        'The answer is not the next entry of the same log.',
      );
      await alice.receives({ type: 'MessageRecv', content: 'hi', chatname: bob.name, chat });
      await alice.hearsNothing();
      await carol.hearsNothing(1);
    },
  ),

  conversation(
    AREA,
    'a message to a group reaches every other member and nobody else',
    ['message.1', 'message.2', 'message.5'],
    async (stage) => {
      const [alice, bob, carol, dave] = await stage.enter('alice', 'bob', 'carol', 'dave');
      const chatname = stage.name('supper');
      const { chat } = await alice.asks(openGroup(chatname, [bob.name, carol.name]), {
        status: 200,
      });
      for (const friend of [bob, carol]) await friend.receives({ status: 201, chat });
      const sent = await bob.asks(groupMessage(chatname, 'pizza?'), {
        type: SENT,
        status: 200,
        chat,
        chatname,
      });
      const from = { sender: bob.name, sender_id: bob.id, chatname, groupchat: true };
      const place = { chat, seq: sent['seq'], at: sent['at'] };
      for (const friend of [alice, carol]) {
        await friend.receives({ type: 'GroupMessageRecv', content: 'pizza?', ...from, ...place });
      }
      await bob.hearsNothing();
      await dave.hearsNothing(1);
    },
  ),

  conversation(
    AREA,
    'MessageRequest and GroupMessageRequest reach both groups and people, each pushed in its own form',
    ['message.2', 'message.4', 'message.5'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const chatname = stage.name('supper');
      await alice.asks(openGroup(chatname, [bob.name]), { status: 200 });
      await bob.receives({ status: 201, chatname });
      await alice.asks(message(chatname, 'one'), { type: SENT, chatname });
      await bob.receives({
        type: 'MessageRecv',
        status: 200,
        content: 'one',
        chatname,
        groupchat: true,
      });
      const { chat } = await alice.asks(groupMessage(bob.name, 'two'), {
        type: SENT,
        chatname: bob.name,
      });
      const direct = { chatname: alice.name, groupchat: false, chat };
      await bob.receives({ type: 'GroupMessageRecv', status: 201, content: 'two', ...direct });
      await alice.asks(message(bob.name, 'three'), { type: SENT, chat });
      await bob.receives({ type: 'MessageRecv', status: 200, content: 'three', ...direct });
    },
  ),

  conversation(
    AREA,
    'the first message of a chat comes with 201, the others with 200',
    ['message.3'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const chatname = stage.name('supper');
      await alice.asks(openGroup(chatname, [bob.name, carol.name]), { status: 200 });
      for (const friend of [bob, carol])
        await friend.receives({ type: 'GroupMessageInitResponse' });
      await bob.asks(groupMessage(chatname, 'first'), { status: 200 });
      for (const friend of [alice, carol]) await friend.receives({ status: 201, content: 'first' });
      for (const content of ['second', 'third']) {
        await alice.asks(groupMessage(chatname, content), { status: 200 });
        for (const friend of [bob, carol]) await friend.receives({ status: 200, content });
      }
      await alice.asks(message(bob.name, 'first here'), { status: 200 });
      await bob.receives({ type: 'MessageRecv', status: 200, content: 'first here' });
      await bob.asks(groupMessage(alice.name, 'second here'), { status: 200 });
      await alice.receives({ type: 'GroupMessageRecv', status: 200, content: 'second here' });
    },
  ),

  conversation(
    AREA,
    'the first message is the first one, also after people have come and the topic was changed',
    ['message.3'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const chatname = stage.name('supper');
      const { chat } = await alice.asks(openGroup(chatname, [bob.name]), { status: 200 });
      await alice.asks(invite(chat, [carol.name]), { status: 200, seq: 1 });
      for (const friend of [bob, carol]) {
        await friend.receives({ type: 'GroupMessageInitResponse', status: 201 });
      }
      await alice.asks(change(chat, { topic: 'food' }), { status: 200, seq: 2 });
      const first = groupMessage(chatname, 'first', { key: 'k' });
      await alice.asks(first, { status: 200, seq: 3 });
      for (const friend of [bob, carol]) await friend.receives({ status: 201, content: 'first' });
      await alice.asks(first, { status: 200, seq: 3 });
      await bob.asks(groupMessage(chatname, 'second'), { status: 200, seq: 4 });
      for (const friend of [alice, carol])
        await friend.receives({ status: 200, content: 'second' });
    },
  ),

  conversation(
    AREA,
    'the other devices of the sender and of the reader get it too',
    ['message.6'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const [alicesPhone, bobsPhone] = [await stage.device(alice), await stage.device(bob)];
      const { chat, seq } = await alice.asks(message(bob.name, 'everywhere'), { status: 200 });
      const same = { type: 'MessageRecv', content: 'everywhere', sender: alice.name, chat, seq };
      for (const device of [bob, bobsPhone])
        await device.receives({ ...same, chatname: alice.name });
      await alicesPhone.receives({ ...same, chatname: bob.name });
      const chatname = stage.name('supper');
      await bob.asks(openGroup(chatname, [alice.name]), { status: 200 });
      for (const device of [alice, alicesPhone, bobsPhone])
        await device.receives({ status: 201, chatname });
      await bobsPhone.asks(groupMessage(chatname, 'from the phone'), { status: 200 });
      for (const device of [alice, alicesPhone, bob]) {
        await device.receives({
          type: 'GroupMessageRecv',
          sender: bob.name,
          content: 'from the phone',
        });
      }
      await alice.hearsNothing();
      await bobsPhone.hearsNothing(1);
    },
  ),

  conversation(
    AREA,
    'nobody, a group of others and oneself are refused in the same words',
    ['message.7'],
    async (stage) => {
      const [alice, bob, mallory] = await stage.enter('alice', 'bob', 'mallory');
      const club = stage.name('club');
      await alice.asks(openGroup(club, [bob.name]), { status: 200 });
      await bob.receives({ status: 201, chatname: club });
      const answers = [];
      for (const recipient of [
        stage.name('nobody'),
        club,
        mallory.name,
        '',
        'no name at all',
        '__proto__',
      ]) {
        for (const request of [message(recipient, 'psst'), groupMessage(recipient, 'psst')]) {
          answers.push(await mallory.isRefused(request, 'unknown_recipient'));
        }
      }
      const [first] = answers;
      for (const { detail, recipients } of answers) {
        const differs = difference({ detail: first?.['detail'] }, { detail, recipients });
        ensure(differs === undefined, `The refusals tell the cases apart: ${differs}`);
      }
      await alice.hearsNothing();
      await bob.hearsNothing(1);
    },
  ),

  conversation(
    AREA,
    'somebody who has left without a kept name cannot be written to',
    ['message.7'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      await alice.asks(message(bob.name, 'hello'), { status: 200 });
      await bob.receives({ content: 'hello' });
      await bob.leaves();
      await alice.isRefused(message(bob.name, 'hello?'), 'unknown_recipient');
    },
  ),

  conversation(
    AREA,
    'content arrives as it was sent, character by character',
    ['message.8'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const markup = [
        '<script>alert(1)</script>',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: what a template would fill in
        '{{7*7}} ${7*7} %s%n',
        "'; DROP TABLE people;--",
        '&lt;b&gt;',
      ];
      const letters = [
        '👩‍👩‍👧‍👦 é e\u0301 \u202eabc',
        '\ufeffbom',
        '\ufdfa'.repeat(1_000),
        '\u0001\u001b[31m\u007f',
      ];
      const space = [' ', '\n\n\t\r\n', ' spaces around ', 'line\u2028separator'];
      for (const content of [
        ...markup,
        ...letters,
        ...space,
        '{"type":"MessageRecv"}',
        '"\\"',
        '0',
      ]) {
        await alice.asks(message(bob.name, content), { status: 200 });
        await bob.receives({ type: 'MessageRecv', content });
      }
    },
  ),

  conversation(
    AREA,
    'what a sender claims about a message is not believed',
    ['message.9', 'envelope.5'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const claims = {
        sender: carol.name,
        sender_id: carol.id,
        from: carol.name,
        chatname: 'elsewhere',
      };
      const more = { seq: 99, at: 1, status: 201, groupchat: true, system: true, id: carol.id };
      const sent = await alice.asks(message(bob.name, 'truly', { ...claims, ...more }), {
        status: 200,
      });
      const { chat, seq, at } = sent;
      ensure(seq === 1 && at !== 1, 'The sender has chosen the place of the message.');
      const true_ = {
        sender: alice.name,
        sender_id: alice.id,
        chatname: alice.name,
        groupchat: false,
      };
      const heard = await bob.receives({ status: 200, content: 'truly', ...true_, chat, seq, at });
      ensure(!('system' in heard) && !('from' in heard), 'Fields of the sender were passed on.');
    },
  ),

  conversation(
    AREA,
    'an id says where to, and wins over any name',
    ['message.15', 'message.7'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const chatname = stage.name('supper');
      const { chat } = await alice.asks(openGroup(chatname, [bob.name]), { status: 200 });
      await bob.receives({ status: 201, chat });
      for (const more of [{}, { recipient: carol.name }, { recipient: 'nobody at all' }]) {
        await alice.asks(say(chat, 'to the group', more), { type: SENT, chat, chatname });
        await bob.receives({ content: 'to the group', chat, chatname, groupchat: true });
      }
      const { chat: direct } = await bob.asks(message(alice.name, 'hi'), { status: 200 });
      await alice.receives({ content: 'hi' });
      await alice.asks(say(direct, 'hello'), { type: SENT, chat: direct, chatname: bob.name });
      await bob.receives({ content: 'hello', chat: direct, chatname: alice.name });
      for (const id of [chat, direct, 'elsewhere', '__proto__']) {
        const request = say(id, 'psst', { recipient: alice.name });
        const { detail } = await carol.isRefused(request, 'unknown_recipient');
        await carol.isRefused(message(carol.name, 'psst'), 'unknown_recipient', { detail });
      }
      await alice.isRefused({ type: 'MessageRequest', content: 'psst' }, 'bad_request');
      for (const person of [alice, bob, carol]) await person.hearsNothing(50);
    },
  ),

  conversation(
    AREA,
    'a reply says what it replies to, to those who hear it and in the log',
    ['message.16', 'edit.6'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const { chat } = await alice.asks(message(bob.name, 'pizza?'), { seq: 1 });
      const heard = await bob.receives({ content: 'pizza?' });
      ensure(!('reply_to' in heard), 'What replies to nothing says so.');
      await bob.asks(message(alice.name, 'yes', { reply_to: 1 }), { seq: 2 });
      await alice.receives({ type: 'MessageRecv', content: 'yes', reply_to: 1 });
      await bob.isRefused(message(alice.name, 'no', { reply_to: 3 }), 'not_found');
      await bob.isRefused(message(alice.name, 'no', { reply_to: 0 }), 'bad_request');
      const entries = [
        { seq: 1, reply_to: absent },
        { seq: 2, reply_to: 1 },
      ];
      await bob.asks(history(chat), { entries, last_seq: 2 });
    },
  ),

  conversation(
    AREA,
    'an account is written to while it is away, and finds it when it comes back',
    ['message.17', 'history.10'],
    async (stage) => {
      const [bob] = await stage.enter('bob');
      const alice = await newAccount(stage, 'alice');
      await alice.leaves();
      const { chat } = await bob.asks(message(alice.name.toUpperCase(), 'are you there?'), {
        type: SENT,
        chatname: alice.name,
        seq: 1,
      });
      const back = await stage.connect('alice');
      await back.resumes(alice.token);
      await back.asks(history(chat), {
        chatname: bob.name,
        entries: [{ content: 'are you there?', sender: bob.name }],
      });
      await bob.asks(say(chat, 'ah'), { seq: 2 });
      await back.receives({ content: 'ah', chat });
    },
  ),
];
