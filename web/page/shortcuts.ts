import { beside } from './list/order.ts';
import { chateau } from './state/chateau.svelte.ts';
import { dialog, show } from './state/dialogs.svelte.ts';
import { go, route } from './state/route.svelte.ts';

/** Keys that work everywhere on the page. What a field or a menu takes for itself does not come here. */
export function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const act = actionOf(event);
  if (!act) return;
  // The key that leads into the composer is to arrive there.
  if (act !== typeOn) event.preventDefault();
  act();
}

function actionOf(event: KeyboardEvent): (() => void) | undefined {
  const { key, altKey, shiftKey } = event;
  const command = event.ctrlKey || event.metaKey;
  if (dialog()) return undefined;
  if (command && !altKey && key.toLowerCase() === 'k') return () => show({ kind: 'switcher' });
  if (command && key === '/') return () => show({ kind: 'keys' });
  if (command && shiftKey && key.toLowerCase() === 'f')
    return () => go({ at: 'search', query: '' });
  if (command && !shiftKey && !altKey && key.toLowerCase() === 'f') return searchHere();
  if (altKey && !command && (key === 'ArrowUp' || key === 'ArrowDown')) {
    return () => move(key === 'ArrowUp' ? -1 : 1, shiftKey);
  }
  const isWriting = event.target === composer();
  if (key === 'Escape' && (isWriting || !isInField(event.target))) {
    return () => void markRead(shiftKey);
  }
  if (isInField(event.target)) return undefined;
  if (key === '?') return () => show({ kind: 'keys' });
  // Where the keyboard is on a button, the space bar presses it; where it is on nothing, it goes on in the composer.
  if (key === ' ' && event.target !== document.body) return undefined;
  if (key.length === 1 && !command && !altKey) return typeOn;
  return undefined;
}

function searchHere(): (() => void) | undefined {
  const place = route();
  if (place.at !== 'chat') return undefined;
  return () => go({ at: 'search', query: '', chat: place.chat });
}

function move(step: 1 | -1, onlyUnread: boolean): void {
  const place = route();
  const next = beside(
    chateau.snapshot,
    place.at === 'chat' ? place.chat : undefined,
    step,
    onlyUnread,
  );
  if (next) go({ at: 'chat', chat: next.chat });
}

async function markRead(all: boolean): Promise<void> {
  const place = route();
  const here = place.at === 'chat' ? [place.chat] : [];
  // What this device has kept is to be read only.
  if (chateau.isSaved) return;
  const which = all ? Object.keys(chateau.snapshot.chats) : here;
  for (const id of which) await chateau.client.chat(id).read();
}

/** Typing anywhere goes on in the composer. The key that was pressed arrives there by itself. */
const typeOn = (): void => composer()?.focus();

function composer(): HTMLElement | null {
  return document.querySelector<HTMLElement>('textarea.composer');
}

function isInField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input, textarea, select, [contenteditable]');
}
