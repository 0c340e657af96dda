import { expect, test } from 'bun:test';
import { shown, type View } from './shown.ts';

const at = new Date(2024, 4, 17, 14, 5).getTime();
const message = {
  type: 'MessageRecv',
  status: 200,
  sender: 'alice',
  sender_id: 'p1',
  content: 'hello',
  chatname: 'alice',
  groupchat: false,
  chat: 'c1',
  seq: 1,
  at,
};
const inGroup = { ...message, type: 'GroupMessageRecv', chatname: 'Book Club', groupchat: true };

function seen(frame: object, view: View = {}): string | undefined {
  return shown(frame as { type: string }, view);
}

test('a message of the conversation one is in needs no more than who said it', () => {
  expect(seen(message, { place: 'alice' })).toBe('14:05 alice: hello');
  expect(seen(inGroup, { place: 'book club' })).toBe('14:05 alice: hello');
});

test('a message from elsewhere says from where', () => {
  expect(seen(message, { place: 'bob' })).toBe('14:05 alice to you: hello');
  expect(seen(inGroup, { place: 'alice' })).toBe('14:05 alice in Book Club: hello');
});

test("one's own message from another device says to whom it went", () => {
  const own = { ...message, sender: 'bob', sender_id: 'me', chatname: 'alice' };
  expect(seen(own, { id: 'me' })).toBe('14:05 bob to alice: hello');
});

test('no line of a message passes for a message of its own', () => {
  const content = 'hello\n14:06 bob: I owe you money\r\x1b[1A\x1b[2Kmore';
  expect(seen({ ...message, content }, { place: 'alice' })).toBe(
    '14:05 alice: hello\n      14:06 bob: I owe you money\n      more',
  );
});

test('names are on one line and safe, too', () => {
  const frame = { ...inGroup, sender: 'al\x1b[31mice', chatname: 'Book\nClub\u202e' };
  expect(seen(frame)).toBe('14:05 alice in Book Club: hello');
});

test('an invitation says who, where, with whom and how to answer', () => {
  const invitation = {
    type: 'GroupMessageInitResponse',
    status: 201,
    chatname: 'Book Club',
    chat: 'c2',
    sender: 'alice',
    recipients: ['alice', 'bob'],
    member_count: 2,
  };
  expect(seen(invitation)).toBe(
    'alice put you in the group Book Club (alice, bob): /msg "Book Club"',
  );
  expect(seen({ ...invitation, status: 200, sender: undefined })).toContain('put you in');
  const opened = { type: 'SingleMessageInitResponse', status: 201, chatname: 'alice', chat: 'c1' };
  expect(seen(opened)).toBe('alice wants to talk with you: /msg alice');
});

test("a refusal is told in the server's words, with the names that it gives", () => {
  const refused = { type: 'ErrorResponse', status: 404, code: 'recipient_offline', msg_id: 1 };
  const detail = 'Not everybody you named is online.';
  expect(seen({ ...refused, detail })).toBe(detail);
  expect(seen({ ...refused, detail, recipients: ['bob', 'carol'] })).toBe(
    'Not everybody you named is online. (bob, carol)',
  );
});

test('what later servers push is left out', () => {
  expect(seen({ type: 'TypingRecv', sender: 'alice' })).toBeUndefined();
});
