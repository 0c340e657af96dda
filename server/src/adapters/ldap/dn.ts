import { createHash } from 'node:crypto';

/**
 * A DN by which two spellings of one name are the same: case, and spaces around the signs, do not count (RFC 4514, and
 * caseIgnoreMatch for its values, which is what the attributes of names have).
 */
export function normalDn(dn: string): string {
  const signs = /\s*(?<!\\)([,+=])\s*/g;
  return dn.normalize('NFKC').toLowerCase().trim().replace(signs, '$1').replace(/ {2,}/g, ' ');
}

/** Tells the groups of the settings apart without their DNs, which are stored nowhere. */
export function groupKey(dn: string): string {
  return createHash('sha256').update(normalDn(dn)).digest('hex');
}
