/** Pixels between what floats and what it belongs to, and the edge of the page. */
const GAP = 4;
const EDGE = 8;

/**
 * Shows what floats beside its anchor, with the keyboard in the first `focus` of it. What is returned ends that: whoever
 * opened it goes on where they were.
 */
export function floatBeside(floating: HTMLElement, anchor: HTMLElement, focus: string): () => void {
  floating.showPopover();
  place(floating, anchor);
  floating.querySelector<HTMLElement>(focus)?.focus();
  return () => {
    if (anchor.isConnected) anchor.focus();
  };
}

/** Below its anchor, or above where there is more room, and within the page. */
function place(floating: HTMLElement, anchor: HTMLElement): void {
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
