import type { Route } from './path.ts';
import { go } from './route.svelte.ts';

/** Goes where a link leads, unless it is to be opened elsewhere. */
export function follow(event: MouseEvent, to: Route): void {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
    return;
  event.preventDefault();
  go(to);
}
