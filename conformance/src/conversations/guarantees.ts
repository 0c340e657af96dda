import { type Conversation, conversation } from '../conversation.ts';
import { ensure, show } from '../match.ts';
import { groupMessage, list, message, openDirect, openGroup } from '../requests.ts';

const AREA = 'guarantee';

export const guarantees: Conversation[] = [
  conversation(
    AREA,
    'requests that do not wait for each other are answered and take effect in order',
    ['guarantee.1'],
    async (stage) => {
      const [alice, bob] = await stage.enter('alice', 'bob');
      const [supper, club] = [stage.name('supper'), stage.name('club')];
      const both = [
        alice.isRefused(groupMessage(supper, 'too early'), 'unknown_recipient'),
        alice.asks(openGroup(supper, [bob.name]), { status: 200 }),
        alice.asks(groupMessage(supper, 'one'), { status: 200, seq: 1 }),
        alice.asks(list({ prefix: bob.name }), { clients: [bob.name] }),
        alice.isRefused({ type: 'NoSuchRequest' }, 'unknown_type'),
        alice.asks(groupMessage(supper, 'two'), { status: 200, seq: 2 }),
        alice.isRefused(openGroup(supper, []), 'chatname_taken'),
        alice.asks(openDirect(bob.name), { status: 200 }),
        alice.asks(message(bob.name, 'three'), { status: 200, seq: 1 }),
        alice.asks(openGroup(club, []), { status: 200 }),
        alice.asks(groupMessage(club, 'to myself'), { status: 200, seq: 1 }),
      ];
      await Promise.all(both);
      await bob.receives({ type: 'GroupMessageInitResponse', status: 201, chatname: supper });
      await bob.receives({ type: 'GroupMessageRecv', status: 201, content: 'one', seq: 1 });
      await bob.receives({ type: 'GroupMessageRecv', status: 200, content: 'two', seq: 2 });
      await bob.receives({ type: 'SingleMessageInitResponse', status: 201, chatname: alice.name });
      await bob.receives({ type: 'MessageRecv', content: 'three', seq: 1 });
    },
  ),

  conversation(
    AREA,
    'everybody sees one group’s messages in one order, numbered 1, 2, 3 without a gap',
    ['guarantee.2'],
    async (stage) => {
      const people = await stage.enter('alice', 'bob', 'carol', 'dave');
      const [alice, ...friends] = people;
      const chatname = stage.name('supper');
      await alice.asks(
        openGroup(
          chatname,
          friends.map(({ name }) => name),
        ),
        { status: 200 },
      );
      for (const friend of friends) await friend.receives({ status: 201, chatname });

      const each = 20;
      const sending = people.flatMap((person) =>
        Array.from({ length: each }, (_, time) =>
          person.asks(groupMessage(chatname, `${person.name} ${time}`), { status: 200 }),
        ),
      );
      const answers = await Promise.all(sending);
      const numbers = answers.map(({ seq }) => seq as number);
      const sorted = numbers.toSorted((one, other) => one - other);
      ensure(
        sorted.every((seq, index) => seq === index + 1),
        `Not 1 to ${sorted.length}: ${show(sorted)}`,
      );

      for (const [index, person] of people.entries()) {
        const own = numbers.slice(index * each, (index + 1) * each);
        ensure(
          isRising(own),
          `${person.name}'s own messages are not in the order of sending: ${show(own)}`,
        );
        const heard: number[] = [];
        for (let count = 0; count < each * (people.length - 1); count++) {
          heard.push(
            (await person.receives({ type: 'GroupMessageRecv', chatname }))['seq'] as number,
          );
        }
        ensure(isRising(heard), `${person.name} was not told in the order of seq: ${show(heard)}`);
        ensure(
          new Set([...heard, ...own]).size === sorted.length,
          `${person.name} has missed something.`,
        );
      }
    },
  ),

  conversation(
    AREA,
    'each entry is the same for everybody who gets it',
    ['guarantee.2'],
    async (stage) => {
      const [alice, bob, carol] = await stage.enter('alice', 'bob', 'carol');
      const chatname = stage.name('supper');
      await alice.asks(openGroup(chatname, [bob.name, carol.name]), { status: 200 });
      for (const friend of [bob, carol]) await friend.receives({ status: 201, chatname });
      const { chat, seq, at } = await alice.asks(groupMessage(chatname, 'hello'), { status: 200 });
      const told = [bob, carol].map((friend) =>
        friend.receives({ chat, seq, at, content: 'hello' }),
      );
      const [one, other] = (await Promise.all(told)).map((frame) => show(frame));
      ensure(one === other, `Two members were told differently: ${one} and ${other}`);
    },
  ),
];

function isRising(numbers: number[]): boolean {
  return numbers.every((number, index) => index === 0 || number > (numbers[index - 1] as number));
}
