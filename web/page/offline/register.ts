import { scriptAddress } from '../parts/trusted.ts';
import { routeOf } from '../state/path.ts';
import { go } from '../state/route.svelte.ts';

/** Lets the page open without a network. Browsers allow it on secure pages only. */
export async function register(): Promise<void> {
  if (isSecureContext) await navigator.serviceWorker?.register(scriptAddress('/offline.js'));
}

/** A click on a notice says which conversation to open. */
export function openFromOutside(): () => void {
  const listening = new AbortController();
  const heard = ({ data }: MessageEvent<{ readonly open?: unknown }>) => {
    if (typeof data?.open === 'string') go(routeOf(new URL(data.open, location.href)));
  };
  navigator.serviceWorker?.addEventListener('message', heard, listening);
  return () => listening.abort();
}
