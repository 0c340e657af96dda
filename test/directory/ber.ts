/** As much of BER (X.690) as it takes to speak LDAP (RFC 4511) in tests. */

export function tlv(tag: number, ...parts: (Buffer | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

export function integer(value: number, tag = 0x02): Buffer {
  return tlv(tag, Buffer.from(value < 128 ? [value] : [0, value >> 8, value & 0xff].slice(-3)));
}

export interface Node {
  readonly tag: number;
  readonly content: Buffer;
}

/** The elements in a row of bytes. What is not whole yet is left out. */
export function nodesOf(bytes: Buffer): { nodes: Node[]; rest: Buffer } {
  const nodes: Node[] = [];
  let rest = bytes;
  for (;;) {
    const node = first(rest);
    if (!node) return { nodes, rest };
    nodes.push(node);
    rest = rest.subarray(node.size);
  }
}

export const childrenOf = (node: Node): Node[] => nodesOf(node.content).nodes;
export const textOf = (node: Node | undefined): string => node?.content.toString('utf8') ?? '';
export const numberOf = (node: Node | undefined): number =>
  Number.parseInt(node?.content.toString('hex') || '0', 16);

function first(bytes: Buffer): (Node & { size: number }) | undefined {
  const [tag, short] = bytes;
  if (tag === undefined || short === undefined) return undefined;
  const more = short < 128 ? 0 : short - 128;
  // Longer lengths are no LDAP: a TLS handshake, perhaps, that nobody here expects.
  if (more > 4 || bytes.length < 2 + more) return undefined;
  const length = more === 0 ? short : bytes.readUIntBE(2, more);
  const size = 2 + more + length;
  if (bytes.length < size) return undefined;
  return { tag, content: bytes.subarray(2 + more, size), size };
}

function lengthOf(length: number): Buffer {
  if (length < 128) return Buffer.from([length]);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return Buffer.concat([Buffer.from([0x84]), bytes]);
}
