import Type from 'typebox';
import {
  At,
  answered,
  asked,
  Chat,
  Content,
  More,
  Names,
  New,
  Ok,
  Person,
  Policy,
  placed,
  Seq,
  storing,
} from '../fields.ts';

/** Conversations as the classic API has them (PROTOCOL 4), with what later sections add to its requests. */

const sending = {
  recipient: Type.Optional(Type.String()),
  /** Wins over `recipient`, which means whoever has that name at present. */
  chat: Type.Optional(Chat),
  content: Content,
  reply_to: Type.Optional(Seq),
  ...storing,
};

/** One of the two must be there. */
const addressed = { anyOf: [{ required: ['recipient'] }, { required: ['chat'] }] };

export const classicRequests = {
  GroupMessageInitRequest: Type.Object({
    type: Type.Literal('GroupMessageInitRequest'),
    recipients: Names,
    chatname: Type.String(),
    /** Whether accounts that are not online may be among them. */
    offline: Type.Optional(Type.Boolean()),
    topic: Type.Optional(Type.String()),
    policy: Type.Optional(Policy),
    ...storing,
  }),
  GroupMessageRequest: Type.Object(
    { type: Type.Literal('GroupMessageRequest'), ...sending },
    addressed,
  ),
  MessageRequest: Type.Object({ type: Type.Literal('MessageRequest'), ...sending }, addressed),
  ClientListRequest: Type.Object({
    type: Type.Literal('ClientListRequest'),
    prefix: Type.Optional(Type.String()),
    after: Type.Optional(Type.String()),
    limit: Type.Optional(Type.Integer()),
    ...asked,
  }),
  RandomMessageRequest: Type.Object({
    type: Type.Literal('RandomMessageRequest'),
    content: Type.Optional(Content),
    ...storing,
  }),
  SingleMessageInitRequest: Type.Object({
    type: Type.Literal('SingleMessageInitRequest'),
    recipient: Type.String(),
    ...storing,
  }),
} as const;

const received = {
  sender: Type.String(),
  sender_id: Person,
  content: Type.String(),
  chatname: Type.String(),
  groupchat: Type.Boolean(),
  chat: Chat,
  seq: Seq,
  at: At,
  reply_to: Type.Optional(Seq),
};

export const classicFrames = {
  GroupMessageInitResponse: Type.Union([
    Type.Object({
      type: Type.Literal('GroupMessageInitResponse'),
      status: Ok,
      chatname: Type.String(),
      chat: Chat,
      ...answered,
    }),
    Type.Object({
      type: Type.Literal('GroupMessageInitResponse'),
      status: New,
      chatname: Type.String(),
      chat: Chat,
      sender: Type.String(),
      recipients: Names,
      member_count: Type.Integer({ minimum: 1 }),
    }),
  ]),
  SingleMessageInitResponse: Type.Object({
    type: Type.Literal('SingleMessageInitResponse'),
    status: Type.Union([Ok, New]),
    chatname: Type.String(),
    chat: Chat,
    ...answered,
  }),
  MessageSendResponse: Type.Object({
    type: Type.Literal('MessageSendResponse'),
    status: Ok,
    ...placed,
    ...answered,
  }),
  ClientListResponse: Type.Object({
    type: Type.Literal('ClientListResponse'),
    status: Ok,
    clients: Names,
    more: More,
    ...answered,
  }),
  RandomMessageResponse: Type.Object({
    type: Type.Literal('RandomMessageResponse'),
    status: Ok,
    client: Type.String(),
    ...Type.Partial(Type.Object(placed)).properties,
    ...answered,
  }),
  GroupMessageRecv: Type.Object({
    type: Type.Literal('GroupMessageRecv'),
    status: Type.Union([Ok, New]),
    ...received,
  }),
  MessageRecv: Type.Object({ type: Type.Literal('MessageRecv'), status: Ok, ...received }),
} as const;
