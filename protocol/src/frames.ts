import Type, { type Static } from 'typebox';
import { ERRORS, type ErrorCode } from './errors.ts';

/** What a server sends: answers (`…Response`), pushes (`…Recv`, and the 201 forms) and refusals. */

const Chat = Type.String({ minLength: 1, maxLength: 32 });
const Person = Type.String({ minLength: 1, maxLength: 32 });
const Seq = Type.Integer({ minimum: 1 });
const At = Type.Integer({ minimum: 0 });
const Ok = Type.Literal(200);
const New = Type.Literal(201);
const messageId = { msg_id: Type.Optional(Type.Unknown()) };
const stored = { chat: Chat, chatname: Type.String(), seq: Seq, at: At };

const ServerInfo = Type.Object({
  name: Type.String(),
  version: Type.String(),
  limits: Type.Record(Type.String(), Type.Number()),
});

const welcome = {
  status: Ok,
  username: Type.String(),
  id: Person,
  token: Type.String(),
  epoch: Type.String(),
  /** Of accounts, for clients that name features. */
  role: Type.Optional(Type.Union([Type.Literal('moderator'), Type.Literal('admin')])),
  display_name: Type.Optional(Type.String()),
  server: Type.Optional(ServerInfo),
  ...messageId,
};

const Somebody = Type.Object({ username: Type.String(), id: Person });

const Device = Type.Object({
  device: Type.String(),
  label: Type.String(),
  created_at: At,
  seen_at: At,
  /** The one that asks. */
  current: Type.Optional(Type.Literal(true)),
});

/** What every push about an entry of a log says. */
const entry = {
  chat: Chat,
  chatname: Type.String(),
  seq: Seq,
  at: At,
  sender: Type.String(),
  sender_id: Person,
};

const received = {
  sender: Type.String(),
  sender_id: Person,
  content: Type.String(),
  chatname: Type.String(),
  groupchat: Type.Boolean(),
  chat: Chat,
  seq: Seq,
  at: At,
};

export const FRAMES = {
  RegisterResponse: Type.Object({ type: Type.Literal('RegisterResponse'), ...welcome }),
  ResumeResponse: Type.Object({ type: Type.Literal('ResumeResponse'), ...welcome }),
  AccountCreateResponse: Type.Object({ type: Type.Literal('AccountCreateResponse'), ...welcome }),
  PasswordChangeResponse: Type.Object({
    type: Type.Literal('PasswordChangeResponse'),
    status: Ok,
    ...messageId,
  }),
  DeviceListResponse: Type.Object({
    type: Type.Literal('DeviceListResponse'),
    status: Ok,
    devices: Type.Array(Device),
    more: Type.Optional(Type.Literal(true)),
    ...messageId,
  }),
  LogoutResponse: Type.Object({ type: Type.Literal('LogoutResponse'), status: Ok, ...messageId }),
  GroupMessageInitResponse: Type.Union([
    Type.Object({
      type: Type.Literal('GroupMessageInitResponse'),
      status: Ok,
      chatname: Type.String(),
      chat: Chat,
      ...messageId,
    }),
    Type.Object({
      type: Type.Literal('GroupMessageInitResponse'),
      status: New,
      chatname: Type.String(),
      chat: Chat,
      sender: Type.String(),
      recipients: Type.Array(Type.String()),
      member_count: Type.Integer({ minimum: 1 }),
    }),
  ]),
  SingleMessageInitResponse: Type.Object({
    type: Type.Literal('SingleMessageInitResponse'),
    status: Type.Union([Ok, New]),
    chatname: Type.String(),
    chat: Chat,
    ...messageId,
  }),
  MessageSendResponse: Type.Object({
    type: Type.Literal('MessageSendResponse'),
    status: Ok,
    ...stored,
    ...messageId,
  }),
  ClientListResponse: Type.Object({
    type: Type.Literal('ClientListResponse'),
    status: Ok,
    clients: Type.Array(Type.String()),
    more: Type.Optional(Type.Literal(true)),
    ...messageId,
  }),
  RandomMessageResponse: Type.Object({
    type: Type.Literal('RandomMessageResponse'),
    status: Ok,
    client: Type.String(),
    ...Type.Partial(Type.Object(stored)).properties,
    ...messageId,
  }),
  GroupMessageRecv: Type.Object({
    type: Type.Literal('GroupMessageRecv'),
    status: Type.Union([Ok, New]),
    ...received,
  }),
  MessageRecv: Type.Object({ type: Type.Literal('MessageRecv'), status: Ok, ...received }),
  ChatChangeRecv: Type.Object({
    type: Type.Literal('ChatChangeRecv'),
    ...entry,
    name: Type.String(),
  }),
  MembersRecv: Type.Object({
    type: Type.Literal('MembersRecv'),
    ...entry,
    joined: Type.Array(Somebody),
    left: Type.Array(Somebody),
  }),
  ErrorResponse: Type.Object({
    type: Type.Literal('ErrorResponse'),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    request: Type.Optional(Type.String()),
    recipients: Type.Optional(Type.Array(Type.String())),
    retry_after: Type.Optional(Type.Number()),
    ...messageId,
  }),
} as const;

export type FrameType = keyof typeof FRAMES;
export type FrameOf<T extends FrameType> = Static<(typeof FRAMES)[T]>;
export type Frame = { [T in FrameType]: FrameOf<T> }[FrameType];
export type ErrorResponse = FrameOf<'ErrorResponse'>;

/** A refusal: `detail` says what happened and what to do; without one, the code's own sentence. */
export function refuse(
  code: ErrorCode,
  detail: string = ERRORS[code][2],
  more: Pick<ErrorResponse, 'recipients' | 'retry_after'> = {},
): ErrorResponse {
  return { type: 'ErrorResponse', status: ERRORS[code][0], code, detail, ...more };
}
