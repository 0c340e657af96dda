import { type Conversation, conversation } from '../conversation.ts';
import { absent, ensure, show } from '../match.ts';
import * as ask from '../requests.ts';
import { seqsOf, supper, talk } from '../supper.ts';

const AREA = 'catchup';
const ANSWER = 'CatchUpResponse';

interface Caught {
  readonly chat: string;
  readonly entries: readonly { readonly seq: number }[];
  readonly more?: true;
}

export const catchUps: Conversation[] = [
  conversation(
    AREA,
    'one request catches up with all chats, each from where the client stands',
    ['catchup.1', 'catchup.3'],
    async (stage) => {
      const { people, chat } = await supper(stage, {}, 'alice', 'bob');
      const [alice, bob] = people;
      const [mallory] = await stage.enter('mallory');
      await talk(chat, alice, [bob], 'one', 'two', 'three');
      const { chat: direct } = await bob.asks(ask.message(alice.name, 'hello'), { status: 200 });
      await alice.receives({ content: 'hello' });
      await alice.asks(ask.edit(chat, 2, 'deux'), { seq: 4 });
      const asked = { [chat]: 2, [`${direct}`]: 1, nowhere: 0 };
      const answer = await bob.asks(ask.catchUp(asked), {
        type: ANSWER,
        status: 200,
        more: absent,
        reset: [],
        gone: ['nowhere'],
      });
      const chats = answer['chats'] as Caught[];
      const found = new Map(chats.map((caught) => [caught.chat, caught]));
      const seqs = [chat, `${direct}`].map((id) => found.get(id)?.entries.map(({ seq }) => seq));
      ensure(show(seqs) === show([[3, 4], []]), `Bob has caught up with ${show(seqs)}.`);
      await bob.asks(ask.catchUp({ [chat]: 5 }), { chats: [], reset: [chat], gone: [] });
      await bob.asks(ask.catchUp({}), { chats: [], reset: [], gone: [] });
      const theirs = { [chat]: 0, [`${direct}`]: 99 };
      const { gone } = await mallory.asks(ask.catchUp(theirs), { chats: [], reset: [] });
      const told = (gone as string[]).toSorted();
      ensure(show(told) === show(Object.keys(theirs).toSorted()), `Mallory is told ${show(told)}.`);
    },
  ),

  conversation(
    AREA,
    'what does not fit into one answer comes with the next ones, all of it once',
    ['catchup.2', 'transport.12'],
    async (stage) => {
      const [alice, bob] = await stage.enterWith({ features: [] }, 'alice', 'bob');
      const groups = [stage.name('supper'), stage.name('club'), stage.name('diary')];
      const wanted = new Map<string, number[]>();
      await bob.leaves();
      const back = await stage.connect('bob', bob.name);
      await back.resumes(bob.token);
      for (const chatname of groups) {
        const { chat } = await alice.asks(ask.openGroup(chatname, [bob.name]), { status: 200 });
        await back.receives({ status: 201, chat });
        const seqs = await talk(`${chat}`, alice, [back], ...Array(4).fill('x'.repeat(9_000)));
        wanted.set(`${chat}`, seqs);
      }
      const phone = await stage.device(back);
      const heard = new Map([...wanted.keys()].map((chat) => [chat, [] as number[]]));
      const missing = new Set(wanted.keys());
      for (let asked = 0; missing.size > 0; asked++) {
        ensure(asked < 20, `After ${asked} answers there are still chats missing.`);
        const after = [...missing].map((chat) => [chat, heard.get(chat)?.at(-1) ?? 0]);
        const answer = await phone.asks(ask.catchUp(Object.fromEntries(after)), { status: 200 });
        const chats = answer['chats'] as Caught[];
        ensure(chats.length === missing.size || answer['more'] === true, 'Chats are left out.');
        for (const caught of chats) {
          heard.get(caught.chat)?.push(...seqsOf({ entries: caught.entries }));
          if (!caught.more) missing.delete(caught.chat);
        }
      }
      ensure(show([...heard]) === show([...wanted]), `Bob has caught up with ${show([...heard])}.`);
    },
    { seconds: 30 },
  ),

  conversation(
    AREA,
    'more than five hundred chats are too many to catch up with at once',
    ['catchup.4'],
    async (stage) => {
      const [alice] = await stage.enter('alice');
      const many = (count: number) =>
        Object.fromEntries(Array.from({ length: count }, (_, at) => [`none${at}`, 0]));
      const { gone } = await alice.asks(ask.catchUp(many(500)), { type: ANSWER, chats: [] });
      ensure(
        (gone as string[]).length === 500,
        `Of 500 chats ${(gone as string[]).length} are gone.`,
      );
      await alice.isRefused(ask.catchUp(many(501)), 'too_large');
    },
  ),
];
