import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type Range,
  type VirtualItem,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import { flushSync, untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import { anchorIn, type Keeping, keep } from './anchor.ts';
import { afterPaint } from './frames.ts';
import { Overscan } from './overscan.ts';

type KeyOf = (index: number) => string | number | bigint;
type Options = Omit<
  VirtualizerOptions<HTMLElement, HTMLElement>,
  | 'scrollToFn'
  | 'observeElementRect'
  | 'observeElementOffset'
  | 'onChange'
  | 'rangeExtractor'
  | 'followOnAppend'
> & { readonly getItemKey: KeyOf; readonly followOnAppend?: boolean };

/** Heights of rows beyond those in the list. */
const MOST_HEIGHTS = 1_000;

/** A list of which only the rows are there that can be seen. To be made while a component is. */
export class VirtualList {
  readonly instance: Virtualizer<HTMLElement, HTMLElement>;
  /** Counts what the list has changed by itself: it was scrolled, or rows were measured. */
  #changes = $state(0);
  readonly #options: () => Options;
  readonly #overscan = new Overscan();
  #rowsAround = this.#extractor();
  /** Whether what comes has been followed until now. */
  #isFollowing = false;
  /** What keeps the reader's place, once the rows are there. */
  #keeping: Keeping;
  readonly #configured = $derived.by(() => {
    const { instance } = this;
    const anchor = anchorIn(instance);
    instance.setOptions(this.#full(this.#options()));
    if (anchor && instance.options.count > 0) this.#keeping ??= keep(instance, anchor);
    // Where to begin is a question for when there is something.
    else instance.scrollOffset = null;
    this.#forget();
    return {};
  });
  readonly items: readonly VirtualItem[] = $derived.by(() => {
    void this.#configured;
    void this.#changes;
    return this.instance.getVirtualItems();
  });
  readonly size: number = $derived.by(() => {
    void this.items;
    return this.instance.getTotalSize();
  });
  /** Pixels from the beginning to the end of what can be seen: they change where no row comes or goes, too. */
  readonly bottom: number = $derived.by(() => {
    void this.#changes;
    void this.items;
    const { scrollOffset, scrollRect } = this.instance;
    return (scrollOffset ?? 0) + (scrollRect?.height ?? 0);
  });
  /** Pixels below what can be seen: by the list's own count, since to ask the element lays the page out. */
  readonly below: number = $derived.by(() => Math.max(0, this.size - this.bottom));
  readonly isScrolling: boolean = $derived.by(() => {
    void this.#changes;
    return this.instance.isScrolling;
  });

  constructor(options: () => Options) {
    this.#options = options;
    this.instance = new Virtualizer(this.#full(untrack(options)));
    $effect(() => this.instance._didMount());
    $effect(() => {
      void this.#configured;
      // Where the list was too short for the place that it had to go to, it is long enough now.
      void this.size;
      // Looks at the element that scrolls, which is there now, and goes where what was added asks for.
      this.instance._willUpdate();
      if (this.#keeping === 'end') this.instance.scrollToEnd();
      if (this.#keeping === 'offset') this.instance.scrollToOffset(this.instance.scrollOffset ?? 0);
      this.#keeping = undefined;
    });
    $effect(() => {
      void this.#configured;
      untrack(() => this.#changes++);
    });
    $effect(() => {
      void this.items;
      if (this.isScrolling || this.#overscan.isComplete) return;
      // Unless the next frame has rows of its own to make: the scrolling of a frame comes before its callbacks.
      return afterPaint(() => drawNow(() => this.#goOn()));
    });
  }

  /** Measures a row, as long as it is there. */
  readonly measured: Attachment<HTMLElement> = (row) => {
    this.instance.measureElement(row);
    return () => this.instance.measureElement(null);
  };

  /** Not with the rows that lead to the latest ones: whoever has come to the end of others would skip them. */
  #follows({ followOnAppend = false }: Options): boolean {
    const isFollowing = this.#isFollowing && followOnAppend;
    this.#isFollowing = followOnAppend;
    return isFollowing;
  }

  /** Lets go of the heights of rows that are not in the list any more: of all that have been, there is no end. */
  #forget(): void {
    const { itemSizeCache: heights, options } = this.instance;
    if (heights.size <= MOST_HEIGHTS + options.count) return;
    const keys = new Set(Array.from({ length: options.count }, (_, at) => options.getItemKey(at)));
    for (const key of heights.keys()) if (!keys.has(key)) heights.delete(key);
  }

  /**
   * The same function as long as the keys are the same: the list guesses heights anew where it is another one, and what
   * changes far above the reader would move what they read.
   */
  #keyed({ count, getItemKey }: Options): KeyOf {
    const known = this.instance?.options;
    if (known?.count !== count) return getItemKey;
    for (let at = 0; at < count; at++) {
      if (known.getItemKey(at) !== getItemKey(at)) return getItemKey;
    }
    return known.getItemKey;
  }

  /** Another function each time: the list asks one only once about the same rows. */
  #extractor(): (range: Range) => number[] {
    return (range) => this.#overscan.around(range, this.instance.options.getItemKey);
  }

  #goOn(): void {
    this.#rowsAround = this.#extractor();
    this.instance.options.rangeExtractor = this.#rowsAround;
    this.#changes++;
  }

  #full(options: Options): VirtualizerOptions<HTMLElement, HTMLElement> {
    return {
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset: (instance, tell) =>
        observeElementOffset(instance, (...moved) => drawNow(() => tell(...moved))),
      rangeExtractor: this.#rowsAround,
      ...options,
      getItemKey: this.#keyed(options),
      followOnAppend: this.#follows(options),
      onChange: () => {
        this.#changes++;
      },
    };
  }
}

/**
 * Draws what is changed before it returns, and not in a microtask: the browser keeps what waited for one, here with all
 * rows that were made then, until it collects the whole heap. Not to be called while something is drawn.
 */
function drawNow(change: () => void): void {
  flushSync(change);
}
