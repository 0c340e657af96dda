/** Where a key leads in a list of so many. */
const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => Math.min(at + 1, count - 1),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** An attachment: the arrow keys go through everything below that is marked as `data-row`. */
export function arrows(list: HTMLElement): () => void {
  function pressed(event: KeyboardEvent) {
    const step = Object.hasOwn(STEPS, event.key) ? STEPS[event.key] : undefined;
    const row = event.target instanceof Element ? event.target.closest('[data-row]') : null;
    if (!step || !row || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const rows = [...list.querySelectorAll<HTMLElement>('[data-row]')];
    rows[step(rows.indexOf(row as HTMLElement), rows.length)]?.focus();
  }
  list.addEventListener('keydown', pressed);
  return () => list.removeEventListener('keydown', pressed);
}

/** The row that an event is about. */
export function rowOf({ target }: Event): string | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  return row?.dataset['row'];
}
