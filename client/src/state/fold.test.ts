import { describe, expect, test } from 'bun:test';
import type { Entry, ListedChat, Message } from '../wire.ts';
import type { StateEvent } from './event.ts';
import { fold } from './fold.ts';
import { type ChatState, emptySnapshot, type Snapshot } from './snapshot.ts';

/** What the property cannot reach, or says less plainly. */

const alice = { id: 'p1', username: 'alice' };
const bob = { id: 'p2', username: 'bob' };
const carol = { id: 'p3', username: 'carol' };

function welcomed(window = 100): Snapshot {
  const welcome = { type: 'ResumeResponse', status: 200, token: '', epoch: 'e', ...alice } as const;
  return fold(emptySnapshot(window), welcome);
}

function listed(row: Partial<ListedChat> = {}, window?: number): Snapshot {
  const chat = {
    ...({
      chat: 'c1',
      chatname: 'bob',
      groupchat: false,
      notify: 'all',
      shows_reads: true,
    } as const),
    ...{ last_seq: 10, read_seq: 10, unread: 0, mentions: 0, start: undefined },
    ...row,
  };
  return fold(welcomed(window), { type: 'Listed', chats: [chat] });
}

function after(snapshot: Snapshot, ...events: StateEvent[]): ChatState {
  const { chats } = events.reduce(fold, snapshot);
  return chats['c1'] as ChatState;
}

const by = ({ id, username }: typeof bob) => ({ sender: username, sender_id: id });
const entries = (...list: Entry[]): StateEvent => ({ type: 'Entries', chat: 'c1', entries: list });
const said = (seq: number, content = 'hello', who = bob): Message => ({
  ...{ kind: 'message', seq, at: seq, content },
  ...by(who),
});
const edit = (seq: number, target: number, content?: string): Entry => ({
  ...{ kind: 'edit', seq, at: seq, target, ...by(bob) },
  ...(content === undefined ? { deleted: true } : { content }),
});
const deletion = (seq: number, target: number): Entry => ({
  ...{ kind: 'delete', seq, at: seq, target },
  ...by(bob),
});
const read = (seq: number, who = alice): StateEvent => ({
  type: 'ReadRecv',
  chat: 'c1',
  seq,
  ...who,
});

describe('entries', () => {
  test('count once, whatever is folded again', () => {
    const once = fold(listed(), entries(said(11)));
    expect(after(once, entries(said(11), said(10)))).toMatchObject({ last_seq: 11, unread: 1 });
    expect(after(once, entries(said(11))).messages).toHaveLength(1);
  });

  test('that the list has counted already only bring their messages', () => {
    const behind = listed({ last_seq: 12, unread: 2, start: 10 } as never);
    expect(behind.chats['c1']).toMatchObject({ last_seq: 10, counted: 12, unread: 2 });
    const chat = after(behind, entries(said(11), said(12), said(13)));
    expect(chat).toMatchObject({ last_seq: 13, unread: 3, last: { seq: 13 } });
    expect(chat.messages).toHaveLength(3);
  });

  test('of a message that was deleted later leave it deleted', () => {
    const tombstone = { kind: 'message', seq: 11, at: 11, ...by(bob), deleted: true } as const;
    const chat = after(listed(), entries(tombstone, edit(12, 11), deletion(13, 11)));
    expect(chat.messages).toEqual([tombstone]);
    expect(chat).toMatchObject({ unread: 0, last: { content: '', deleted: true } });
    const again = after(listed(), entries(said(11), deletion(12, 11), edit(13, 11, 'back?')));
    expect(again.messages).toEqual([tombstone]);
  });

  test('an edit without content, for a later deletion, changes nothing', () => {
    const chat = after(listed(), entries(said(11, 'one'), edit(12, 11)));
    expect(chat.messages).toEqual([said(11, 'one')]);
  });

  test('a message ends its sender’s typing', () => {
    const typing = { type: 'TypingRecv', chat: 'c1', on: true } as const;
    const before = [
      { ...typing, ...bob },
      { ...typing, ...carol },
    ];
    expect(after(listed(), ...before, entries(said(11))).typing).toEqual({ p3: 'carol' });
  });

  test('names of members, roles and mutes are kept as they are told', () => {
    const members = (seq: number, more: object): Entry =>
      ({ ...{ kind: 'members', seq, at: 1, joined: [], left: [] }, ...by(bob), ...more }) as Entry;
    const group = listed({ groupchat: true, member_count: 2, role: 'member', topic: 'food' });
    const chat = after(
      group,
      entries(
        members(11, { joined: [carol] }),
        members(12, { roles: [{ ...alice, role: 'moderator' }], muted: [{ ...carol, until: 99 }] }),
        members(13, { muted: [{ ...alice, until: 50 }] }),
        members(14, { muted: [{ ...alice, until: 0 }], left: [bob] }),
        { kind: 'change', seq: 15, at: 1, ...by(bob), name: 'supper', policy: 'open' },
      ),
    );
    expect(chat).toMatchObject({ chatname: 'supper', topic: 'food', policy: 'open' });
    expect(chat).toMatchObject({ role: 'moderator', member_count: 2 });
    expect(chat).not.toHaveProperty('muted_until');
    expect(chat.members).toEqual({
      p1: { ...alice, role: 'moderator' },
      p3: { ...carol, role: 'member', muted_until: 99 },
    });
    const muted = { type: 'ChatRecv', chat: 'c1', muted_until: 77 } as const;
    expect(after(group, muted)).toMatchObject({ muted_until: 77, role: 'member' });
    expect(after(group, muted, { ...muted, muted_until: 0 })).not.toHaveProperty('muted_until');
  });

  test('nothing that was there before is changed', () => {
    const before = freeze(fold(listed(), entries(said(11), said(12))));
    const copy = structuredClone(before);
    const reaction = {
      kind: 'reaction',
      seq: 13,
      at: 1,
      target: 11,
      reaction: '👍',
      on: true,
    } as const;
    after(
      before,
      entries({ ...reaction, ...by(carol) }, edit(14, 12, 'x'), deletion(15, 11)),
      read(13),
    );
    expect(before).toEqual(copy);
  });
});

