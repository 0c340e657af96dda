import type { Words } from '../words/en.ts';

/** "(3) Alice – Chateau" */
export function titleOf(
  count: number,
  place: string | undefined,
  server: string,
  { notices }: Pick<Words, 'notices'>,
): string {
  const where = place ? `${place} – ${server}` : server;
  return count > 0 ? `${notices.unread(count)} ${where}` : where;
}
