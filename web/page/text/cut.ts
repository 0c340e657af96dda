/** Lines and characters of a message that are shown before somebody asks for the rest. */
const LINES = 30;
const CHARACTERS = 3_000;
/** From here on what is asked for is shown as it was written: a tree of so many parts would hold the page. */
export const PLAIN_FROM = 16_000;

/** The beginning of a long text; `undefined` where it is short enough to be shown whole. */
export function beginningOf(text: string): string | undefined {
  let end = Math.min(text.length, CHARACTERS);
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) {
    if (++lines === LINES) end = at;
  }
  if (end === text.length) return undefined;
  // Not through the middle of a pair of units.
  return text.slice(0, /[\uD800-\uDBFF]/.test(text[end - 1] ?? '') ? end - 1 : end);
}
