import { type Conversation, conversation } from '../conversation.ts';
import { absent, anyOrder, aString, ensure, show } from '../match.ts';
import { groupMessage, members, openGroup, register } from '../requests.ts';

const AREA = 'group';
const OPENED = 'GroupMessageInitResponse';

export const groups: Conversation[] = [
  conversation(
    AREA,
    'Alice opens a group, and everybody named hears of it',
    ['group.1', 'group.2'],
    async (stage) => {
      const [alice, bob, carol, dave] = await stage.enter('alice', 'bob', 'carol', 'dave');
      const chatname = stage.name('supper');
      const done = { type: OPENED, status: 200, chatname, chat: aString, sender: absent };
      const { chat } = await alice.asks(openGroup(chatname, [bob.name, carol.name]), done);
      const invited = { recipients: anyOrder(bob.name, carol.name), member_count: 3 };
      for (const friend of [bob, carol]) {
        await friend.receives({
          type: OPENED,
          status: 201,
          chatname,
          chat,
          sender: alice.name,
          ...invited,
        });
      }
      await alice.hearsNothing();
      await dave.hearsNothing(1);
    },
  ),

  conversation(
    AREA,
    'names given twice, and one’s own, count once or not at all',
    ['group.3'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const chatname = stage.name('supper');
      const named = [bob.name, alice.name, bob.name.toUpperCase(), bob.name];
      await alice.asks(openGroup(chatname, named), { status: 200 });
      await bob.receives({ status: 201, recipients: [bob.name], member_count: 2 });
      await bob.hearsNothing();
      await alice.hearsNothing(1);
    },
  ),

  conversation(AREA, 'a group of one is a group', ['group.4'], async (stage) => {
    const [alice] = await stage.enter('alice');
    const [diary, notes] = [stage.name('diary'), stage.name('notes')];
    const { chat } = await alice.asks(openGroup(diary, []), { type: OPENED, status: 200 });
    await alice.asks(groupMessage(diary, 'dear diary'), { status: 200, chat, chatname: diary });
    await alice.asks(openGroup(notes, [alice.name]), {
      type: OPENED,
      status: 200,
      chatname: notes,
    });
    await alice.hearsNothing();
  }),

  conversation(
    AREA,
    'a name that a group has, or one that looks like it, is not free',
    ['group.5', 'names.4', 'names.5'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const chatname = stage.name('club');
      await alice.asks(openGroup(chatname, []), { status: 200 });
      for (const name of [chatname, chatname.toUpperCase(), chatname.replace('l', '1')]) {
        await bob.isRefused(openGroup(name, [alice.name]), 'chatname_taken');
      }
      await alice.isRefused(openGroup(chatname, []), 'chatname_taken');
      await alice.hearsNothing();
    },
  ),

  conversation(
    AREA,
    'while somebody named is away nobody is told anything, and the name stays free',
    ['group.6', 'group.7'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const [dave] = await stage.enterWith({ features: [] }, 'dave');
      await dave.leaves();
      const chatname = stage.name('supper');
      const nobody = stage.name('nobody');
      const missing = { recipients: anyOrder(nobody, dave.name) };
      const named = [bob.name, nobody, dave.name, nobody];
      await alice.isRefused(openGroup(chatname, named), 'recipient_offline', missing);
      await bob.hearsNothing();
      await bob.isRefused(groupMessage(chatname, 'is there a group?'), 'unknown_recipient');
      await bob.asks(openGroup(chatname, [alice.name]), { type: OPENED, status: 200 });
      await alice.receives({ type: OPENED, status: 201, chatname, sender: bob.name });
    },
  ),

  conversation(
    AREA,
    'a refused name of a group tells nobody anything',
    ['group.7', 'group.8'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      for (const chatname of ['', ' supper', 'sup\nper', 'x'.repeat(65)]) {
        await alice.isRefused(openGroup(chatname, [bob.name]), 'bad_chatname');
      }
      await bob.hearsNothing();
    },
  ),

  conversation(
    AREA,
    'a group that was refused as a name is free for a person',
    ['group.7', 'names.6'],
    async (stage) => {
      const [alice] = await stage.enter('alice');
      const carol = await stage.connect('carol');
      await alice.isRefused(openGroup(carol.name, [carol.name]), 'recipient_offline');
      await carol.asks(register(carol.name), { status: 200 });
      await carol.hearsNothing();
    },
  ),

  conversation(
    AREA,
    'the other devices of everybody hear of the group too',
    ['group.9'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const [alicesPhone, bobsPhone] = [await stage.device(alice), await stage.device(bob)];
      const chatname = stage.name('supper');
      const { chat } = await alice.asks(openGroup(chatname, [bob.name]), { status: 200 });
      const told = { chatname, chat, sender: alice.name, recipients: [bob.name], member_count: 2 };
      for (const device of [alicesPhone, bob, bobsPhone]) {
        await device.receives({ type: OPENED, status: 201, ...told });
      }
      await alice.hearsNothing();
    },
  ),

  conversation(
    AREA,
    'of two who open a group of one name at once, one does',
    ['group.5', 'group.7'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const chatname = stage.name('supper');
      const answers = await Promise.all(
        [alice, bob].map((one) => one.asks(openGroup(chatname, [carol.name]))),
      );
      const [first, second] = answers[0]?.['status'] === 200 ? [alice, bob] : [bob, alice];
      await carol.receives({ type: OPENED, status: 201, chatname, sender: first.name });
      await carol.hearsNothing();
      await second.isRefused(groupMessage(chatname, 'mine?'), 'unknown_recipient');
      await second.isRefused(openGroup(chatname, []), 'chatname_taken');
    },
  ),

  conversation(
    AREA,
    'who opens a group owns it, and the others are members',
    ['group.13'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const { chat } = await alice.asks(openGroup(stage.name('supper'), [bob.name]), {
        status: 200,
      });
      await bob.receives({ type: OPENED, status: 201, chat });
      const { members: listed } = await bob.asks(members(chat), { member_count: 2 });
      const roles = (listed as { id: string; role: string }[]).map(({ id, role }) => [id, role]);
      const wanted = show([
        [alice.id, 'owner'],
        [bob.id, 'member'],
      ]);
      ensure(show(roles.toSorted()) === wanted || show(roles.toReversed()) === wanted, show(roles));
      await carol.hearsNothing(1);
    },
  ),
];
