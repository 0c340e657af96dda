import { pathOf, type Route, routeOf } from './path.ts';

/** What the browser keeps of a step: where it was made from. */
interface Step {
  readonly before: string;
}

let current = $state.raw<Route>(routeOf(location));

/** What the page shows; the address says so too, and Back works. */
export function route(): Route {
  return current;
}

export function go(next: Route, { replace = false } = {}): void {
  const path = pathOf(next);
  const before = location.pathname + location.search;
  if (path !== before) {
    if (replace) history.replaceState(history.state, '', path);
    else history.pushState({ before } satisfies Step, '', path);
  }
  current = next;
}

/** Out of here: back for whoever comes from there, so that Back does not lead here again. */
export function leaveTo(next: Route): void {
  const step = history.state as Step | null;
  if (step?.before === pathOf(next)) history.back();
  else go(next, { replace: true });
}

export function toList(): void {
  leaveTo({ at: 'home' });
}

addEventListener('popstate', () => {
  current = routeOf(location);
});
