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
  server: Type.Optional(ServerInfo),
  ...messageId,
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
