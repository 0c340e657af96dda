/** What a name is made of. */
const LETTER = '[\\p{L}\\p{M}\\p{N}]';

/** Whether a message calls somebody by name. What ends a sentence may follow, and is not of the name. */
export function calls(content: string, username: string): boolean {
  if (!content.includes('@')) return false;
  const name = username.normalize('NFKC').replaceAll('.', '\\.');
  const call = new RegExp(`(?<!${LETTER})@${name}(?![._-]*${LETTER})`, 'iu');
  return call.test(content.normalize('NFKC'));
}
