import Type from 'typebox';
import { WIRE } from './limits.ts';

/** The fields that requests and frames are made of. */

export const Chat = Type.String({ minLength: 1, maxLength: 32 });
export const Person = Type.String({ minLength: 1, maxLength: 32 });
export const Seq = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
/** Before the first `seq`, too. */
export const Position = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
export const At = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
export const Ok = Type.Literal(200);
export const New = Type.Literal(201);
export const Key = Type.String({ minLength: 1, maxLength: WIRE.key });
export const Features = Type.Array(Type.String());
export const Device = Type.String({ maxLength: WIRE.device });
export const Content = Type.String({ minLength: 1 });
export const Names = Type.Array(Type.String());
export const Policy = Type.Union([Type.Literal('invite'), Type.Literal('open')]);
export const Rank = Type.Union([
  Type.Literal('owner'),
  Type.Literal('moderator'),
  Type.Literal('member'),
]);
export const Notify = Type.Union([
  Type.Literal('all'),
  Type.Literal('mentions'),
  Type.Literal('none'),
]);
export const More = Type.Optional(Type.Literal(true));
export const Limit = Type.Optional(Type.Integer());

/** An answer's own: repeats what the request carried. */
export const answered = { msg_id: Type.Optional(Type.Unknown()) };
/** A request's own. */
export const MessageId = Type.Union([
  Type.String({ maxLength: WIRE.messageId }),
  Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
]);
export const asked = { msg_id: Type.Optional(MessageId) };
/** A request's that stores something: sent again with the same key, it takes effect once. */
export const storing = { key: Type.Optional(Key), ...asked };

/** Where something stands in a log. */
export const placed = { chat: Chat, chatname: Type.String(), seq: Seq, at: At };
export const Somebody = Type.Object({ username: Type.String(), id: Person });
