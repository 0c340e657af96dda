import { logIn, newAccount, PASSWORD } from '../account.ts';
import { type Conversation, conversation } from '../conversation.ts';
import { Unsuitable } from '../limits.ts';
import { absent, aString, containing, ensure } from '../match.ts';
import * as ask from '../requests.ts';

const AREA = 'account';
const LOGIN = 'login';
const DEVICE = 'device';
const OTHER = 'the town has 5 other horses';

const wrong = (name: string, password = 'not the password of anybody') =>
  ask.register(name, { auth: true, password });

export const accounts: Conversation[] = [
  conversation(
    AREA,
    'Alice makes an account and is known by it',
    ['account.1', 'login.9'],
    async (stage) => {
      const [bob] = await stage.enter('bob');
      const alice = await newAccount(stage, 'alice');
      ensure(alice.id !== '' && alice.token !== '', 'The answer names no id or no token.');
      await bob.asks(ask.list(), { clients: containing(alice.name) });
      await bob.asks(ask.message(alice.name, 'hello'), { status: 200 });
      await alice.receives({ type: 'MessageRecv', sender: bob.name, content: 'hello' });
    },
  ),

  conversation(
    AREA,
    'the name of an account is checked like any other',
    ['account.2'],
    async (stage) => {
      const [bob] = await stage.enter('bob');
      await newAccount(stage, 'probe');
      const alice = await stage.connect('alice');
      await alice.isRefused(ask.createAccount('no name at all', PASSWORD), 'bad_username');
      await alice.isRefused(ask.createAccount('аdmin', PASSWORD), 'bad_username');
      await alice.isRefused(ask.createAccount(bob.name, PASSWORD), 'username_taken');
      await alice.isRefused(ask.createAccount(bob.name.toUpperCase(), PASSWORD), 'username_taken');
      await alice.registers();
    },
  ),

  conversation(
    AREA,
    'a password that is short or guessed first is refused, with a reason',
    ['account.3'],
    async (stage) => {
      await newAccount(stage, 'probe');
      const alice = await stage.connect('alice');
      const bad = ['', 'short', 'x'.repeat(40), 'password'.repeat(3), '123456789012345678'];
      for (const password of [...bad, 'y'.repeat(5_000)]) {
        const request = ask.createAccount(alice.name, password);
        await alice.isRefused(request, 'bad_password', { detail: aString });
      }
      for (const password of [5, null, [PASSWORD], `${PASSWORD}\u0000`]) {
        const request = { ...ask.createAccount(alice.name, ''), password };
        await alice.isRefused(request, 'bad_request');
      }
    },
  ),

  conversation(
    LOGIN,
    'the same account on three devices is one person, and all get everything',
    ['login.1', 'login.8'],
    async (stage) => {
      const [bob] = await stage.enter('bob');
      const alice = await newAccount(stage, 'alice');
      const phone = await logIn(stage, alice, { features: [] });
      const tablet = await logIn(stage, alice);
      ensure(phone.id === alice.id && tablet.id === alice.id, 'A device is somebody else.');
      ensure(phone.token !== alice.token, 'Two devices have one token.');
      const { clients } = await bob.asks(ask.list({ prefix: alice.name }), { status: 200 });
      ensure((clients as string[]).length === 1, 'Three devices are listed as several people.');
      await bob.asks(ask.message(alice.name, 'to all of you'), { status: 200 });
      for (const device of [alice, phone, tablet]) {
        await device.receives({ type: 'MessageRecv', content: 'to all of you' });
      }
      await phone.asks(ask.message(bob.name, 'from the phone'), { status: 200 });
      await bob.receives({ sender: alice.name, sender_id: alice.id });
      for (const device of [alice, tablet]) {
        await device.receives({ content: 'from the phone', chatname: bob.name });
      }
      await phone.hearsNothing();
    },
  ),

  conversation(
    LOGIN,
    'role and display name are for those who send features, and only where there are any',
    ['login.1'],
    async (stage) => {
      const alice = await newAccount(stage, 'alice');
      for (const more of [{}, { features: [] }]) {
        const device = await stage.connect('device', alice.name);
        const request = ask.register(alice.name, { auth: true, password: PASSWORD, ...more });
        await device.asks(request, { status: 200, role: absent, display_name: absent });
      }
    },
  ),

  conversation(
    LOGIN,
    'an unknown login and a wrong password are the same answer',
    ['login.2', 'register.13'],
    async (stage) => {
      const alice = await newAccount(stage, 'alice');
      const mallory = await stage.connect('mallory');
      const known = await mallory.isRefused(wrong(alice.name), 'authentication_failed');
      const unknown = await mallory.isRefused(wrong(stage.name('nobody')), 'authentication_failed');
      ensure(known['detail'] === unknown['detail'], 'The two answers tell who has an account.');
      await mallory.isRefused(ask.list(), 'not_registered');
      await alice.hearsNothing();
    },
  ),

  conversation(
    LOGIN,
    'passwords cannot be tried without end, and whoever is in stays in',
    ['login.3', 'login.5'],
    async (stage) => {
      const alice = await newAccount(stage, 'alice');
      for (const name of [alice.name, stage.name('nobody')]) {
        const mallory = await stage.connect('mallory');
        let tries = 0;
        let code: unknown;
        while (code !== 'rate_limited' && tries < 30) {
          const answer = await mallory.asks(wrong(name), { type: 'ErrorResponse' });
          code = answer['code'];
          tries++;
        }
        if (code !== 'rate_limited') throw new Unsuitable('The limits of this server are off.');
        await mallory.leaves();
      }
      const late = await stage.connect('late', alice.name);
      await late.isRefused(
        ask.register(alice.name, { auth: true, password: PASSWORD }),
        'rate_limited',
      );
      const phone = await stage.device(alice);
      await phone.asks(ask.list(), { status: 200 });
    },
    { alone: true },
  ),

  conversation(
    LOGIN,
    'a guest does not get the name of an account, online or not',
    ['login.7', 'account.7'],
    async (stage) => {
      const alice = await newAccount(stage, 'alice');
      const mallory = await stage.connect('mallory');
      const names = [alice.name, alice.name.toUpperCase(), alice.name.replace('l', 'I')];
      for (const name of names) await mallory.isRefused(ask.register(name), 'username_taken');
      await alice.leaves();
      for (const name of names) await mallory.isRefused(ask.register(name), 'username_taken');
      await mallory.registers();
      await mallory.isRefused(ask.openGroup(alice.name, []), 'chatname_taken');
    },
  ),

  conversation(
    AREA,
    'a new password ends the other devices, and the old one is worth nothing',
    ['account.5', 'device.3'],
    async (stage) => {
      const alice = await newAccount(stage, 'alice');
      const phone = await logIn(stage, alice);
      await alice.isRefused(
        ask.changePassword('wrong and long enough', OTHER),
        'authentication_failed',
      );
      await alice.isRefused(ask.changePassword(PASSWORD, 'short'), 'bad_password');
      const changed = { type: 'PasswordChangeResponse', status: 200 };
      await alice.asks(ask.changePassword(PASSWORD, OTHER), changed);
      const { reason } = await phone.closedWith(4001);
      ensure(reason === 'revoked', `The close says ${reason}, not revoked.`);
      const back = await stage.connect('phone', alice.name);
      await back.isRefused(ask.resume(phone.token), 'token_expired');
      await back.isRefused(wrong(alice.name, PASSWORD), 'authentication_failed');
      await back.registers({ auth: true, password: OTHER });
      await (await stage.device(alice)).asks(ask.list(), { status: 200 });
    },
  ),

  conversation(
    DEVICE,
    'Alice logs out a device that she has lost, and stays in on this one',
    ['device.2', 'device.1', 'device.3'],
    async (stage) => {
      const alice = await newAccount(stage, 'alice', { device: 'laptop' });
      const phone = await logIn(stage, alice, { device: 'telephone' });
      const { devices } = await alice.asks(ask.devices(), { status: 200 });
      const listed = devices as { device: string; label: string; current?: true }[];
      const lost = listed.find(({ label }) => label === 'telephone');
      const here = listed.find(({ current }) => current);
      ensure(listed.length === 2 && lost !== undefined, 'The list has not both devices.');
      ensure(here?.label === 'laptop', 'The device that asks is not marked.');
      await alice.asks(ask.logout({ device: lost.device }), { status: 200 });
      await phone.closedWith(4001);
      const back = await stage.connect('back');
      await back.isRefused(ask.resume(phone.token), 'token_expired');
      await alice.isRefused(ask.logout({ device: lost.device }), 'not_found');
      await alice.asks(ask.devices(), { devices: [{ label: 'laptop', current: true }] });
    },
  ),

  conversation(AREA, 'a guest has no password to change', ['account.5'], async (stage) => {
    const [bob] = await stage.enter('bob');
    await bob.isRefused(ask.changePassword(PASSWORD, OTHER), 'forbidden');
  }),
];
