/** Pixels between what floats and what it belongs to, and the edge of the page. */
const GAP = 4;
const EDGE = 8;

/** Puts what floats below its anchor, or above where there is more room, and within the page. */
export function besides(floating: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { width, height } = floating.getBoundingClientRect();
  const below = at.bottom + GAP;
  const fits = below + height <= innerHeight - EDGE;
  const top = fits ? below : Math.max(EDGE, at.top - GAP - height);
  const isRtl = getComputedStyle(anchor).direction === 'rtl';
  const wanted = isRtl ? at.left : at.right - width;
  const left = Math.min(Math.max(EDGE, wanted), innerWidth - width - EDGE);
  floating.style.top = `${Math.min(top, Math.max(EDGE, innerHeight - height - EDGE))}px`;
  floating.style.left = `${left}px`;
}
