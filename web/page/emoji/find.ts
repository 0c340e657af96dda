type Groups = readonly (readonly (readonly [emoji: string, name: string])[])[];

/** Emoji that have all these words in their names, those that begin with them first. */
export function findEmoji(
  groups: Groups,
  query: string,
  most: number,
): readonly { readonly emoji: string; readonly name: string }[] {
  const words = query.toLowerCase().replaceAll(/[_:-]/g, ' ').split(' ').filter(Boolean);
  if (words.length === 0) return [];
  const [first = ''] = words;
  const found: { emoji: string; name: string; rank: number }[] = [];
  for (const [emoji, name] of groups.flat()) {
    if (!words.every((word) => name.includes(word))) continue;
    const isStart = name.startsWith(first);
    const isWord = isStart || name.includes(` ${first}`);
    found.push({ emoji, name, rank: (isStart ? 0 : isWord ? 1 : 2) * 100 + name.length });
  }
  return found.toSorted((one, other) => one.rank - other.rank).slice(0, most);
}
