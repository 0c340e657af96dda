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
import { afterPaint } from './frames.ts';
import { Overscan } from './overscan.ts';

type Options = Omit<
  VirtualizerOptions<HTMLElement, HTMLElement>,
  'scrollToFn' | 'observeElementRect' | 'observeElementOffset' | 'onChange' | 'rangeExtractor'
>;

/** A list of which only the rows are there that can be seen. To be made while a component is. */
export class VirtualList {
  readonly instance: Virtualizer<HTMLElement, HTMLElement>;
  /** Counts what the list has changed by itself: it was scrolled, or rows were measured. */
  #changes = $state(0);
  readonly #options: () => Options;
  readonly #overscan = new Overscan();
  #rowsAround = this.#extractor();
  readonly #configured = $derived.by(() => {
    const wasEmpty = this.instance.options.count === 0;
    this.instance.setOptions(this.#full(this.#options()));
    // Where to begin is a question for when there is something.
    if (wasEmpty) this.instance.scrollOffset = null;
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
      // Looks at the element that scrolls, which is there now, and goes where what was added asks for.
      this.instance._willUpdate();
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
