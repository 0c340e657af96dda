import { type Conversation, conversation } from '../conversation.ts';
import { absent, aNumber, aString, containing, ensure } from '../match.ts';
import { register as asking, list, message, resume } from '../requests.ts';

const AREA = 'register';

export const register: Conversation[] = [
  conversation(
    AREA,
    'Alice gives a name and is known by it',
    ['register.1', 'envelope.9'],
    async (stage) => {
      const alice = await stage.connect('alice');
      const welcome = { username: alice.name, id: aString, token: aString, epoch: aString };
      await alice.asks(asking(alice.name), { type: 'RegisterResponse', status: 200, ...welcome });
      const [bob] = await stage.enter('bob');
      await bob.asks(list(), { clients: containing(alice.name) });
    },
  ),

  conversation(
    AREA,
    'what the server is, is told to those who send features',
    ['register.2'],
    async (stage) => {
      const server = { name: aString, version: aString, limits: { frame: aNumber } };
      const [alice, bob, carol] = await Promise.all(
        ['alice', 'bob', 'carol'].map((name) => stage.connect(name)),
      );
      await alice?.asks(asking(alice.name), { status: 200, server: absent });
      await bob?.asks(asking(bob.name, { features: [] }), { status: 200, server });
      const features = ['log', 'a feature of tomorrow'];
      await carol?.asks(asking(carol.name, { features }), { status: 200, server });
    },
  ),

  conversation(
    AREA,
    'a second registration on one socket is refused, whatever it says',
    ['register.3'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      for (const name of [alice.name, stage.name('carol'), bob.name, 'no name at all']) {
        await alice.isRefused(asking(name), 'already_registered');
      }
      await alice.isRefused(
        asking(alice.name, { auth: true, password: 'x' }),
        'already_registered',
      );
      await alice.isRefused(resume(bob.token), 'already_registered');
      await bob.asks(list(), { clients: containing(alice.name) });
    },
  ),

  conversation(
    AREA,
    'a name that somebody has is refused, and the socket may ask for another one',
    ['register.4', 'register.10'],
    async (stage) => {
      const [alice] = await stage.enter('alice');
      const bob = await stage.connect('bob');
      await bob.isRefused(asking(alice.name), 'username_taken');
      await bob.isRefused(list(), 'not_registered');
      await bob.registers();
      await alice.hearsNothing();
    },
  ),

  conversation(
    AREA,
    'of twenty sockets that ask for one name at once, one gets it',
    ['register.4'],
    async (stage) => {
      const crowd = await Promise.all(Array.from({ length: 20 }, () => stage.connect('alice')));
      const answers = await Promise.all(crowd.map((one) => one.asks(asking(one.name))));
      const won = answers.filter(({ status }) => status === 200).length;
      const lost = answers.filter(({ code }) => code === 'username_taken').length;
      ensure(
        won === 1 && lost === 19,
        `${won} of 20 got the name, and ${lost} were told that it is taken.`,
      );
    },
  ),

  conversation(
    AREA,
    'a guest says auth: false, "false" or nothing, and nobody looks at the password',
    ['register.5'],
    async (stage) => {
      const ways = [
        {},
        { auth: false },
        { auth: 'false' },
        { password: '' },
        { auth: false, password: 5 },
      ];
      const passwords = [
        { auth: 'false', password: null },
        { password: ['x'] },
        { password: 'secret' },
      ];
      for (const [index, way] of [...ways, ...passwords].entries()) {
        const guest = await stage.connect(`guest${index}`);
        await guest.asks(asking(guest.name, way), {
          type: 'RegisterResponse',
          username: guest.name,
        });
      }
    },
  ),

  conversation(
    AREA,
    'auth that is neither true nor false is refused',
    ['register.6'],
    async (stage) => {
      const alice = await stage.connect('alice');
      for (const auth of [1, 0, 'yes', 'True', '', null, {}, [true]]) {
        await alice.isRefused(asking(alice.name, { auth, password: 'x' }), 'bad_request');
      }
      await alice.registers();
    },
  ),

  conversation(
    AREA,
    'a login without a password is refused before anybody is asked',
    ['register.7'],
    async (stage) => {
      const alice = await stage.connect('alice');
      for (const auth of [true, 'true']) {
        await alice.isRefused(asking(alice.name, { auth }), 'authentication_failed');
        await alice.isRefused(asking(alice.name, { auth, password: '' }), 'authentication_failed');
      }
      for (const password of [5, null, true, ['x'], {}]) {
        await alice.isRefused(asking(alice.name, { auth: true, password }), 'bad_request');
      }
      await alice.isRefused(list(), 'not_registered');
    },
  ),

  conversation(
    AREA,
    'a login has 1 to 256 characters and no controls',
    ['register.8'],
    async (stage) => {
      const alice = await stage.connect('alice');
      for (const login of ['', 'x'.repeat(257), 'ali\nce', 'ali\u007fce']) {
        await alice.isRefused(asking(login, { auth: true, password: 'x' }), 'bad_request');
      }
    },
  ),

  conversation(
    AREA,
    'a login that nobody vouches for is not let in',
    ['register.13'],
    async (stage) => {
      const alice = await stage.connect('alice');
      for (const auth of [true, 'true']) {
        const login = asking(alice.name, { auth, password: `no password of ${alice.name}` });
        const { code } = await alice.asks(login, { type: 'ErrorResponse' });
        // The others are what a server says whose directory is away, or that was asked too often.
        const others = ['directory_unavailable', 'rate_limited'];
        const fits = code === 'authentication_failed' || others.includes(String(code));
        ensure(fits, `The login was answered with ${code}.`);
      }
      await alice.isRefused(list(), 'not_registered');
    },
  ),

  conversation(
    AREA,
    'a guest leaves without features, and the name is free at once',
    ['register.11'],
    async (stage) => {
      const [alice, carol] = await stage.enter('alice', 'carol');
      await alice.leaves();
      const bob = await stage.connect('bob', alice.name);
      await bob.registers();
      ensure(bob.id !== alice.id, 'The name has a new holder, but the id is that of the old one.');
      await carol.asks(list(), { clients: containing(bob.name) });
    },
  ),

  conversation(
    AREA,
    'a guest with features who leaves keeps the name for a while',
    ['register.12'],
    async (stage) => {
      const [alice] = await stage.enterWith({ features: [] }, 'alice');
      const [bob] = await stage.enter('bob');
      await alice.leaves();
      const carol = await stage.connect('carol');
      await carol.isRefused(asking(alice.name), 'username_taken');
      const { clients } = await bob.asks(list(), { status: 200 });
      ensure(!(clients as string[]).includes(alice.name), 'Somebody who has left is on the list.');
      await bob.asks(message(alice.name, 'for later'), {
        type: 'MessageSendResponse',
        status: 200,
      });
      await alice.hearsNothing(1);
    },
  ),

  conversation(
    AREA,
    'requests right behind the registration find it done',
    ['register.9', 'guarantee.1'],
    async (stage) => {
      const [bob] = await stage.enter('bob');
      const alice = await stage.connect('alice');
      const registered = alice.registers();
      const sent = alice.asks(message(bob.name, 'first thing'), { status: 200 });
      const listed = alice.asks(list(), { clients: containing(bob.name) });
      await Promise.all([registered, sent, listed]);
      await bob.receives({ type: 'MessageRecv', sender: alice.name, content: 'first thing' });
    },
  ),
];
