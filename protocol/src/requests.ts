import Type, { type Static } from 'typebox';
import { WIRE } from './limits.ts';

/** What a client may send (PROTOCOL 4 and 5.2). Unknown fields are ignored, so objects stay open. */

const MessageId = Type.Union([
  Type.String({ maxLength: WIRE.messageId }),
  Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
]);
const Key = Type.String({ minLength: 1, maxLength: WIRE.key });
const Features = Type.Array(Type.String());
const Device = Type.String({ maxLength: WIRE.device });
const Content = Type.String({ minLength: 1 });

const envelope = { msg_id: Type.Optional(MessageId) };

export const REQUESTS = {
  RegisterRequest: Type.Object({
    type: Type.Literal('RegisterRequest'),
    username: Type.String(),
    // Looked at only with `auth`, which is why any value passes here.
    password: Type.Optional(Type.Unknown()),
    auth: Type.Optional(Type.Union([Type.Boolean(), Type.Literal('true'), Type.Literal('false')])),
    features: Type.Optional(Features),
    device: Type.Optional(Device),
    ...envelope,
  }),
  ResumeRequest: Type.Object({
    type: Type.Literal('ResumeRequest'),
    token: Type.String(),
    username: Type.Optional(Type.String()),
    features: Type.Optional(Features),
    device: Type.Optional(Device),
    ...envelope,
  }),
  AccountCreateRequest: Type.Object({
    type: Type.Literal('AccountCreateRequest'),
    username: Type.String(),
    password: Type.String(),
    invitation: Type.Optional(Type.String()),
    features: Type.Optional(Features),
    device: Type.Optional(Device),
    ...envelope,
  }),
  PasswordChangeRequest: Type.Object({
    type: Type.Literal('PasswordChangeRequest'),
    password: Type.String(),
    new_password: Type.String(),
    ...envelope,
  }),
  DeviceListRequest: Type.Object({ type: Type.Literal('DeviceListRequest'), ...envelope }),
  LogoutRequest: Type.Object({
    type: Type.Literal('LogoutRequest'),
    device: Type.Optional(Device),
    all: Type.Optional(Type.Boolean()),
    ...envelope,
  }),
  GroupMessageInitRequest: Type.Object({
    type: Type.Literal('GroupMessageInitRequest'),
    recipients: Type.Array(Type.String()),
    chatname: Type.String(),
    ...envelope,
  }),
  GroupMessageRequest: Type.Object({
    type: Type.Literal('GroupMessageRequest'),
    recipient: Type.String(),
    content: Content,
    key: Type.Optional(Key),
    ...envelope,
  }),
  MessageRequest: Type.Object({
    type: Type.Literal('MessageRequest'),
    recipient: Type.String(),
    content: Content,
    key: Type.Optional(Key),
    ...envelope,
  }),
  ClientListRequest: Type.Object({
    type: Type.Literal('ClientListRequest'),
    prefix: Type.Optional(Type.String()),
    after: Type.Optional(Type.String()),
    limit: Type.Optional(Type.Integer()),
    ...envelope,
  }),
  RandomMessageRequest: Type.Object({
    type: Type.Literal('RandomMessageRequest'),
    content: Type.Optional(Content),
    key: Type.Optional(Key),
    ...envelope,
  }),
  SingleMessageInitRequest: Type.Object({
    type: Type.Literal('SingleMessageInitRequest'),
    recipient: Type.String(),
    ...envelope,
  }),
} as const;

export type RequestType = keyof typeof REQUESTS;
export type RequestOf<T extends RequestType> = Static<(typeof REQUESTS)[T]>;
export type Request = { [T in RequestType]: RequestOf<T> }[RequestType];
export type MessageId = Static<typeof MessageId>;
