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

const segmenter = new Intl.Segmenter();

/** One letter or two. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== '');
  const first = words
    .slice(0, 2)
    .map((word) => segmenter.segment(word).containing(0)?.segment ?? '');
  return ((first[0] ?? '?') + (first[1] ?? '')).toLocaleUpperCase();
}
