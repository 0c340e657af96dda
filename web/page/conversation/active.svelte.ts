/** Which message can be acted on: where the pointer is, or the keyboard. To be made while a component is. */
export class Active {
  readonly #list: { readonly isScrolling: boolean };
  seq = $state<number>();
  /** While somebody scrolls none is: rows run along under the pointer, and each would be painted twice. */
  readonly atRest: number | undefined = $derived.by(() =>
    this.#list.isScrolling ? undefined : this.seq,
  );

  constructor(list: { readonly isScrolling: boolean }, scroller: () => HTMLElement | undefined) {
    this.#list = list;
    // The pointer has stayed where it was, and the rows have not.
    $effect(() => {
      if (list.isScrolling || scroller()?.contains(document.activeElement)) return;
      const row = scroller()?.querySelector<HTMLElement>('[data-seq]:hover');
      if (row) this.seq = seqOf(row);
    });
  }

  /** The pointer has come to something, or the keyboard has. */
  come(event: Event): void {
    if (event.type === 'pointerover' && this.#list.isScrolling) return;
    const row = rowOf(event);
    this.seq = row && seqOf(row);
  }
}

/** The row that an event is about. */
export function rowOf(event: Event): HTMLElement | undefined {
  return (event.target as Element).closest<HTMLElement>('[data-seq]') ?? undefined;
}

export function seqOf(row: HTMLElement): number {
  return Number(row.dataset['seq']);
}
