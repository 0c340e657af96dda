import { type Conversation, conversation } from '../conversation.ts';
import { gather } from '../gather.ts';
import { aString, ensure } from '../match.ts';
import * as ask from '../requests.ts';

const AREA = 'report';
const REPORTED = { type: 'ReportResponse', status: 200, report: aString };

export const reports: Conversation[] = [
  conversation(
    AREA,
    'Bob reports a message, and a person; nobody is told',
    ['report.1', 'report.3'],
    async (stage) => {
      const [mallory, bob] = await stage.enter('mallory', 'bob');
      const { chat } = await mallory.asks(ask.message(bob.name, 'give me your lunch'), { seq: 1 });
      await bob.receives({ content: 'give me your lunch' });
      const first = await bob.asks(ask.report({ chat, target: 1, key: 'r' }), REPORTED);
      await bob.asks(ask.report({ chat, target: 1, key: 'r' }), { report: first['report'] });
      await bob.isRefused(ask.report({ id: mallory.id, key: 'r' }), 'conflict');
      const second = await bob.asks(ask.report({ id: mallory.id }), REPORTED);
      ensure(first['report'] !== second['report'], 'Two reports have one name.');
      for (const person of [mallory, bob]) await person.hearsNothing(50);
    },
  ),

  conversation(
    AREA,
    'what one does not see, what is deleted and who is nobody cannot be reported',
    ['report.1', 'report.2'],
    async (stage) => {
      const [alice, bob, mallory] = await stage.enter('alice', 'bob', 'mallory');
      const { chat, chatname } = await gather(stage, 'supper', [alice, bob]);
      await alice.asks(ask.groupMessage(chatname, 'ours'), { seq: 1 });
      await alice.asks(ask.groupMessage(chatname, 'deleted'), { seq: 2 });
      await alice.asks(ask.remove(chat, 2), { status: 200, seq: 3 });
      for (const target of [1, 2, 9]) {
        await mallory.isRefused(ask.report({ chat, target }), 'not_found');
      }
      for (const target of [2, 3, 9]) {
        await bob.isRefused(ask.report({ chat, target }), 'not_found');
      }
      await bob.isRefused(ask.report({ id: 'nobody' }), 'not_found');
      await bob.isRefused(ask.report({}), 'bad_request');
      await bob.isRefused(ask.report({ chat }), 'bad_request');
      await alice.isRefused(ask.report({ id: bob.id, reason: '' }), 'bad_request');
      await alice.isRefused(ask.report({ id: bob.id, reason: 'x'.repeat(1_001) }), 'bad_request');
      bob.takeUnread();
    },
  ),
];
