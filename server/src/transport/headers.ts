import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

type Policy = NonNullable<Parameters<typeof secureHeaders>[0]>['contentSecurityPolicy'];

/** Nothing may be loaded but what the policy names, and nobody may frame what is answered. */
export function headersWith(policy: Policy): MiddlewareHandler {
  const settings = {
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      ...policy,
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    strictTransportSecurity: false,
  };
  const trusted = secureHeaders(settings);
  // Over plain HTTP a browser takes neither of these, and complains of both.
  const untrusted = secureHeaders({
    ...settings,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  });
  return (context, next) => {
    // Said by browsers only to an origin that they trust: TLS, whoever ends it, or this very machine.
    const isTrusted = context.req.header('sec-fetch-site') !== undefined;
    return (isTrusted ? trusted : untrusted)(context, next);
  };
}
