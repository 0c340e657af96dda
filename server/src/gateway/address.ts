/**
 * What counts as one address: an IPv4 address, or an IPv6 /64, which is what one household gets
 * (RFC 6177). IPv4 mapped into IPv6 is IPv4.
 */
export function addressGroup(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  const [head = '', tail] = address.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = new Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  const parts = [...left, ...zeros, ...right].slice(0, 4);
  // A proxy may write `0db8` for what a socket says as `db8`.
  return `${parts.map((part) => part.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
