/** What widths of columns are given in. */
export const NOUGHT = 48;
/** In most fonts, in pixels: enough to begin with. */
const USUAL = 7.7;

const widths = new Map([[NOUGHT, 8.6]]);
let pen: CanvasRenderingContext2D | null | undefined;

/** How wide a unit of a text is, in pixels. */
export function widthOf(unit: number): number {
  let width = widths.get(unit);
  if (width === undefined) {
    width = pen?.measureText(String.fromCharCode(unit)).width ?? USUAL;
    widths.set(unit, width);
  }
  return width;
}

/** From now on as wide as they are in the fonts of this device. Takes some milliseconds. */
export function learnWidths(): void {
  if (pen !== undefined) return;
  pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!pen) return;
  pen.font = getComputedStyle(document.body).font;
  widths.clear();
}
