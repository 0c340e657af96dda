/** What is being written at the cursor that can be completed. */
export interface Beginning {
  readonly sign: '@' | '#' | ':' | '/';
  readonly query: string;
  /** Where the sign stands. */
  readonly from: number;
}

const PATTERNS: readonly (readonly [Beginning['sign'], RegExp])[] = [
  ['@', /(?:^|[\s(])@([\p{L}\p{M}\p{N}._-]{0,32})$/u],
  ['#', /(?:^|[\s(])#([\p{L}\p{M}\p{N}._-]{0,64})$/u],
  [':', /(?:^|[\s(]):([\p{L}_+-][\p{L}\p{N}_+-]{1,30})$/u],
  ['/', /^\/([a-z]{0,12})$/],
];

export function beginningAt(text: string, cursor: number): Beginning | undefined {
  const before = text.slice(0, cursor);
  for (const [sign, pattern] of PATTERNS) {
    const query = pattern.exec(before)?.[1];
    if (query !== undefined) return { sign, query, from: cursor - query.length - 1 };
  }
  return undefined;
}

/** The text with the choice in place of what was begun, and where the cursor goes. */
export function completed(
  text: string,
  cursor: number,
  { from }: Beginning,
  choice: string,
): { text: string; cursor: number } {
  const rest = text.slice(cursor);
  const space = rest.startsWith(' ') ? '' : ' ';
  return { text: text.slice(0, from) + choice + space + rest, cursor: from + choice.length + 1 };
}
