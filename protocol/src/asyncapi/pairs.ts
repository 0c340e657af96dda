import { FRAMES, type FrameType } from '../frames.ts';
import { REQUESTS, type RequestType } from '../requests.ts';
import { type JsonSchema, schemaOf } from './schemas.ts';

/** What answers what, and what comes without having been asked for. */

/** Both are answered with the place of the message. */
const SHARED: Partial<Record<RequestType, FrameType>> = {
  GroupMessageRequest: 'MessageSendResponse',
  MessageRequest: 'MessageSendResponse',
};

export function answerTo(request: RequestType): FrameType {
  const answer = SHARED[request] ?? request.replace(/Request$/, 'Response');
  if (isFrameType(answer)) return answer;
  throw new Error(`nothing answers ${request}`);
}

/** A `…Recv`, and a `…Response` that also has the status 201. */
export function isPushed(type: FrameType): boolean {
  return type.endsWith('Recv') || statusesOf(schemaOf(type)).includes(201);
}

/** A `…Response`, but for refusals, which answer everything. */
export function isAnswer(type: FrameType): boolean {
  return type.endsWith('Response') && type !== 'ErrorResponse';
}

export function isRequest(type: string): type is RequestType {
  return Object.hasOwn(REQUESTS, type);
}

function isFrameType(type: string): type is FrameType {
  return Object.hasOwn(FRAMES, type);
}

/** The statuses that a frame may have, as far as its schema names them. */
export function statusesOf({ anyOf, const: value, properties }: JsonSchema): unknown[] {
  if (anyOf && !properties) return anyOf.flatMap(statusesOf);
  if (properties?.['status']) return statusesOf(properties['status']);
  return value === undefined ? [] : [value];
}
