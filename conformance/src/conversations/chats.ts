import { type Conversation, conversation } from '../conversation.ts';
import { absent, aNumber, ensure, show } from '../match.ts';
import * as ask from '../requests.ts';
import { LOG, supper, talk } from '../supper.ts';

const AREA = 'chats';
const LISTED = 'ChatListResponse';
const CHATS = { features: ['chats'] };

export const chats: Conversation[] = [
  conversation(
    AREA,
    'the list has a group and a conversation of two with all that a client draws of them',
    ['chats.1', 'chats.2'],
    async (stage) => {
      const { people, chat, chatname } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      await alice.asks(ask.chatList(), { chats: [{ chat, last: absent, last_seq: 0, unread: 0 }] });
      await talk(chat, alice, [bob], 'pizza?');
      const { chat: direct } = await bob.asks(ask.message(alice.name, 'hello'), { status: 200 });
      await alice.receives({ content: 'hello' });
      const group = {
        chat,
        chatname,
        groupchat: true,
        topic: '',
        policy: 'invite',
        member_count: 2,
        peer: absent,
        last_seq: 1,
        read_seq: 0,
        mentions: 0,
        notify: 'all',
        shows_reads: false,
        last: { seq: 1, at: aNumber, sender: alice.name, sender_id: alice.id, content: 'pizza?' },
      };
      const two = {
        chat: direct,
        groupchat: false,
        role: absent,
        member_count: absent,
        last_seq: 1,
        ended: absent,
        last: { seq: 1, sender: bob.name, sender_id: bob.id, content: 'hello', deleted: absent },
      };
      const peer = ({ name, id }: typeof alice, online: boolean) => ({
        username: name,
        id,
        online,
      });
      await alice.asks(ask.chatList(), {
        type: LISTED,
        status: 200,
        more: absent,
        chats: [
          { ...group, role: 'owner', unread: 0 },
          { ...two, chatname: bob.name, unread: 1, peer: peer(bob, true) },
        ],
      });
      await bob.asks(ask.chatList(), {
        chats: [
          { ...group, role: 'member', unread: 1 },
          { ...two, chatname: alice.name, unread: 0, peer: peer(alice, true) },
        ],
      });
      await alice.leaves();
      await bob.asks(ask.chatList(), { chats: [{ chat }, { peer: peer(alice, false) }] });
    },
  ),

  conversation(
    AREA,
    'the last message is shown as it is now, and a long one from its beginning',
    ['chats.2'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      await talk(chat, alice, [bob], 'first', '🎉'.repeat(300));
      const last = (content: string, more = {}) => ({ chats: [{ last: { content, ...more } }] });
      await bob.asks(ask.chatList(), last('🎉'.repeat(200)));
      await alice.asks(ask.edit(chat, 2, 'short'), { status: 200 });
      await bob.asks(ask.chatList(), last('short', { seq: 2 }));
      await bob.asks(ask.react(chat, 2, '👍'), { status: 200 });
      await bob.asks(ask.chatList(), last('short', { seq: 2 }));
      await alice.asks(ask.remove(chat, 2), { status: 200 });
      await bob.asks(ask.chatList(), last('', { seq: 2, deleted: true }));
    },
  ),

  conversation(
    AREA,
    'the list is read in pages, and each chat comes once',
    ['chats.3'],
    async (stage) => {
      const [alice] = await stage.enter('alice');
      const opened = new Set<unknown>();
      for (const label of ['art', 'bar', 'cup', 'dog', 'elf', 'fig', 'gap']) {
        const { chat } = await alice.asks(ask.openGroup(stage.name(label), []), { status: 200 });
        opened.add(chat);
      }
      const seen: unknown[] = [];
      for (let more: unknown = true; more; ) {
        const page = await alice.asks(ask.chatList({ limit: 3, after: seen.at(-1) }), {
          type: LISTED,
        });
        const listed = (page['chats'] as { chat: string }[]).map(({ chat }) => chat);
        ensure(listed.length <= 3, `A page of 3 has ${listed.length} chats.`);
        seen.push(...listed);
        more = page['more'];
      }
      const once = seen.length === opened.size && seen.every((chat) => opened.has(chat));
      ensure(once && new Set(seen).size === seen.length, `The pages have ${show(seen)}.`);
      for (const limit of [0, -1]) {
        await alice.asks(ask.chatList({ limit }), { chats: [{ chat: seen[0] }], more: true });
      }
      const { chats: all } = await alice.asks(ask.chatList({ limit: 1e9 }), { more: absent });
      ensure((all as unknown[]).length === opened.size, 'A large limit has left chats out.');
    },
  ),

  conversation(
    AREA,
    'how loud a chat is belongs to one person, and to all of their devices',
    ['chats.4', 'chats.5', 'features.2'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      const [laptop, phone] = [await stage.device(bob, CHATS), await stage.device(bob, CHATS)];
      const answer = { type: 'ChatPreferenceResponse', status: 200, chat };
      await laptop.asks(ask.prefer(chat, { notify: 'mentions' }), answer);
      await phone.receives({ type: 'ChatRecv', chat, notify: 'mentions', shows_reads: absent });
      await phone.asks(ask.prefer(chat, { shows_reads: true }), answer);
      await laptop.receives({ type: 'ChatRecv', chat, notify: absent, shows_reads: true });
      await laptop.asks(ask.prefer(chat, {}), answer);
      const set = { chats: [{ chat, notify: 'mentions', shows_reads: true }] };
      for (const device of [bob, laptop, phone]) await device.asks(ask.chatList(), set);
      await alice.asks(ask.chatList(), { chats: [{ notify: 'all', shows_reads: false }] });
      // The server pushes all the same: it is for clients to be quiet.
      await laptop.asks(ask.prefer(chat, { notify: 'none' }), answer);
      await phone.receives({ type: 'ChatRecv', notify: 'none' });
      await talk(chat, alice, [bob, laptop, phone], 'hello?');
      await alice.hearsNothing();
    },
  ),

  conversation(
    AREA,
    'a conversation whose guest is no more can be read, and not be written to',
    ['chats.6', 'message.7'],
    async (stage) => {
      const [alice, bob] = await stage.enterWith(LOG, 'alice', 'bob');
      const { chat } = await bob.asks(ask.message(alice.name, 'farewell'), { status: 200 });
      await alice.receives({ content: 'farewell' });
      await bob.asks(ask.logout({ all: true }), { status: 200 });
      await bob.closedWith(4001);
      const ended = { chat, ended: true, peer: { id: bob.id, online: false } };
      await alice.asks(ask.chatList(), { chats: [ended] });
      await alice.asks(ask.history(chat), { entries: [{ content: 'farewell' }] });
      await alice.isRefused(ask.say(chat, 'are you there?'), 'unknown_recipient');
      await alice.isRefused(ask.react(chat, 1, '👍'), 'not_found');
      await alice.asks(ask.history(chat), { last_seq: 1 });
    },
  ),
];
