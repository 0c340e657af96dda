import { type Conversation, conversation } from '../conversation.ts';
import { absent, containing, ensure } from '../match.ts';
import { list as asking } from '../requests.ts';
import type { Stage } from '../stage.ts';

const AREA = 'list';

export const list: Conversation[] = [
  conversation(
    AREA,
    'Alice sees who is online, but for herself and for those who have left or not come in yet',
    ['list.1'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const dave = await stage.connect('dave');
      await carol.leaves();
      const done = { type: 'ClientListResponse', status: 200, clients: containing(bob.name) };
      const clients = (await alice.asks(asking(), done))['clients'] as string[];
      for (const { name } of [alice, carol, dave]) {
        ensure(!clients.includes(name), `${name} is on the list.`);
      }
      ensure(new Set(clients).size === clients.length, 'Somebody is on the list twice.');
      await bob.asks(asking(), { clients: containing(alice.name) });
    },
  ),

  conversation(AREA, 'the list is sorted by the canonical names', ['list.2'], async (stage) => {
    const { asker, crowd, prefix } = await gather(stage, ['c', 'B', 'a', 'D', 'É', '_', '5']);
    const { clients } = await asker.asks(asking({ prefix }), { status: 200, more: absent });
    const expected = ['5', '_', 'a', 'B', 'c', 'D', 'É'].map((end) => prefix + end);
    ensure(crowd.length === expected.length, 'Not everybody came in.');
    ensure(
      JSON.stringify(clients) === JSON.stringify(expected),
      `The list is ${JSON.stringify(clients)}, not ${JSON.stringify(expected)}.`,
    );
  }),

  conversation(AREA, 'a prefix picks names in every spelling of it', ['list.3'], async (stage) => {
    const { asker, crowd, prefix } = await gather(stage, ['a', 'b']);
    const clients = crowd.map(({ name }) => name);
    for (const spelling of [prefix, prefix.toUpperCase()]) {
      await asker.asks(asking({ prefix: spelling }), { clients, more: absent });
    }
    await asker.asks(asking({ prefix: `${prefix}a` }), { clients: [clients[0]] });
    await asker.asks(asking({ prefix: `${prefix}zz` }), { clients: [], more: absent });
    await asker.asks(asking({ prefix: '' }), { clients: containing(...clients) });
  }),

  conversation(
    AREA,
    'limit and after lead through the list page by page, and nobody is missed or seen twice',
    ['list.4'],
    async (stage) => {
      const { asker, crowd, prefix } = await gather(stage, ['a', 'b', 'c', 'd', 'e']);
      const [a, b, c, d, e] = crowd.map(({ name }) => name);
      await asker.asks(asking({ prefix, limit: 2 }), { clients: [a, b], more: true });
      await asker.asks(asking({ prefix, limit: 2, after: b }), { clients: [c, d], more: true });
      await asker.asks(asking({ prefix, limit: 2, after: d }), { clients: [e], more: absent });
      await asker.asks(asking({ prefix, limit: 5 }), { clients: [a, b, c, d, e], more: absent });
      await asker.asks(asking({ prefix, after: e }), { clients: [], more: absent });
      await asker.asks(asking({ prefix, limit: 1, after: `${prefix}bb` }), {
        clients: [c],
        more: true,
      });
      await asker.asks(asking({ prefix, after: c?.toUpperCase() }), {
        clients: [d, e],
        more: absent,
      });
    },
  ),

  conversation(
    AREA,
    'a limit below 1 counts as 1, and a large one as no limit',
    ['list.5'],
    async (stage) => {
      const { asker, crowd, prefix } = await gather(stage, ['a', 'b']);
      const [a, b] = crowd.map(({ name }) => name);
      for (const limit of [1, 0, -1, -1e9]) {
        await asker.asks(asking({ prefix, limit }), { clients: [a], more: true });
      }
      for (const limit of [1e9, Number.MAX_SAFE_INTEGER]) {
        await asker.asks(asking({ prefix, limit }), { clients: [a, b], more: absent });
      }
      for (const limit of [1.5, '1', null]) {
        await asker.isRefused(asking({ prefix, limit }), 'bad_request');
      }
    },
  ),
];

/** An asker, and people whose names begin like nobody else's. */
async function gather(stage: Stage, ends: readonly string[]) {
  const [asker] = await stage.enter('asker');
  const prefix = stage.name('crowd');
  const crowd = await Promise.all(ends.map((end) => stage.connect(end, prefix + end)));
  await Promise.all(crowd.map((person) => person.registers()));
  return { asker, crowd, prefix };
}
