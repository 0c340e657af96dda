import { ResultCodeError } from 'ldapts';
import { DirectoryUnavailable } from '../../ports/directory.ts';

/** Result codes (RFC 4511, appendix A) that tell of the directory's state and not of the password. */
const TROUBLE = new Map([
  [1, 'it has an internal trouble (operationsError)'],
  [2, 'it does not understand us (protocolError)'],
  [3, 'it took too long (timeLimitExceeded)'],
  [51, 'it is busy'],
  [52, 'it is unavailable'],
  [80, 'it failed for a reason of its own (other)'],
]);

/** Whether a bind was refused because of who asked: then that is the answer, and no trouble. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ResultCodeError && !TROUBLE.has(error.code);
}

/**
 * Why the directory cannot be asked, in our words: what a server writes, or a library about a server, may hold
 * DNs.
 */
export function unavailable(error: unknown, doing: string): DirectoryUnavailable {
  if (error instanceof DirectoryUnavailable) return error;
  return new DirectoryUnavailable(`${doing}: ${reasonOf(error)}`, { cause: error });
}

export function reasonOf(error: unknown): string {
  if (error instanceof ResultCodeError) {
    return TROUBLE.get(error.code) ?? `it answers with result code ${error.code}`;
  }
  const code = codeOf(error);
  return (
    (code && (CAUSES.get(code) ?? code)) ?? 'the connection ended, or the answer made no sense'
  );
}

/** Codes are words of Node, OpenSSL and BoringSSL; nothing of a server's own is in them. */
export function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : undefined;
}

const CAUSES = new Map([
  ['ECONNREFUSED', 'nobody listens there (connection refused)'],
  ['ENOTFOUND', 'the name of the server is unknown to DNS'],
  ['EAI_AGAIN', 'DNS does not answer'],
  ['ECONNRESET', 'the server cut the connection'],
  ['ETIMEDOUT', 'the server does not answer'],
  ['EHOSTUNREACH', 'the server cannot be reached'],
  ['ENETUNREACH', 'the network of the server cannot be reached'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate is for another name than the one in ldap.url'],
  ['CERT_HAS_EXPIRED', 'the certificate has expired'],
  ['CERT_NOT_YET_VALID', 'the certificate is not valid yet'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'the certificate is self-signed; ldap.ca has to name its file'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its CA is not known here; ldap.ca has to name the file of the CA'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its CA is not known here; ldap.ca has to name its file'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'its CA is not known here; ldap.ca has to name its file'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its CA is not known here; ldap.ca has to name its file'],
]);
