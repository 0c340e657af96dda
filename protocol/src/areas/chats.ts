import Type from 'typebox';
import {
  At,
  answered,
  asked,
  Chat,
  Limit,
  More,
  Notify,
  Ok,
  Person,
  Policy,
  Position,
  Rank,
  Seq,
  storing,
} from '../fields.ts';

/** One's own view of one's chats: what there is to read, and how much one wants to hear (PROTOCOL 5.3). */

const Peer = Type.Object({ username: Type.String(), id: Person, online: Type.Boolean() });

/** What a chat is to one person, as far as it may change. */
const view = {
  chatname: Type.String(),
  groupchat: Type.Boolean(),
  /** Of groups. */
  role: Type.Optional(Rank),
  topic: Type.Optional(Type.String()),
  policy: Type.Optional(Policy),
  member_count: Type.Optional(Type.Integer({ minimum: 0 })),
  /** The other one of two. */
  peer: Type.Optional(Peer),
  /** The other one was a guest and is no more. */
  ended: Type.Optional(Type.Literal(true)),
  notify: Notify,
  shows_reads: Type.Boolean(),
  /** Until when one may not write here. */
  muted_until: Type.Optional(At),
};

const Last = Type.Object({
  seq: Seq,
  at: At,
  sender: Type.String(),
  sender_id: Person,
  /** The beginning of it. */
  content: Type.String(),
  deleted: Type.Optional(Type.Literal(true)),
});

const ListedChat = Type.Object({
  chat: Chat,
  ...view,
  last_seq: Position,
  read_seq: Position,
  unread: Type.Integer({ minimum: 0 }),
  mentions: Type.Integer({ minimum: 0 }),
  last: Type.Optional(Last),
});

export const chatRequests = {
  ChatListRequest: Type.Object({
    type: Type.Literal('ChatListRequest'),
    /** The last chat of the page before. */
    after: Type.Optional(Chat),
    limit: Limit,
    ...asked,
  }),
  ReadRequest: Type.Object({
    type: Type.Literal('ReadRequest'),
    chat: Chat,
    seq: Position,
    /** Marks as unread what comes after: without it, the cursor never moves back. */
    back: Type.Optional(Type.Boolean()),
    ...asked,
  }),
  TypingRequest: Type.Object({
    type: Type.Literal('TypingRequest'),
    chat: Chat,
    on: Type.Optional(Type.Boolean()),
    ...asked,
  }),
  ChatPreferenceRequest: Type.Object({
    type: Type.Literal('ChatPreferenceRequest'),
    chat: Chat,
    notify: Type.Optional(Notify),
    shows_reads: Type.Optional(Type.Boolean()),
    ...storing,
  }),
} as const;

export const chatFrames = {
  ChatListResponse: Type.Object({
    type: Type.Literal('ChatListResponse'),
    status: Ok,
    chats: Type.Array(ListedChat),
    more: More,
    ...answered,
  }),
  ReadResponse: Type.Object({
    type: Type.Literal('ReadResponse'),
    status: Ok,
    chat: Chat,
    seq: Position,
    ...answered,
  }),
  TypingResponse: Type.Object({ type: Type.Literal('TypingResponse'), status: Ok, ...answered }),
  ChatPreferenceResponse: Type.Object({
    type: Type.Literal('ChatPreferenceResponse'),
    status: Ok,
    chat: Chat,
    ...answered,
  }),
  ReadRecv: Type.Object({
    type: Type.Literal('ReadRecv'),
    chat: Chat,
    username: Type.String(),
    id: Person,
    seq: Position,
  }),
  TypingRecv: Type.Object({
    type: Type.Literal('TypingRecv'),
    chat: Chat,
    username: Type.String(),
    id: Person,
    on: Type.Boolean(),
  }),
  /** What is new of a chat for its reader; fields that are not there have not changed. */
  ChatRecv: Type.Object({
    type: Type.Literal('ChatRecv'),
    chat: Chat,
    ...Type.Partial(Type.Object(view)).properties,
    /** The chat is not the reader's any more. */
    gone: Type.Optional(Type.Literal(true)),
  }),
} as const;
