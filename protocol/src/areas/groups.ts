import Type from 'typebox';
import {
  At,
  answered,
  asked,
  Chat,
  Limit,
  More,
  Names,
  Ok,
  Person,
  Policy,
  Rank,
  Seq,
  storing,
} from '../fields.ts';

/** Groups: who is in them, who may what, how they change (PROTOCOL 5.4). */

export const groupRequests = {
  MemberListRequest: Type.Object({
    type: Type.Literal('MemberListRequest'),
    chat: Chat,
    /** The id of the last one of the page before. */
    after: Type.Optional(Person),
    limit: Limit,
    ...asked,
  }),
  GroupInviteRequest: Type.Object({
    type: Type.Literal('GroupInviteRequest'),
    chat: Chat,
    recipients: Names,
    ...storing,
  }),
  GroupJoinRequest: Type.Object(
    {
      type: Type.Literal('GroupJoinRequest'),
      chat: Type.Optional(Chat),
      chatname: Type.Optional(Type.String()),
      ...storing,
    },
    { anyOf: [{ required: ['chat'] }, { required: ['chatname'] }] },
  ),
  GroupLeaveRequest: Type.Object({
    type: Type.Literal('GroupLeaveRequest'),
    chat: Chat,
    ...storing,
  }),
  GroupRemoveRequest: Type.Object({
    type: Type.Literal('GroupRemoveRequest'),
    chat: Chat,
    id: Person,
    ...storing,
  }),
  GroupChangeRequest: Type.Object({
    type: Type.Literal('GroupChangeRequest'),
    chat: Chat,
    name: Type.Optional(Type.String()),
    topic: Type.Optional(Type.String()),
    policy: Type.Optional(Policy),
    ...storing,
  }),
  GroupRoleRequest: Type.Object({
    type: Type.Literal('GroupRoleRequest'),
    chat: Chat,
    id: Person,
    role: Rank,
    ...storing,
  }),
  GroupMuteRequest: Type.Object({
    type: Type.Literal('GroupMuteRequest'),
    chat: Chat,
    id: Person,
    /** From now on; 0: they may write again. */
    seconds: Type.Integer({ minimum: 0, maximum: 31_536_000 }),
    ...storing,
  }),
  GroupListRequest: Type.Object({
    type: Type.Literal('GroupListRequest'),
    query: Type.Optional(Type.String()),
    /** The name of the last one of the page before. */
    after: Type.Optional(Type.String()),
    limit: Limit,
    ...asked,
  }),
} as const;

const Member = Type.Object({
  username: Type.String(),
  id: Person,
  role: Rank,
  online: Type.Boolean(),
  muted_until: Type.Optional(At),
});

const OpenGroup = Type.Object({
  chat: Chat,
  chatname: Type.String(),
  topic: Type.Optional(Type.String()),
  member_count: Type.Integer({ minimum: 0 }),
  /** The asker is in it. */
  joined: Type.Boolean(),
});

/** The entry that the request has made. */
const done = { status: Ok, chat: Chat, seq: Seq, at: At, ...answered };
/** Without one, it was so already. */
const doneOrSo = { ...done, seq: Type.Optional(Seq), at: Type.Optional(At) };

export const groupFrames = {
  MemberListResponse: Type.Object({
    type: Type.Literal('MemberListResponse'),
    status: Ok,
    chat: Chat,
    members: Type.Array(Member),
    member_count: Type.Integer({ minimum: 0 }),
    more: More,
    ...answered,
  }),
  GroupInviteResponse: Type.Object({ type: Type.Literal('GroupInviteResponse'), ...doneOrSo }),
  GroupJoinResponse: Type.Object({
    type: Type.Literal('GroupJoinResponse'),
    chatname: Type.String(),
    ...doneOrSo,
  }),
  GroupLeaveResponse: Type.Object({ type: Type.Literal('GroupLeaveResponse'), ...done }),
  GroupRemoveResponse: Type.Object({ type: Type.Literal('GroupRemoveResponse'), ...doneOrSo }),
  GroupChangeResponse: Type.Object({ type: Type.Literal('GroupChangeResponse'), ...doneOrSo }),
  GroupRoleResponse: Type.Object({ type: Type.Literal('GroupRoleResponse'), ...doneOrSo }),
  GroupMuteResponse: Type.Object({ type: Type.Literal('GroupMuteResponse'), ...done }),
  GroupListResponse: Type.Object({
    type: Type.Literal('GroupListResponse'),
    status: Ok,
    groups: Type.Array(OpenGroup),
    more: More,
    ...answered,
  }),
} as const;
