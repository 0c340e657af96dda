import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { Client } from '../index.ts';
import { FakeServer } from '../testing/index.ts';
import { FakeLog } from '../testing/log.ts';
import type { Message, Somebody } from '../wire.ts';
import { fold } from './fold.ts';
import { emptySnapshot, type Snapshot } from './snapshot.ts';

/** Old snapshot + what has happened = fresh snapshot, whatever happens in whatever order. */

const alice = { id: 'p1', username: 'alice' };
const bob = { id: 'p2', username: 'bob' };
const carol = { id: 'p3', username: 'carol' };

const person = fc.constantFrom(alice, bob, carol);
const words = fc.constantFrom('hello', '@alice come', 'with @bob.', '@all', '');
const nth = fc.nat(20);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('message'), content: words }) },
  fc.record({ kind: fc.constant('edit'), target: nth, content: words }),
  fc.record({ kind: fc.constant('delete'), target: nth }),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('reaction'),
      target: nth,
      reaction: fc.constantFrom('👍', '🎉'),
      on: fc.boolean(),
    }),
  },
);

test('all entries of a log, folded, are the messages that a page shows', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(person, step), { maxLength: 40 }), fc.nat(40), (steps, cut) => {
      const log = new FakeLog();
      for (const [by, what] of steps) append(log, by, what);
      // In two parts, the first of which is folded when the rest has been said already.
      const entries = log.after(0, alice.id);
      const parts = [entries.slice(0, cut), entries.slice(cut)];
      const after = parts.reduce(
        (state, part) => fold(state, { type: 'Entries', chat: 'c1', entries: part }),
        welcomed(),
      );
      expect(after.chats['c1']?.messages ?? []).toEqual(log.messages(alice.id));
    }),
  );
});

test('entries folded as they are said give the same as read afterwards', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(person, step), { maxLength: 40 }), (steps) => {
      const log = new FakeLog();
      let state = welcomed();
      for (const [by, what] of steps) {
        const entry = append(log, by, what);
        if (entry) state = fold(state, { type: 'Entries', chat: 'c1', entries: [entry] });
        expect(state.chats['c1']?.messages ?? []).toEqual(log.messages(alice.id));
      }
    }),
  );
});

function welcomed(): Snapshot {
  const welcome = { type: 'ResumeResponse', status: 200, token: '', epoch: 'e', ...alice } as const;
  return fold(emptySnapshot(1_000), welcome);
}

/** As a server would: nothing changes what is not there, and nothing is put on twice. */
function append(log: FakeLog, by: Somebody, what: { kind: string; target?: number; on?: boolean }) {
  const { target = 0 } = what;
  const message = log.messages(by.id).find(({ seq }) => seq === target);
  if (what.kind !== 'message' && (!message || message.deleted)) return undefined;
  if (what.kind === 'edit' && message?.sender_id !== by.id) return undefined;
  if (what.kind === 'reaction') {
    const { reaction } = what as { reaction?: string };
    if (log.isOn(target, reaction ?? '', by.id) === what.on) return undefined;
  }
  return log.append(what, by, 1_000 + log.lastSeq);
}

const command = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('say'), who: nth, where: nth, words }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('edit'), who: nth, where: nth, nth, words }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete'), who: nth, where: nth, nth }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('react'), who: nth, where: nth, nth, on: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('read'), where: nth, nth }) },
  fc.record({ do: fc.constant('unread'), where: nth, nth }),
  fc.record({ do: fc.constant('rename'), where: nth, words: fc.constantFrom('tower', 'hall') }),
  fc.record({ do: fc.constant('invite'), where: nth }),
  fc.record({ do: fc.constant('leave'), where: nth }),
  fc.record({ do: fc.constant('promote'), where: nth }),
  fc.record({ do: fc.constant('mute'), where: nth, nth }),
  fc.record({ do: fc.constant('prefer'), where: nth }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('mine'), where: nth, nth, words }) },
  fc.record({ do: fc.constant('hold') }),
  fc.record({ do: fc.constant('release') }),
  fc.record({ do: fc.constant('cut') }),
  fc.record({ do: fc.constant('lose') }),
  fc.record({ do: fc.constant('older'), where: nth }),
  fc.record({ do: fc.constant('settle') }),
);

interface Command {
  readonly do: string;
  readonly who?: number;
  readonly where?: number;
  readonly nth?: number;
  readonly words?: string;
  readonly on?: boolean;
}

test('a client that was there all the time knows what one knows that comes afresh', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 30 }), async (commands) => {
      const stage = await Stage.set();
      for (const each of commands) await stage.perform(each);
      await stage.compare();
    }),
    { numRuns: 80 },
  );
}, 120_000);

/** Alice with a client; bob and carol, whom the test speaks as; a conversation and a group. */
class Stage {
  readonly server = new FakeServer();
  readonly client = this.#newClient();
  readonly told = new Map<string, number[]>();
  #chats: string[] = [];
  #hasLost = false;

