import { randomBytes } from 'node:crypto';

/** Frames of RFC 6455 (5.2), with any bits in them. */

export const OP = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

interface Bits {
  readonly fin?: boolean;
  readonly masked?: boolean;
  /** RSV1, RSV2 and RSV3: 4, 2 and 1. */
  readonly reserved?: number;
}

export type Payload = string | Uint8Array;

export function frame(op: number, payload: Payload, bits: Bits = {}): Buffer {
  const { fin = true, masked = true, reserved = 0 } = bits;
  const body = Buffer.from(payload as string);
  const first = Buffer.from([(fin ? 0x80 : 0) | (reserved << 4) | op]);
  const length = announced(body.length, masked);
  if (!masked) return Buffer.concat([first, length, body]);
  const mask = randomBytes(4);
  for (let at = 0; at < body.length; at++) body[at] = (body[at] ?? 0) ^ (mask[at % 4] ?? 0);
  return Buffer.concat([first, length, mask, body]);
}

export function text(payload: Payload | object): Buffer {
  const isBytes = typeof payload === 'string' || payload instanceof Uint8Array;
  return frame(OP.text, isBytes ? payload : JSON.stringify(payload));
}

export function ping(payload: Payload = ''): Buffer {
  return frame(OP.ping, payload);
}

export function goodbye(code: number, reason: Payload = ''): Buffer {
  const head = Buffer.from([code >> 8, code & 255]);
  return frame(OP.close, Buffer.concat([head, Buffer.from(reason as string)]));
}

/** One message in several frames. */
export function fragments(op: number, ...parts: readonly Payload[]): Buffer {
  const last = parts.length - 1;
  return Buffer.concat(
    parts.map((part, at) => frame(at === 0 ? op : OP.continuation, part, { fin: at === last })),
  );
}

function announced(length: number, masked: boolean): Buffer {
  const bit = masked ? 0x80 : 0;
  if (length < 126) return Buffer.from([bit | length]);
  const long = length > 65_535;
  const bytes = Buffer.alloc(long ? 9 : 3);
  bytes[0] = bit | (long ? 127 : 126);
  if (long) bytes.writeBigUInt64BE(BigInt(length), 1);
  else bytes.writeUInt16BE(length, 1);
  return bytes;
}

export interface ReadFrame {
  readonly op: number;
  readonly payload: Buffer;
}

/** Takes the first frame from what a server has sent; servers do not fragment and do not mask. */
export function firstFrame(bytes: Buffer): { read: ReadFrame; rest: Buffer } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 127;
  const start = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < start) return undefined;
  const length = short < 126 ? short : start === 4 ? bytes.readUInt16BE(2) : bytes.readUInt32BE(6);
  if (bytes.length < start + length) return undefined;
  const payload = bytes.subarray(start, start + length);
  return { read: { op: bytes.readUInt8(0) & 15, payload }, rest: bytes.subarray(start + length) };
}
