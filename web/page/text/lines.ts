const [NEWLINE, SPACE, HYPHEN] = [10, 32, 45];
/** From here on, in Unicode, come the scripts that are written without spaces. */
const UNSPACED = 0x2e80;

/**
 * About how many lines a text takes in a column of that width, without laying it out, and without what its markup is
 * shown as; `widthOf`: how wide a unit of it is, in the measure of the column. As browsers do it, a word that finds no
 * room begins the next line, and one wider than a line goes on in others.
 */
export function linesOf(text: string, column: number, widthOf: (unit: number) => number): number {
  let lines = 0;
  /** Of the line that has begun: what its whole words take, and the word after them. */
  let [filled, word] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === NEWLINE) {
      // An empty line is not shown.
      if (filled + word > 0) lines++;
      filled = word = 0;
    } else if (unit === SPACE) {
      if (filled + word > 0) filled += word + widthOf(SPACE);
      word = 0;
    } else {
      const width = widthOf(unit);
      word += width;
      if (filled + word > column && filled > 0) {
        lines++;
        filled = 0;
      }
      if (word > column) {
        lines++;
        word = width;
      }
      if (unit === HYPHEN || unit >= UNSPACED) {
        filled += word;
        word = 0;
      }
    }
  }
  return Math.max(1, filled + word > 0 ? lines + 1 : lines);
}
