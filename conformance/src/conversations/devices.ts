import { type Conversation, conversation } from '../conversation.ts';
import { absent, aNumber, aString, ensure } from '../match.ts';
import * as ask from '../requests.ts';

const AREA = 'device';

type Listed = { device: string; label: string; current?: true };

export const devices: Conversation[] = [
  conversation(
    AREA,
    'Alice sees the device that she is on, by the label that she gave it',
    ['device.1'],
    async (stage) => {
      const [alice] = await stage.enterWith({ features: [], device: 'a laptop' }, 'alice');
      const device = { device: aString, created_at: aNumber, seen_at: aNumber };
      await alice.asks(ask.devices(), {
        type: 'DeviceListResponse',
        status: 200,
        more: absent,
        devices: [{ ...device, label: 'a laptop', current: true }],
      });
      await alice.asks(ask.devices(), {
        devices: [(listed: Listed) => !JSON.stringify(listed).includes(alice.token)],
      });
    },
  ),

  conversation(
    AREA,
    'a logout of this device is answered, then the connections by its token end',
    ['device.2', 'device.3'],
    async (stage) => {
      const [alice, bob] = await stage.enterWith({ features: [] }, 'alice', 'bob');
      const other = await stage.device(alice);
      await alice.asks(ask.logout(), { type: 'LogoutResponse', status: 200 });
      for (const connection of [alice, other]) {
        const { reason } = await connection.closedWith(4001);
        ensure(reason === 'logged_out', `The close says ${reason}, not logged_out.`);
      }
      const back = await stage.connect('back');
      await back.isRefused(ask.resume(alice.token), 'token_expired');
      await bob.asks(ask.list({ prefix: alice.name }), { clients: [] });
    },
  ),

  conversation(AREA, 'all: true ends every device', ['device.2', 'device.3'], async (stage) => {
    const [alice] = await stage.enterWith({ features: [] }, 'alice');
    await alice.asks(ask.logout({ all: true }), { status: 200 });
    await alice.closedWith(4001);
    const back = await stage.connect('back');
    await back.isRefused(ask.resume(alice.token), 'token_expired');
  }),

  conversation(
    AREA,
    "somebody else's device is not there, and a request means one thing",
    ['device.4'],
    async (stage) => {
      const [alice, mallory] = await stage.enterWith({ features: [] }, 'alice', 'mallory');
      const { devices } = await alice.asks(ask.devices(), { status: 200 });
      const [{ device }] = devices as [Listed];
      for (const other of [device, '', 'x', '%', alice.token.slice(0, 20)]) {
        await mallory.isRefused(ask.logout({ device: other }), 'not_found');
      }
      await mallory.isRefused(ask.logout({ device, all: true }), 'bad_request');
      await mallory.isRefused(ask.logout({ all: 'yes' }), 'bad_request');
      await alice.asks(ask.list(), { status: 200 });
    },
  ),
];
