import { randomBytes } from 'node:crypto';

/** The frames of RFC 6455, section 5.2, written and read by hand. */

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

interface FrameOptions {
  readonly fin?: boolean;
  readonly masked?: boolean;
  /** The three reserved bits, as a number from 0 to 7. */
  readonly reserved?: number;
}

/** The bytes of one frame as a client sends it. */
export function frame(
  opcode: number,
  payload: string | Uint8Array,
  options: FrameOptions = {},
): Buffer {
  const { fin = true, masked = true, reserved = 0 } = options;
  const body = Buffer.from(payload as Uint8Array);
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  const head = Buffer.concat([Buffer.from([first]), lengthBytes(body.length, masked)]);
  if (!masked) return Buffer.concat([head, body]);
  const mask = randomBytes(4);
  const hidden = body.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return Buffer.concat([head, mask, hidden]);
}

export const textFrame = (content: string | object): Buffer =>
  frame(OPCODE.text, typeof content === 'string' ? content : JSON.stringify(content));

function lengthBytes(length: number, masked: boolean): Buffer {
  const bit = masked ? 0x80 : 0;
  if (length < 126) return Buffer.from([bit | length]);
  const bytes = Buffer.alloc(length < 65_536 ? 3 : 9);
  bytes[0] = bit | (length < 65_536 ? 126 : 127);
  if (length < 65_536) bytes.writeUInt16BE(length, 1);
  else bytes.writeBigUInt64BE(BigInt(length), 1);
  return bytes;
}

export interface ReadFrame {
  readonly fin: boolean;
  readonly reserved: number;
  readonly opcode: number;
  readonly payload: Buffer;
}

/** Cuts the bytes that a server sends into frames, however TCP has cut them. */
export class FrameReader {
  #bytes = Buffer.alloc(0);

  *take(bytes: Uint8Array): Generator<ReadFrame> {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (let read = this.#next(); read; read = this.#next()) yield read;
  }

  #next(): ReadFrame | undefined {
    const bytes = this.#bytes;
    if (bytes.length < 2) return undefined;
    const [first, second] = [bytes.readUInt8(0), bytes.readUInt8(1)];
    const short = second & 0x7f;
    const start = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.length < start) return undefined;
    const length =
      short < 126
        ? short
        : short === 126
          ? bytes.readUInt16BE(2)
          : Number(bytes.readBigUInt64BE(2));
    if (bytes.length < start + length) return undefined;
    this.#bytes = bytes.subarray(start + length);
    const payload = bytes.subarray(start, start + length);
    return { fin: first >= 0x80, reserved: (first >> 4) & 7, opcode: first & 0x0f, payload };
  }
}
