import Type, { type Static } from 'typebox';
import {
  At,
  answered,
  asked,
  Chat,
  Content,
  Limit,
  More,
  Ok,
  Person,
  Policy,
  Position,
  Rank,
  Seq,
  Somebody,
  storing,
} from '../fields.ts';
import { WIRE } from '../limits.ts';

/** A chat is a log of entries: reading it, and the entries that are no messages (PROTOCOL 5.3). */

/** One emoji, or what a group has agreed on: short, and without room for a second line. */
const Reaction = Type.String({ minLength: 1, maxLength: WIRE.reaction });

/** A chat as the name of a field, of which schemas look at the pattern alone, and at no value where it does not match. */
const ChatField = Type.String({ pattern: '^[\\s\\S]{1,32}$' });

/** Which chat: `chat` wins, a name means its present holder. */
const which = { chat: Type.Optional(Chat), chatname: Type.Optional(Type.String()) };
const named = { anyOf: [{ required: ['chat'] }, { required: ['chatname'] }] };

export const logRequests = {
  HistoryRequest: Type.Object(
    {
      type: Type.Literal('HistoryRequest'),
      ...which,
      // At most one of these; without one, the latest page.
      after: Type.Optional(Position),
      before: Type.Optional(Position),
      around: Type.Optional(Position),
      /** Around the first message from this time on. */
      at: Type.Optional(At),
      limit: Limit,
      ...asked,
    },
    named,
  ),
  CatchUpRequest: Type.Object({
    type: Type.Literal('CatchUpRequest'),
    /** The last `seq` that the client has, by chat. */
    chats: Type.Record(ChatField, Position, { additionalProperties: false }),
    ...asked,
  }),
  MessageEditRequest: Type.Object({
    type: Type.Literal('MessageEditRequest'),
    chat: Chat,
    target: Seq,
    content: Content,
    ...storing,
  }),
  MessageDeleteRequest: Type.Object({
    type: Type.Literal('MessageDeleteRequest'),
    chat: Chat,
    target: Seq,
    ...storing,
  }),
  ReactionRequest: Type.Object({
    type: Type.Literal('ReactionRequest'),
    chat: Chat,
    target: Seq,
    reaction: Reaction,
    on: Type.Boolean(),
    ...storing,
  }),
  SearchRequest: Type.Object({
    type: Type.Literal('SearchRequest'),
    query: Type.String(),
    chat: Type.Optional(Chat),
    /** The `next` of the page before. */
    before: Type.Optional(Position),
    limit: Limit,
    ...asked,
  }),
} as const;

const Reacted = Type.Object({
  reaction: Type.String(),
  count: Type.Integer({ minimum: 1 }),
  /** Whether the asker is among them. */
  mine: Type.Boolean(),
  /** The first who did. */
  people: Type.Array(Somebody),
});

/** What every entry says, in a page and in a push. */
const said = { seq: Seq, at: At, sender: Type.String(), sender_id: Person };
const Deleted = Type.Optional(Type.Literal(true));

const changed = {
  name: Type.Optional(Type.String()),
  topic: Type.Optional(Type.String()),
  policy: Type.Optional(Policy),
};
const membership = {
  joined: Type.Array(Somebody),
  left: Type.Array(Somebody),
  roles: Type.Optional(
    Type.Array(Type.Object({ username: Type.String(), id: Person, role: Rank })),
  ),
  /** Who may not write until when; `until` 0: may again. */
  muted: Type.Optional(Type.Array(Type.Object({ username: Type.String(), id: Person, until: At }))),
};

/** By kind. Content is the present one; what was deleted has none. */
const EntrySchema = Type.Union([
  Type.Object({
    kind: Type.Literal('message'),
    ...said,
    content: Type.Optional(Type.String()),
    reply_to: Type.Optional(Seq),
    edited_at: Type.Optional(At),
    deleted: Deleted,
    reactions: Type.Optional(Type.Array(Reacted)),
  }),
  Type.Object({
    kind: Type.Literal('edit'),
    ...said,
    target: Seq,
    content: Type.Optional(Type.String()),
    deleted: Deleted,
  }),
  Type.Object({ kind: Type.Literal('delete'), ...said, target: Seq }),
  Type.Object({
    kind: Type.Literal('reaction'),
    ...said,
    target: Seq,
    reaction: Type.String(),
    on: Type.Boolean(),
  }),
  Type.Object({ kind: Type.Literal('members'), ...said, ...membership }),
  Type.Object({ kind: Type.Literal('change'), ...said, ...changed }),
]);

export type Entry = Static<typeof EntrySchema>;

const pushed = { chat: Chat, chatname: Type.String(), ...said };
const amended = { status: Ok, chat: Chat, target: Seq, ...answered };

const Hit = Type.Object({
  ...pushed,
  /** Pages go on before it; newer hits have higher ones. */
  position: Position,
  groupchat: Type.Boolean(),
  /** A piece of the content; what was found is between U+E000 and U+E001. */
  snippet: Type.String(),
});

export const logFrames = {
  HistoryResponse: Type.Object({
    type: Type.Literal('HistoryResponse'),
    status: Ok,
    chat: Chat,
    chatname: Type.String(),
    entries: Type.Array(EntrySchema),
    last_seq: Position,
    more: More,
    ...answered,
  }),
  CatchUpResponse: Type.Object({
    type: Type.Literal('CatchUpResponse'),
    status: Ok,
    chats: Type.Array(
      Type.Object({ chat: Chat, entries: Type.Array(EntrySchema), last_seq: Position, more: More }),
    ),
    /** Chats that have another history than the client remembers, and those that are not the asker's. */
    reset: Type.Array(Chat),
    gone: Type.Array(Chat),
    /** Not all chats fitted: ask for those that are not in the answer. */
    more: More,
    ...answered,
  }),
  MessageEditResponse: Type.Object({
    type: Type.Literal('MessageEditResponse'),
    ...amended,
    seq: Seq,
    at: At,
  }),
  MessageDeleteResponse: Type.Object({
    type: Type.Literal('MessageDeleteResponse'),
    ...amended,
    seq: Seq,
    at: At,
  }),
  /** Without `seq`, it was so already. */
  ReactionResponse: Type.Object({
    type: Type.Literal('ReactionResponse'),
    ...amended,
    seq: Type.Optional(Seq),
    at: Type.Optional(At),
  }),
  SearchResponse: Type.Object({
    type: Type.Literal('SearchResponse'),
    status: Ok,
    hits: Type.Array(Hit),
    more: More,
    /** What to give as `before` for the next page. */
    next: Type.Optional(Position),
    ...answered,
  }),
  MessageEditRecv: Type.Object({
    type: Type.Literal('MessageEditRecv'),
    ...pushed,
    target: Seq,
    content: Type.String(),
  }),
  MessageDeleteRecv: Type.Object({
    type: Type.Literal('MessageDeleteRecv'),
    ...pushed,
    target: Seq,
  }),
  ReactionRecv: Type.Object({
    type: Type.Literal('ReactionRecv'),
    ...pushed,
    target: Seq,
    reaction: Type.String(),
    on: Type.Boolean(),
  }),
  MembersRecv: Type.Object({ type: Type.Literal('MembersRecv'), ...pushed, ...membership }),
  ChatChangeRecv: Type.Object({ type: Type.Literal('ChatChangeRecv'), ...pushed, ...changed }),
} as const;
