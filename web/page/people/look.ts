/**
 * Twelve hues, in degrees of OKLCH, that people who see few colours tell apart by what else there is: initials are
 * always beside them.
 */
const HUES = [10, 35, 60, 90, 125, 155, 185, 215, 245, 275, 305, 335] as const;

/** From the identity, so that a person keeps it under every name. */
export function hueOf(id: string): number {
  let sum = 0;
  for (const unit of id) sum = (sum * 31 + (unit.codePointAt(0) ?? 0)) % 9_973;
  return HUES[sum % HUES.length] ?? HUES[0];
}

let segmenter: Intl.Segmenter | undefined;

/** As people see it: letters may be of several signs. */
function firstLetter(word: string): string {
  // Most words begin like this; to make a segmenter takes longer than to draw the list.
  if (/^[!-~]([!-~]|$)/.test(word)) return word.charAt(0);
  segmenter ??= new Intl.Segmenter();
  return segmenter.segment(word).containing(0)?.segment ?? '';
}

/** One letter or two. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== '');
  const first = words.slice(0, 2).map(firstLetter);
  return ((first[0] ?? '?') + (first[1] ?? '')).toLocaleUpperCase();
}
