import Type from 'typebox';
import { answered, asked, More, Ok, Position } from '../fields.ts';

/** What the server has of a person: to take along, and to have erased. */

export const ownRequests = {
  ExportRequest: Type.Object({
    type: Type.Literal('ExportRequest'),
    /** The `position` of the page before. */
    after: Type.Optional(Position),
    ...asked,
  }),
  EraseRequest: Type.Object({
    type: Type.Literal('EraseRequest'),
    /** One's own name, so that nobody asks for it by mistake. */
    username: Type.String(),
    /** Of accounts that have one here. */
    password: Type.Optional(Type.String()),
    ...asked,
  }),
} as const;

export const ownFrames = {
  ExportResponse: Type.Object({
    type: Type.Literal('ExportResponse'),
    status: Ok,
    /** JSON, a thing each: the archive is these, line by line. */
    lines: Type.Array(Type.String()),
    position: Position,
    more: More,
    ...answered,
  }),
  EraseResponse: Type.Object({ type: Type.Literal('EraseResponse'), status: Ok, ...answered }),
} as const;
