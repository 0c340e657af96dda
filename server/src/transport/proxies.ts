import { BlockList, isIP } from 'node:net';

/** Addresses and networks (CIDR) of proxies; what is wrong with the setting, in a sentence. */
export function proxiesProblem(proxies: readonly string[]): string | undefined {
  const wrong = proxies.find((proxy) => networkOf(proxy) === undefined);
  return wrong === undefined
    ? undefined
    : `proxies: ${JSON.stringify(wrong)} is neither an address nor a network such as 10.0.0.0/8`;
}

/** Hops of a header that are looked at: no honest way is longer. */
const HOPS = 32;

/**
 * Whom a connection comes from. The header is the client's own text but for what trusted proxies have put at its
 * end, so it is read from there: the first hop that is no proxy of ours is the client.
 */
export function clientAddresses(
  proxies: readonly string[],
): (peer: string, forwardedFor: string | null) => string {
  if (proxies.length === 0) return (peer) => peer;
  const trusted = new BlockList();
  for (const proxy of proxies) {
    const network = networkOf(proxy);
    if (network) trusted.addSubnet(network.address, network.bits, network.family);
  }
  const isTrusted = (address: string) => trusted.check(address, familyOf(address));
  return (peer, forwardedFor) => {
    let client = plain(peer);
    if (forwardedFor === null) return client;
    for (const hop of forwardedFor.split(',').slice(-HOPS).reverse()) {
      if (!isTrusted(client)) break;
      const address = plain(withoutPort(hop.trim()));
      // What a proxy of ours did not understand is no address: the proxy is the nearest that we know.
      if (isIP(address) === 0) break;
      client = address;
    }
    return client;
  };
}

function networkOf(text: string) {
  const [address = '', suffix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return undefined;
  const most = family === 4 ? 32 : 128;
  const bits = suffix === undefined ? most : /^\d{1,3}$/.test(suffix) ? Number(suffix) : -1;
  return bits < 0 || bits > most ? undefined : { address, bits, family: familyOf(address) };
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** IPv4 as such, where the socket writes it as IPv6. */
function plain(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

/** `192.0.2.1:4711`, `[2001:db8::1]:4711` and `[2001:db8::1]` as the address alone. */
function withoutPort(hop: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(hop)?.[1];
  return bracketed ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
}
