import Type from 'typebox';
import { answered, asked, Chat, Ok, Person, Seq, Somebody, storing } from '../fields.ts';
import { WIRE } from '../limits.ts';

/** Keeping people away, asking for help, and being found (PROTOCOL 5.1 and 5.5). */

const someone = {
  id: Type.Optional(Person),
  /** Whoever has that name at present; `id` wins. */
  username: Type.Optional(Type.String()),
};
const named = { anyOf: [{ required: ['id'] }, { required: ['username'] }] };

export const safetyRequests = {
  BlockRequest: Type.Object({ type: Type.Literal('BlockRequest'), ...someone, ...storing }, named),
  UnblockRequest: Type.Object({ type: Type.Literal('UnblockRequest'), id: Person, ...storing }),
  BlockListRequest: Type.Object({ type: Type.Literal('BlockListRequest'), ...asked }),
  ReportRequest: Type.Object(
    {
      type: Type.Literal('ReportRequest'),
      /** A message of the asker's own chats … */
      chat: Type.Optional(Chat),
      target: Type.Optional(Seq),
      /** … or a person. */
      id: Type.Optional(Person),
      reason: Type.String({ minLength: 1, maxLength: WIRE.reason }),
      ...storing,
    },
    { anyOf: [{ required: ['chat', 'target'] }, { required: ['id'] }] },
  ),
  AvailabilityRequest: Type.Object({
    type: Type.Literal('AvailabilityRequest'),
    random: Type.Boolean(),
    ...asked,
  }),
  PresenceRequest: Type.Object({
    type: Type.Literal('PresenceRequest'),
    ids: Type.Array(Person, { maxItems: WIRE.followed }),
    /** Whether to hear of changes from now on. */
    follow: Type.Optional(Type.Boolean()),
    ...asked,
  }),
} as const;

const online = { username: Type.String(), id: Person, online: Type.Boolean() };

export const safetyFrames = {
  BlockResponse: Type.Object({
    type: Type.Literal('BlockResponse'),
    status: Ok,
    id: Person,
    ...answered,
  }),
  UnblockResponse: Type.Object({
    type: Type.Literal('UnblockResponse'),
    status: Ok,
    id: Person,
    ...answered,
  }),
  BlockListResponse: Type.Object({
    type: Type.Literal('BlockListResponse'),
    status: Ok,
    people: Type.Array(Somebody),
    ...answered,
  }),
  ReportResponse: Type.Object({
    type: Type.Literal('ReportResponse'),
    status: Ok,
    report: Type.String(),
    ...answered,
  }),
  AvailabilityResponse: Type.Object({
    type: Type.Literal('AvailabilityResponse'),
    status: Ok,
    random: Type.Boolean(),
    ...answered,
  }),
  PresenceResponse: Type.Object({
    type: Type.Literal('PresenceResponse'),
    status: Ok,
    people: Type.Array(Type.Object(online)),
    ...answered,
  }),
  PresenceRecv: Type.Object({ type: Type.Literal('PresenceRecv'), ...online }),
} as const;
