import { readFileSync } from 'node:fs';

/** The page of the protocol as it is written, and the rules that it has. */

export const PROTOCOL = readFileSync(new URL('../protocol.md', import.meta.url), 'utf8');

/** What each rule says, by its number, on one line and as it is written. */
export function rules(): ReadonlyMap<string, string> {
  const items = PROTOCOL.matchAll(/^- \*\*([a-z]+\.\d+)\*\* (.+(?:\n {2}.+)*)/gm);
  return new Map([...items].map(([, id = '', text = '']) => [id, text.replaceAll(/\s+/g, ' ')]));
}
