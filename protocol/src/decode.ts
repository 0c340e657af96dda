import { Compile } from 'typebox/compile';
import { WIRE } from './limits.ts';
import { type MessageId, REQUESTS, type Request, type RequestType } from './requests.ts';

/**
 * The only door for what comes in: until it has passed here, input is `unknown`. The steps are apart
 * because the order of the checks is part of the protocol, and others stand between them (PROTOCOL 2).
 */

/** A JSON object whose fields nobody has looked at. */
export type Unchecked = { readonly [field: string]: unknown };

/** `undefined`: not JSON, or JSON that is no object. */
export function parseObject(text: string): Unchecked | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Unchecked)
    : undefined;
}

// A Map, so that `constructor` and `__proto__` are no types.
const checks = new Map<unknown, { Check(value: unknown): boolean }>(
  Object.entries(REQUESTS).map(([type, schema]) => [type, Compile(schema)]),
);

export function isRequestType(type: unknown): type is RequestType {
  return checks.has(type);
}

/** The request, once its fields have the types of its schema and its strings are well-formed. */
export function checkRequest(
  type: RequestType,
  object: Unchecked,
  text: string,
): Request | undefined {
  if (!checks.get(type)?.Check(object)) return undefined;
  // In valid UTF-8 and valid JSON, a NUL or a lone surrogate can only be written as an escape.
  if (text.includes('\\u') && !isWellFormed(object)) return undefined;
  return object as Request;
}

/** What an answer repeats, even where the rest of the request is refused. */
export function messageId(object: Unchecked): MessageId | undefined {
  const id = object['msg_id'];
  if (typeof id === 'string') {
    // Twice as many UTF-16 units are the most that so many characters can be.
    const isShort = id.length <= WIRE.messageId * 2 && [...id].length <= WIRE.messageId;
    return isShort && isWellFormedString(id) ? id : undefined;
  }
  return Number.isSafeInteger(id) ? (id as number) : undefined;
}

/** Walks with a stack of its own: input may be nested deeper than calls can be. */
function isWellFormed(root: unknown): boolean {
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value === 'string') {
      if (!isWellFormedString(value)) return false;
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) stack.push(key, child);
    }
  }
  return true;
}

function isWellFormedString(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
