import type { Received } from '@chateau/client';
import { ERRORS, type ErrorCode, FRAMES, WIRE } from '@chateau/protocol';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { show } from './match.ts';

/** What must be true of every frame of a server, whatever the conversation is about. */

const schemas = new Map(
  Object.entries(FRAMES).map(([type, schema]) => [type, Compile(schema as TSchema)]),
);

/** Reads a frame; says what is wrong with it where something is. */
export function check(text: string): { frame?: Received; fault?: string } {
  if (Buffer.byteLength(text) > WIRE.serverFrame) {
    return { fault: `A frame is longer than ${WIRE.serverFrame} bytes: ${show(text)}` };
  }
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return { fault: `A frame is not JSON: ${show(text)}` };
  }
  const type = (frame as Partial<Received> | null)?.type;
  const schema = schemas.get(String(type));
  if (!schema) return { fault: `A frame has no type of this protocol: ${show(frame)}` };
  const received = frame as Received;
  const fault = schema.Check(frame) ? meaningFault(received) : schemaFault(schema, received);
  return fault === undefined ? { frame: received } : { frame: received, fault };
}

function schemaFault(schema: { Errors(value: unknown): unknown }, frame: Received): string {
  const found = schema.Errors(frame) as { instancePath?: string; message?: string }[];
  const reasons = found.map(({ instancePath, message }) => `${instancePath || 'it'} ${message}`);
  return `A frame breaks its schema (${reasons.join('; ')}): ${show(frame)}`;
}

/** What schemas cannot say. */
function meaningFault(frame: Received): string | undefined {
  if (isPush(frame) && 'msg_id' in frame) return `A push carries a msg_id: ${show(frame)}`;
  return frame.type === 'ErrorResponse' ? refusalFault(frame) : undefined;
}

function refusalFault(frame: Received): string | undefined {
  const entry = Object.hasOwn(ERRORS, frame['code'] as string)
    ? ERRORS[frame['code'] as ErrorCode]
    : undefined;
  if (!entry) return `A refusal has a code that this protocol does not know: ${show(frame)}`;
  if (entry[0] !== frame['status']) return `The status does not belong to the code: ${show(frame)}`;
  if (frame['detail'] === '') return `A refusal says nothing to the person: ${show(frame)}`;
  if (frame['code'] === 'rate_limited' && !('retry_after' in frame)) {
    return `A rate_limited refusal does not say when to come back: ${show(frame)}`;
  }
  return undefined;
}

const CLASSIC_PUSHES = new Set([
  'GroupMessageInitResponse 201',
  'SingleMessageInitResponse 201',
  'GroupMessageRecv',
  'MessageRecv',
]);

/** Nobody asked for it: it came because of somebody else, or of another device. */
export function isPush({ type, status }: Received): boolean {
  return type.endsWith('Recv') || status === 201;
}

/** Whether a client that sent no `features` may be told this on its own. */
export function isClassicPush({ type, status }: Received): boolean {
  return CLASSIC_PUSHES.has(type.endsWith('Recv') ? type : `${type} ${status}`);
}
