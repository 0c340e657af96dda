import { pathOf, type Route, routeOf } from './path.ts';

let current = $state.raw<Route>(routeOf(location));

/** What the page shows; the address says so too, and Back works. */
export function route(): Route {
  return current;
}

export function go(next: Route, { replace = false } = {}): void {
  const path = pathOf(next);
  if (path !== location.pathname + location.search) {
    if (replace) history.replaceState(null, '', path);
    else history.pushState(null, '', path);
  }
  current = next;
}

addEventListener('popstate', () => {
  current = routeOf(location);
});
