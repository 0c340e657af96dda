/** Somebody to show a card of: by name where that is all that is known. */
export interface Who {
  readonly username: string;
  readonly id?: string;
}

/** What floats above the page; one at a time. */
export type Dialog =
  | { readonly kind: 'switcher' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'newGroup' }
  | { readonly kind: 'person'; readonly who: Who }
  | {
      readonly kind: 'report';
      readonly who: Who;
      /** A message that it is about. */
      readonly message?: { readonly chat: string; readonly seq: number };
    }
  | { readonly kind: 'confirm'; readonly text: string; readonly verb: string; act(): unknown };

let shown = $state.raw<Dialog>();

export function dialog(): Dialog | undefined {
  return shown;
}

export function show(next: Dialog): void {
  shown = next;
}

export function closeDialog(): void {
  shown = undefined;
}

// It belongs to the place that it was opened at.
addEventListener('popstate', closeDialog);
