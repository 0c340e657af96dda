import { isIP } from 'node:net';

/**
 * Which pages may open a socket here. Programs send no `Origin` and may. A page may when its origin is on
 * the list, or when it came from this server by a name that nobody else can point at it: an address or
 * `localhost`. (A page of a stranger's domain that is made to resolve to this address sends that domain
 * as its own host, so an equal host alone proves nothing: DNS rebinding.)
 */
export function originRule(allowed: readonly string[]) {
  const listed = new Set(allowed.map(normalized));
  return (origin: string | undefined, host: string): boolean => {
    if (origin === undefined) return true;
    if (listed.has(normalized(origin))) return true;
    if (!URL.canParse(origin) || !/^https?:$/.test(new URL(origin).protocol)) return false;
    const url = new URL(origin);
    const name = url.hostname.replace(/^\[|\]$/g, '');
    return url.host === host.toLowerCase() && (name === 'localhost' || isIP(name) !== 0);
  };
}

/** Origins of schemes that the URL standard does not know, `capacitor:` for one, are compared as they are. */
function normalized(origin: string): string {
  const known = URL.canParse(origin) ? new URL(origin).origin : 'null';
  return known === 'null' ? origin.toLowerCase() : known;
}
