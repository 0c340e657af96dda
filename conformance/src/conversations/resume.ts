import { type Conversation, conversation } from '../conversation.ts';
import { absent, aNumber, aString, containing, ensure } from '../match.ts';
import { resume as again, groupMessage, list, message, openGroup, register } from '../requests.ts';

const AREA = 'resume';

export const resume: Conversation[] = [
  conversation(
    AREA,
    'Alice comes back with her token and is the same person',
    ['resume.1'],
    async (stage) => {
      const [alice] = await stage.enterWith({ features: [] }, 'alice');
      const { id, token, name } = alice;
      await alice.leaves();
      const back = await stage.connect('alice');
      const same = { username: name, id, token: aString, epoch: aString };
      await back.asks(again(token), {
        type: 'ResumeResponse',
        status: 200,
        ...same,
        server: absent,
      });
    },
  ),

  conversation(
    AREA,
    'what the server is, is told to those who resume with features',
    ['resume.1', 'register.2'],
    async (stage) => {
      const [alice] = await stage.enter('alice');
      const back = await stage.connect('alice');
      await back.resumes(alice.token, { features: [], device: 'a telephone' });
      const third = await stage.connect('alice');
      const server = { name: aString, limits: { frame: aNumber } };
      await third.asks(again(alice.token, { features: ['log'] }), { status: 200, server });
    },
  ),

  conversation(
    AREA,
    'a token that is unknown or changed opens nothing',
    ['resume.2'],
    async (stage) => {
      const [alice] = await stage.enter('alice');
      const { token } = alice;
      const other = token.startsWith('A') ? 'B' : 'A';
      const mallory = await stage.connect('mallory');
      const tokens = [
        '',
        'x',
        token.slice(1),
        token.slice(0, -2),
        `${token}A`,
        ` ${token}`,
        other + token.slice(1),
      ];
      for (const wrong of [...tokens, 'A'.repeat(60_000), '__proto__', alice.id, alice.name]) {
        await mallory.isRefused(again(wrong), 'token_expired');
      }
      await mallory.isRefused(list(), 'not_registered');
      await alice.hearsNothing();
    },
  ),

  conversation(
    AREA,
    'two connections of Alice are one person, online until the last one ends',
    ['resume.3', 'resume.4'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const phone = await stage.device(alice);
      ensure(phone.id === alice.id, 'The second connection is somebody else.');
      ensure(phone.name === alice.name, 'The second connection has another name.');
      const { clients } = await bob.asks(list({ prefix: alice.name }), { clients: [alice.name] });
      ensure((clients as string[]).length === 1, 'Two connections are listed as two people.');
      await alice.leaves();
      await bob.asks(list({ prefix: alice.name }), { clients: [alice.name] });
      await bob.asks(message(phone.name, 'still there?'), { status: 200 });
      await phone.receives({ type: 'MessageRecv', content: 'still there?' });
      await phone.leaves();
      await bob.asks(list({ prefix: alice.name }), { clients: [] });
    },
  ),

  conversation(AREA, 'a token is good more than once', ['resume.5'], async (stage) => {
    const [alice] = await stage.enterWith({ features: [] }, 'alice');
    for (let time = 0; time < 3; time++) {
      const back = await stage.connect('alice');
      await back.resumes(alice.token);
      ensure(back.id === alice.id, 'The same token has become another person.');
      await back.leaves();
    }
  }),

  conversation(
    AREA,
    'a name that somebody else has taken since is not given back, another one is',
    ['resume.6'],
    async (stage) => {
      const [alice] = await stage.enter('alice');
      const { id, token, name } = alice;
      await alice.leaves();
      const carol = await stage.connect('carol', name);
      await carol.registers();
      const back = await stage.connect('alice');
      await back.isRefused(again(token), 'username_taken');
      await back.isRefused(again(token, { username: name }), 'username_taken');
      const username = stage.name('alicia');
      await back.asks(again(token, { username }), { type: 'ResumeResponse', username, id });
      await carol.asks(list(), { clients: containing(username) });
    },
  ),

  conversation(
    AREA,
    'a new name counts when nobody is there under the old one, and waits while somebody is',
    ['resume.7'],
    async (stage) => {
      const [alice, bob] = await stage.enterWith({ features: [] }, 'alice', 'bob');
      const username = stage.name('alicia');
      const phone = await stage.connect('alice');
      await phone.asks(again(alice.token, { username }), { username: alice.name, id: alice.id });
      await phone.leaves();
      await alice.leaves();
      const back = await stage.connect('alice');
      await back.isRefused(again(alice.token, { username: 'no name' }), 'bad_username');
      await back.isRefused(again(alice.token, { username: bob.name }), 'username_taken');
      await back.asks(again(alice.token, { username }), { username, id: alice.id });
      const carol = await stage.connect('carol', alice.name);
      await carol.registers();
    },
  ),

  conversation(
    AREA,
    'who comes back is still in the groups, and who takes the old name is not',
    ['resume.8', 'resume.9'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const club = stage.name('club');
      const { chat } = await alice.asks(openGroup(club, [bob.name]), { status: 200 });
      await bob.receives({ status: 201, chat });
      const { token, name } = alice;
      await alice.asks(message(bob.name, 'between us'), { status: 200 });
      const direct = (await bob.receives({ type: 'MessageRecv' }))['chat'];
      await alice.leaves();

      const mallory = await stage.connect('mallory', name);
      await mallory.registers();
      await bob.asks(groupMessage(club, 'is she gone?'), { status: 200, chat });
      await mallory.isRefused(groupMessage(club, 'here I am'), 'unknown_recipient');
      const { chat: other } = await bob.asks(message(name, 'who are you?'), { status: 200 });
      ensure(other !== direct, 'The new holder of a name has got the conversation of the old one.');
      await mallory.receives({ type: 'MessageRecv', content: 'who are you?', chat: other, seq: 1 });
      await mallory.hearsNothing();

      const back = await stage.connect('alice');
      await back.resumes(token, { username: stage.name('alicia') });
      await bob.asks(groupMessage(club, 'welcome back'), { status: 200, chat });
      await back.receives({
        type: 'GroupMessageRecv',
        content: 'welcome back',
        chat,
        chatname: club,
      });
      await back.asks(message(bob.name, 'me again'), { status: 200, chat: direct, seq: 2 });
      await bob.receives({
        type: 'MessageRecv',
        sender: back.name,
        sender_id: back.id,
        chat: direct,
      });
    },
  ),

  conversation(
    AREA,
    'what was sent to a kept name while it was away has its place in the log',
    ['resume.8', 'register.12', 'guarantee.2'],
    async (stage) => {
      const [alice, bob] = await stage.enterWith({ features: [] }, 'alice', 'bob');
      await alice.leaves();
      const missed = await bob.asks(message(alice.name, 'missed'), { status: 200, seq: aNumber });
      const back = await stage.connect('alice');
      await back.resumes(alice.token);
      await bob.asks(message(alice.name, 'heard'), { status: 200 });
      const next = { content: 'heard', chat: missed['chat'], seq: (missed['seq'] as number) + 1 };
      await back.receives({ type: 'MessageRecv', ...next });
    },
  ),

  conversation(
    AREA,
    'a token is no name: a registration beside it makes somebody else',
    ['resume.1', 'register.1'],
    async (stage) => {
      const [alice] = await stage.enter('alice');
      const bob = await stage.connect('bob');
      const { id } = await bob.asks(register(bob.name, { token: alice.token, id: alice.id }), {
        status: 200,
      });
      ensure(id !== alice.id, 'A registration has given away the identity of somebody else.');
    },
  ),
];
