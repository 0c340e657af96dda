import Type, { type Static } from 'typebox';
import { chatFrames } from './areas/chats.ts';
import { classicFrames } from './areas/classic.ts';
import { groupFrames } from './areas/groups.ts';
import { identityFrames } from './areas/identity.ts';
import { logFrames } from './areas/log.ts';
import { ownFrames } from './areas/own.ts';
import { safetyFrames } from './areas/safety.ts';
import { ERRORS, type ErrorCode } from './errors.ts';
import { answered } from './fields.ts';

export type { Entry } from './areas/log.ts';

/** What a server sends: answers (`…Response`), pushes (`…Recv`, and the 201 forms) and refusals. */
export const FRAMES = {
  ...identityFrames,
  ...classicFrames,
  ...logFrames,
  ...chatFrames,
  ...groupFrames,
  ...safetyFrames,
  ...ownFrames,
  ErrorResponse: Type.Object({
    type: Type.Literal('ErrorResponse'),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    request: Type.Optional(Type.String()),
    recipients: Type.Optional(Type.Array(Type.String())),
    retry_after: Type.Optional(Type.Number()),
    ...answered,
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