describe('counts', () => {
  test('are uncertain after a deletion, or an edit, of something unread that is not there', () => {
    const behind = listed({ read_seq: 5, unread: 5 });
    expect(after(behind, entries(deletion(11, 8)))).toMatchObject({ unread: 5, stale: true });
    expect(after(behind, entries(edit(11, 8, '@alice')))).toMatchObject({ stale: true });
    expect(after(behind, entries(deletion(11, 4)))).toMatchObject({ unread: 5, stale: false });
  });

  test('are uncertain after reading up to a place that is not there', () => {
    const behind = listed({ read_seq: 5, unread: 5 });
    expect(after(behind, read(8))).toMatchObject({ read_seq: 8, stale: true });
    expect(after(behind, read(10))).toMatchObject({ read_seq: 10, unread: 0, stale: false });
    expect(after(behind, entries(said(11), said(12)), read(11))).toMatchObject({ unread: 1 });
  });

  test('end at a hundred, and are uncertain when they fall from there', () => {
    const many = fold(listed({ unread: 100, read_seq: 0 }), entries(said(11)));
    expect(many.chats['c1']).toMatchObject({ unread: 100, stale: false });
    expect(after(many, entries(deletion(12, 11)))).toMatchObject({ stale: true });
  });

  test('are the list’s again, but not those of a list from before what was folded', () => {
    const chat = fold(listed(), entries(said(11), said(12)));
    const list = (last_seq: number): StateEvent => {
      const view = {
        chatname: 'bob',
        groupchat: false,
        notify: 'none',
        shows_reads: true,
      } as const;
      const counts = { last_seq, read_seq: 3, unread: 7, mentions: 1, start: undefined };
      return { type: 'Listed', chats: [{ chat: 'c1', ...view, ...counts }] };
    };
    expect(after(chat, list(11))).toMatchObject({ unread: 2, notify: 'all' });
    expect(after(chat, list(12))).toMatchObject({ unread: 7, mentions: 1, notify: 'none' });
  });

  test('are uncertain where everybody is called in a group: not everybody may', () => {
    const group = listed({ groupchat: true, read_seq: 10 });
    expect(after(group, entries(said(11, '@all!')))).toMatchObject({ unread: 1, stale: true });
    expect(after(group, entries(said(11, '@here', alice)))).toMatchObject({ stale: false });
    const counted = fold(group, entries(said(11, '@all!'), said(12)));
    expect(after(counted, read(12), read(10))).toMatchObject({ unread: 2, stale: true });
    expect(after(counted, read(11))).toMatchObject({ unread: 1, stale: false });
    expect(after(listed(), entries(said(11, '@all!')))).toMatchObject({ stale: false });
  });

  test('one is called by name in what is said, and not by oneself', () => {
    const chat = fold(listed(), entries(said(11, '@alice!'), said(12, '@alice', alice)));
    expect(chat.chats['c1']).toMatchObject({ unread: 1, mentions: 1 });
    expect(after(chat, entries(edit(13, 11, 'no')))).toMatchObject({ unread: 1, mentions: 0 });
  });
});

describe('pages', () => {
  const page = (before: number, ...messages: Message[]): StateEvent => ({
    ...{ type: 'Page', chat: 'c1', before, messages, more: true, since: [] },
  });

  test('go before what is there, once', () => {
    const one = page(11, said(9), said(10));
    const chat = after(listed(), entries(said(11)), one, one, page(9, said(7)));
    expect(chat.messages.map(({ seq }) => seq)).toEqual([7, 9, 10, 11]);
    expect(chat).toMatchObject({ from: 6 });
  });

  test('that what has come meanwhile has pushed away leave no hole', () => {
    const chat = after(listed({}, 1), entries(said(11), said(12)), page(11, said(10)));
    expect(chat).toMatchObject({ from: 11, messages: [{ seq: 12 }] });
  });
});

test('who is online is known of those one talks with, and of nobody on a new connection', () => {
  const peer = { ...bob, online: true };
  const snapshot = listed({ peer });
  expect(snapshot.online).toEqual({ p2: 'bob' });
  const renamed = fold(snapshot, {
    type: 'PresenceRecv',
    id: 'p2',
    username: 'bobby',
    online: false,
  });
  expect(renamed.online).toEqual({});
  expect(renamed.chats['c1']).toMatchObject({ chatname: 'bobby', peer: { username: 'bobby' } });
  const welcome = { type: 'ResumeResponse', status: 200, token: '', epoch: 'e', ...alice } as const;
  expect(fold(snapshot, welcome).online).toEqual({});
});

test('a push can be folded as it came', () => {
  const push = {
    type: 'MessageRecv',
    status: 200,
    chat: 'c1',
    chatname: 'bob',
    groupchat: false,
  } as const;
  const chat = after(welcomed(), { ...push, seq: 1, at: 1, content: 'hello', ...by(bob) });
  expect(chat).toMatchObject({ chatname: 'bob', last_seq: 1, unread: 1 });
  expect(chat.messages).toEqual([{ ...said(1), at: 1 }]);
  expect(fold(welcomed(), { type: 'PollRecv' } as never)).toEqual(welcomed());
});

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) freeze(each);
    Object.freeze(value);
  }
  return value;
}
