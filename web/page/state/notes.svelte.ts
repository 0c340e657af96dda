/** A line that says for a moment what has happened, or has not. */
export interface Note {
  readonly id: number;
  readonly text: string;
  readonly isError: boolean;
}

/** Milliseconds. */
const SHOWN = 6_000;

let all = $state.raw<readonly Note[]>([]);
let last = 0;

export function notes(): readonly Note[] {
  return all;
}

export function note(text: string, { isError = false } = {}): void {
  const id = ++last;
  all = [...all, { id, text, isError }];
  setTimeout(() => dismiss(id), SHOWN);
}

export function dismiss(id: number): void {
  all = all.filter((one) => one.id !== id);
}
