interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): { createScriptURL(address: string): string };
}

const { trustedTypes } = globalThis as unknown as { readonly trustedTypes?: TrustedTypes };

/** The page's own scripts are all that workers run; the policy is the one that the server's header names. */
const policy = trustedTypes?.createPolicy('chateau', {
  createScriptURL(address) {
    if (new URL(address, location.href).origin === location.origin) return address;
    throw new TypeError('Scripts come from this server alone.');
  },
});

export function scriptAddress(address: URL | string): string {
  return policy?.createScriptURL(String(address)) ?? String(address);
}
