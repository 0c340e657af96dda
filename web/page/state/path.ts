/** What the page shows. */
export type Route =
  | { readonly at: 'home' }
  | {
      readonly at: 'chat';
      readonly chat: string;
      /** A message of it that is to be seen. */
      readonly seq?: number;
      /** With what there is to know of it beside it. */
      readonly isDetailed?: true;
    }
  | { readonly at: 'random' }
  | { readonly at: 'groups' }
  | { readonly at: 'settings' }
  | { readonly at: 'search'; readonly query: string; readonly chat?: string };

const DETAILS = '?details';

export function pathOf(route: Route): string {
  switch (route.at) {
    case 'home':
      return '/';
    case 'chat': {
      const place = route.seq === undefined ? '' : `/${route.seq}`;
      return `/chat/${encodeURIComponent(route.chat)}${place}${route.isDetailed ? DETAILS : ''}`;
    }
    case 'search': {
      const { query, chat } = route;
      return `/search?${new URLSearchParams({ q: query, ...(chat !== undefined && { chat }) })}`;
    }
    case 'random':
    case 'groups':
    case 'settings':
      return `/${route.at}`;
    default:
      return route satisfies never;
  }
}

/** An address that is none leads home. */
export function routeOf({ pathname, search }: { pathname: string; search: string }): Route {
  const [, at, chat = '', seq] = pathname.split('/');
  switch (at) {
    case 'chat': {
      if (!/^[\w-]{1,32}$/.test(chat)) return { at: 'home' };
      const place = Number(seq);
      return {
        at,
        chat,
        ...(Number.isSafeInteger(place) && place > 0 && { seq: place }),
        ...(search === DETAILS && { isDetailed: true }),
      };
    }
    case 'search': {
      const asked = new URLSearchParams(search);
      const within = asked.get('chat');
      return { at, query: asked.get('q') ?? '', ...(within !== null && { chat: within }) };
    }
    case 'random':
    case 'groups':
    case 'settings':
      return { at };
    default:
      return { at: 'home' };
  }
}
