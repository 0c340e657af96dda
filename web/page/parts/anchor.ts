import type { VirtualItem, Virtualizer } from '@tanstack/virtual-core';

type List = Virtualizer<HTMLElement, HTMLElement>;

/** Pixels by which browsers round where an element is scrolled to. */
const EXACT = 1.5;

/** Where somebody is in a list, before its rows become others. */
export interface Anchor {
  readonly offset: number;
  readonly size: number;
  /** Pixels of the list below what they see. */
  readonly below: number;
  /** The first row that they see. */
  readonly first: VirtualItem | undefined;
  readonly count: number;
  readonly edges: readonly unknown[];
}

/** `undefined`: nowhere yet. */
export function anchorIn(list: List): Anchor | undefined {
  const { count } = list.options;
  const { scrollOffset: offset, scrollRect } = list;
  if (count === 0 || offset === null || !scrollRect) return undefined;
  const size = list.getTotalSize();
  const below = size - offset - scrollRect.height;
  const first = list.getVirtualItemForOffset(offset);
  return { offset, size, below, first, count, edges: edgesOf(list) };
}

/**
 * Scroll anchoring for what the list leaves out: it looks after the reader only where the first or the last row is
 * another one, and goes to the end only where there is a row more. What is returned is to be done once the rows are
 * there: to go to the end, or to the offset that the list has now.
 */
export function keep(list: List, { offset, size, below, first, ...before }: Anchor): Keeping {
  const { count, followOnAppend, scrollEndThreshold } = list.options;
  const isAtEnd = below <= scrollEndThreshold;
  const [start, end] = edgesOf(list);
  const isGrown = count > before.count && end !== before.edges[1];
  const isSame = count === before.count && start === before.edges[0] && end === before.edges[1];
  if (isAtEnd && followOnAppend && !isSame) return isGrown || isLeaving() ? undefined : 'end';
  if (!isSame || !first) return undefined;
  // Asked for first: it puts the rows where they are now.
  const now = list.getTotalSize();
  const moved = isAtEnd
    ? now - size
    : (list.measurementsCache[first.index]?.start ?? first.start) - first.start;
  if (moved === 0 || isLeaving()) return undefined;
  // Gone to until it is reached, however high the rows turn out to be: an offset is gone to once.
  if (followOnAppend && below <= EXACT) return 'end';
  list.scrollOffset = offset + moved;
  return 'offset';

  /** Whether the element has been sent somewhere that the list has not heard of. Asked late: it lays the page out. */
  function isLeaving(): boolean {
    return Math.abs((list.scrollElement?.scrollTop ?? offset) - offset) > EXACT;
  }
}

export type Keeping = 'end' | 'offset' | undefined;

function edgesOf({ options: { count, getItemKey } }: List): readonly [unknown, unknown] {
  return [getItemKey(0), getItemKey(count - 1)];
}
