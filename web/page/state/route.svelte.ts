import { pathOf, type Route, routeOf } from './path.ts';

/** What the browser keeps of a step: where it was made from. */
interface Step {
  readonly before: string;
}

const HOME = pathOf({ at: 'home' });

let current = $state.raw<Route>(routeOf(location));

/** What the page shows; the address says so too, and Back works. */
export function route(): Route {
  return current;
}

export function go(next: Route, { replace = false } = {}): void {
  const path = pathOf(next);
  if (path !== location.pathname + location.search) {
    if (replace) history.replaceState(history.state, '', path);
    else history.pushState({ before: location.pathname } satisfies Step, '', path);
  }
  current = next;
}

/** To the list: back to it for whoever comes from there, so that Back does not lead here again. */
export function toList(): void {
  const step = history.state as Step | null;
  if (step?.before === HOME) history.back();
  else go({ at: 'home' }, { replace: true });
}

addEventListener('popstate', () => {
  current = routeOf(location);
});