  static async set(): Promise<Stage> {
    const stage = new Stage();
    stage.client.on('entry', (entry, { id }) => {
      stage.told.set(id, [...(stage.told.get(id) ?? []), entry.seq]);
    });
    await stage.client.enter({ username: 'alice' });
    const { server } = stage;
    const { chat } = server.person('bob').send('alice', 'hello');
    server.person('carol');
    const opening = { type: 'GroupMessageInitRequest', chatname: 'house', offline: true };
    const group = server.person('bob').ask({ ...opening, recipients: ['alice', 'carol'] });
    stage.#chats = [chat, String(group['chat'])];
    await server.quiet();
    return stage;
  }

  async perform(command: Command): Promise<void> {
    try {
      await this.#perform(command);
    } catch (error) {
      // What the server refuses, nobody hears of.
      if (!(error instanceof Error) || error.constructor.name !== 'Refused') throw error;
    }
  }

  async compare(): Promise<void> {
    // Of what is lost and has nothing after it, only the next connection tells.
    if (this.#hasLost) this.server.cut();
    this.server.release();
    await this.server.clock.advance(5_000);
    const fresh = this.#newClient();
    await fresh.enter({ token: this.#token() });
    await this.#loadAll(this.client);
    await this.#loadAll(fresh);
    expect(shown(this.client.snapshot)).toEqual(shown(fresh.snapshot));
    for (const seqs of this.told.values()) {
      expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 1) + index));
    }
    for (const client of [this.client, fresh]) client.stop();
  }

  async #perform({ do: what, who = 0, where = 0, nth = 0, words = '', on = true }: Command) {
    const { server } = this;
    const names = ['bob', 'carol', 'alice'];
    const visitor = server.person(names[who % names.length] ?? 'bob');
    const bob = server.person('bob');
    const chat = this.#chats[where % 2] ?? '';
    const [, group = ''] = this.#chats;
    const last = this.client.chat(chat).state?.last_seq ?? 1;
    const target = 1 + (nth % Math.max(1, last));
    switch (what) {
      case 'say':
        return visitor.ask({ type: 'MessageRequest', chat, content: words });
      case 'edit':
        return visitor.ask({ type: 'MessageEditRequest', chat, target, content: words });
      case 'delete':
        return visitor.ask({ type: 'MessageDeleteRequest', chat, target });
      case 'react':
        return visitor.ask({ type: 'ReactionRequest', chat, target, reaction: '👍', on });
      case 'read':
        return server.person('alice').ask({ type: 'ReadRequest', chat, seq: target });
      case 'unread':
        return server.person('alice').ask({ type: 'ReadRequest', chat, seq: target, back: true });
      case 'rename':
        return bob.ask({ type: 'GroupChangeRequest', chat: group, name: words });
      case 'invite':
        return bob.ask({ type: 'GroupInviteRequest', chat: group, recipients: ['carol'] });
      case 'leave':
        return server.person('carol').ask({ type: 'GroupLeaveRequest', chat: group });
      case 'promote':
        return bob.ask({
          type: 'GroupRoleRequest',
          chat: group,
          id: this.#me(),
          role: 'moderator',
        });
      case 'mute':
        return bob.ask({ type: 'GroupMuteRequest', chat: group, id: this.#me(), seconds: nth });
      case 'prefer':
        return server.person('alice').ask({ type: 'ChatPreferenceRequest', chat, notify: 'none' });
      case 'mine':
        return this.#mine(chat, nth, target, words);
      case 'hold':
        return server.hold('MessageRequest');
      case 'release':
        return server.release();
      case 'cut':
        return server.cut();
      case 'lose':
        this.#hasLost = true;
        return server.lose(1);
      case 'older':
        return void this.client
          .chat(chat)
          .older({ limit: 3 })
          .catch(() => {});
      case 'settle':
        return server.clock.advance(3_000);
    }
    throw new Error(`There is no ${what}.`);
  }

  /** By the client itself. What is refused is no matter. */
  #mine(id: string, which: number, target: number, words: string): void {
    const chat = this.client.chat(id);
    const doing = [
      () => chat.send(words),
      () => chat.edit(target, words),
      () => chat.delete(target),
      () => chat.react(target, '🎉'),
      () => chat.read(target),
    ][which % 5];
    void doing?.().catch(() => {});
  }

  async #loadAll(client: Client): Promise<void> {
    for (const chat of client.chats) {
      while (await chat.older());
    }
  }

  #newClient(): Client {
    const { url, WebSocket, clock } = this.server;
    return new Client(url, { WebSocket, clock, random: () => 0.5 });
  }

  #me(): string {
    return this.client.me?.id ?? '';
  }

  #token(): string {
    return this.server.tokenOf('alice');
  }
}

/** What must be the same: not how it came to be known, nor who is known to be in a group. */
function shown({ chats, me, online }: Snapshot): object {
  const rows = Object.values(chats).map((chat) => {
    const {
      keep: _,
      counted: __,
      stale,
      members: ___,
      reads: ____,
      from,
      messages,
      ...view
    } = chat;
    expect(stale).toBe(false);
    return { ...view, from, messages: messages as readonly Message[] };
  });
  return { me, online, rows: rows.toSorted((one, other) => (one.chat < other.chat ? -1 : 1)) };
}
