/** Whom `@all` and `@here` call depends on who says it, which a client may not know. */
const EVERYBODY = /@(all|here)/i;

/** Whether a message calls everybody, if its sender may. */
export function callsAll(content: string | undefined): boolean {
  return EVERYBODY.test(content ?? '');
}

/** Whether a message calls somebody by name. What ends a sentence may follow, and is not of the name. */
export function calls(content: string | undefined, username: string): boolean {
  if (!content?.includes('@')) return false;
  const name = username.normalize('NFKC').replaceAll('.', '\\.');
  const call = `(?<![\\p{L}\\p{N}._-])@${name}(?![._-]*[\\p{L}\\p{M}\\p{N}])`;
  return new RegExp(call, 'iu').test(content.normalize('NFKC'));
}
