import { type Conversation, conversation } from '../conversation.ts';
import { textFrame } from '../framing.ts';
import { limitsOf, rateOf, Unsuitable } from '../limits.ts';
import { ensure, show } from '../match.ts';
import { pause } from '../pause.ts';
import type { Person } from '../person.ts';
import { groupMessage, list, message, openGroup } from '../requests.ts';

const AREA = 'limits';

export const limits: Conversation[] = [
  conversation(
    AREA,
    'who asks too much at once is told when to go on, and what was refused has not happened',
    ['limits.1'],
    async (stage) => {
      const { burst, perSecond } = await rateOf(stage);
      const [alice, bob] = await stage.enter('alice', 'bob');
      const asked = burst + 30;
      const answers = await Promise.all(
        Array.from({ length: asked }, (_, time) => alice.asks(message(bob.name, `${time}`))),
      );
      const done = answers.filter(({ status }) => status === 200).length;
      const refused = answers.filter(({ code }) => code === 'rate_limited');
      ensure(
        done + refused.length === asked,
        'A request was neither done nor refused as too much.',
      );
      // The registration has counted as well, and some time has passed meanwhile.
      ensure(
        done >= burst - 2 && done <= burst + perSecond,
        `${done} of ${asked} requests were let pass.`,
      );
      const wait = Math.max(...refused.map(({ retry_after }) => retry_after as number));
      ensure(wait > 0 && wait <= 60, `retry_after is ${wait}.`);
      await pause(wait * 1_000 + 100);
      await alice.asks(message(bob.name, 'after a while'), { status: 200, seq: done + 1 });
      for (let count = 0; count < done; count++) await bob.receives({ type: 'MessageRecv' });
      await bob.receives({ content: 'after a while' });
    },
  ),

  conversation(
    AREA,
    'with nothing left, a request is still checked, and an earlier keyed one still has its answer',
    ['limits.1', 'message.14', 'envelope.6'],
    async (stage) => {
      const { burst } = await rateOf(stage);
      const [alice, bob] = await stage.enter('alice', 'bob');
      const once = message(bob.name, 'once', { key: 'k' });
      const { seq, chat } = await alice.asks(once, { status: 200 });
      const flood = Array.from({ length: burst + 10 }, () =>
        alice.asks(list({ prefix: bob.name })),
      );
      const keyed = alice.asks(once, { type: 'MessageSendResponse', status: 200, seq, chat });
      const other = alice.isRefused(message(bob.name, 'other', { key: 'k' }), 'conflict');
      const fresh = alice.isRefused(message(bob.name, 'fresh', { key: 'new' }), 'rate_limited');
      const wrong = alice.isRefused(list({ limit: 'many' }), 'bad_request');
      await Promise.all([...flood, keyed, other, fresh, wrong]);
      await bob.receives({ content: 'once' });
      await bob.hearsNothing();
      await pause(1_000);
      await alice.asks(message(bob.name, 'fresh', { key: 'new' }), { status: 200 });
      await bob.receives({ content: 'fresh' });
    },
  ),

  conversation(
    AREA,
    'one who is told to wait slows nobody else down',
    ['limits.1', 'envelope.12'],
    async (stage) => {
      const { burst } = await rateOf(stage);
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const flood = Array.from({ length: burst + 20 }, () =>
        alice.asks(list({ prefix: bob.name })),
      );
      await Promise.all(flood);
      await bob.asks(message(carol.name, 'all well?'), { status: 200 });
      await carol.receives({ content: 'all well?' });
    },
  ),

  conversation(
    AREA,
    'content is counted in bytes, and one more than the limit is too large',
    ['limits.2'],
    async (stage) => {
      const { content } = await limitsOf(stage);
      const [alice, bob] = await stage.enter('alice', 'bob');
      const euros = '€'.repeat(Math.floor(content / 3));
      for (const text of ['x'.repeat(content), euros]) {
        await alice.asks(message(bob.name, text), { status: 200 });
        await bob.receives({ content: text });
        for (const ask of [message, groupMessage]) {
          await alice.isRefused(ask(bob.name, `${text}€`), 'too_large');
        }
      }
      await alice.isRefused(message(bob.name, 'x'.repeat(content + 1)), 'too_large');
      await bob.hearsNothing();
    },
  ),

  conversation(
    AREA,
    'recipients are counted as they are written, names given twice twice',
    ['limits.3', 'group.8'],
    async (stage) => {
      const { recipients } = await limitsOf(stage);
      const [alice, bob] = await stage.enter('alice', 'bob');
      const [supper, club] = [stage.name('supper'), stage.name('club')];
      await alice.isRefused(openGroup(supper, Array(15_000).fill('a')), 'too_large');
      await alice.isRefused(openGroup(supper, Array(recipients + 1).fill(bob.name)), 'too_large');
      await bob.hearsNothing();
      await alice.asks(openGroup(club, Array(recipients).fill(bob.name)), { status: 200 });
      await bob.receives({ status: 201, chatname: club, recipients: [bob.name], member_count: 2 });
    },
  ),

  conversation(
    AREA,
    'a thousand requests in one segment are answered one by one, in order',
    ['limits.4', 'guarantee.1'],
    async (stage) => {
      const alice = await stage.connectRaw('alice');
      const [bob] = await stage.enter('bob');
      await alice.registers();
      const requests = Array.from({ length: 1_000 }, (_, msg_id) =>
        textFrame(list({ msg_id, prefix: bob.name })),
      );
      alice.wire.write(...requests);
      for (let msg_id = 0; msg_id < 1_000; msg_id++) {
        const { type, code } = await alice.receives({ msg_id });
        const fits = type === 'ClientListResponse' || code === 'rate_limited';
        ensure(fits, `Request ${msg_id} was answered with ${type} ${code}.`);
      }
      await bob.asks(list({ prefix: alice.name }), { clients: [alice.name] });
    },
  ),

  conversation(
    AREA,
    'who has thousands of requests under way is answered in order, and may be cut',
    ['limits.8', 'envelope.12'],
    async (stage) => {
      const [bob] = await stage.enter('bob');
      const alice = await stage.connectRaw('alice');
      await alice.registers();
      const requests = Array.from({ length: 5_000 }, (_, msg_id) =>
        message(bob.name, 'hello', { msg_id }),
      );
      alice.wire.write(...requests.map((request) => textFrame(request)));
      const ending = await Promise.race([alice.closed, pause(1_500)]);
      if (ending) await alice.closedWith([1013, 1006]);
      const answers = alice.takeUnread();
      // What was stored before the cut still arrives.
      await pause(500);
      const inOrder = answers.every(({ msg_id }, index) => msg_id === index);
      ensure(inOrder, 'The answers are not those to the first requests, in order.');
      ensure(
        ending !== undefined || answers.length === 5_000,
        `${answers.length} of 5000 were answered.`,
      );
      const heard = bob.takeUnread().length;
      const done = answers.filter(({ status }) => status === 200).length;
      ensure(heard >= done, `${done} messages were answered with 200, and ${heard} arrived.`);
      await bob.asks(list(), { status: 200 });
    },
  ),

  conversation(
    AREA,
    'one connection more than an address may have is closed with 1008',
    ['limits.5'],
    async (stage) => {
      const { connections_per_address: limit, burst } = await limitsOf(stage);
      if (burst === undefined) throw new Unsuitable('The limits of this server are off.');
      if (limit > 1_000)
        throw new Unsuitable(`This server takes ${limit} connections of an address.`);
      const crowd = await Promise.all(Array.from({ length: limit }, () => stage.connect('crowd')));
      const late = await stage.connect('late');
      await late.closedWith(1008);
      const [first, last] = [crowd[0], crowd.at(-1)];
      await last?.asks(list(), { code: 'not_registered' });
      await first?.leaves();
      const next = await stage.connect('next');
      await next.registers();
    },
    { alone: true },
  ),

  conversation(
    AREA,
    'who does not register in time is closed with 1008',
    ['limits.6'],
    async (stage) => {
      const within = (await limitsOf(stage)).register_within;
      const [bob] = await stage.enter('bob');
      const silent = await stage.connect('silent');
      const busy = await stage.connect('busy');
      await pause((within - 1) * 1_000);
      await busy.isRefused(list(), 'not_registered');
      await Promise.all([silent, busy].map((person) => person.closedWith(1008, 4_000)));
      await bob.asks(list(), { status: 200 });
    },
    { waits: true, seconds: 40 },
  ),

  conversation(
    AREA,
    'a reader who does not read is cut, nobody waits for it, and it can come back',
    ['limits.7'],
    async (stage) => {
      const alice = await stage.connectRaw('alice');
      await alice.registers({ features: [] });
      const [watcher] = await stage.enter('watcher');
      const writers = await stage.enter('w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8', 'w9', 'wx', 'wy');
      alice.wire.pause();
      const text = 'x'.repeat(60_000);
      const write = (writer: Person) => writer.asks(message(alice.name, text), { status: 200 });
      for (let time = 0; time < 45 && (await isOnline(alice, watcher)); time++) {
        await Promise.all(writers.map(write));
      }
      // Some links take their time to end; none takes longer than silence may last.
      for (let time = 0; time < 70 && (await isOnline(alice, watcher)); time++) await pause(500);
      ensure(!(await isOnline(alice, watcher)), 'Nobody was cut, however much was unread.');
      alice.wire.resume();
      await alice.closedWith([1006, 1013]);
      for (const [chat, heard] of Map.groupBy(alice.takeUnread(), (frame) => frame['chat'])) {
        const numbers = heard.map(({ seq }) => seq);
        const whole = numbers.every((seq, index) => seq === index + 1);
        ensure(whole, `Before the end something was left out of ${chat}: ${show(numbers)}`);
      }
      const back = await stage.connect('alice');
      await back.resumes(alice.token);
      await watcher.asks(message(back.name, 'better now?'), { status: 200 });
      await back.receives({ content: 'better now?' });
    },
    { seconds: 90, alone: true },
  ),
];

async function isOnline({ name }: { name: string }, watcher: Person): Promise<boolean> {
  const { clients } = await watcher.asks(list({ prefix: name }), { status: 200 });
  return (clients as string[]).length > 0;
}
