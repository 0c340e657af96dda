import type { SaidMessage } from '@chateau/client';
import { keepOffline } from '../offline/keep.ts';
import { openFromOutside, register } from '../offline/register.ts';
import { Calm } from '../parts/calm.svelte.ts';
import { afterPaint } from '../parts/frames.ts';
import { chateau } from '../state/chateau.svelte.ts';
import type { Route } from '../state/path.ts';
import { preferences } from '../state/preferences.svelte.ts';
import { route } from '../state/route.svelte.ts';
import type { Words } from '../words/en.ts';
import { words } from '../words/language.svelte.ts';
import { waiting } from './count.ts';
import { showBadge } from './icon.ts';
import { notify, withdraw } from './notification.ts';
import { beep } from './sound.ts';
import { isSeen, keepShown, lookAt, queueToTell } from './tabs.ts';
import { titleOf } from './title.ts';
import { isFor } from './whom.ts';

/** Milliseconds: the browser draws the icon as a page of its own, and nobody is to wait for that. */
const BADGE_AFTER = 250;

/** Tells of what is new while nobody looks. To be called in an effect. */
export function watch(): () => void {
  let isTeller = false;
  const ends = [
    queueToTell(() => {
      isTeller = true;
    }),
    chateau.client.on('message', (message, { id }) => {
      if (isTeller && preferences().notices) tell(message, id).catch(() => {});
    }),
    keepOffline(),
    openFromOutside(),
  ];
  // Without a service worker the page is the same, but for what is there without a network.
  register().catch(() => {});
  showCount();
  showPresence();
  return () => {
    for (const end of ends) end();
    document.title = chateau.info?.name ?? 'Chateau';
    showBadge(0);
  };
}

async function tell(message: SaidMessage, id: string): Promise<void> {
  const chat = chateau.chat(id);
  const { me } = chateau;
  if (!chat || !me || globalThis.Notification?.permission !== 'granted') return;
  if (!isFor(message, chat, me) || (await isSeen(id))) return;
  await notify(message, chat);
  if (preferences().sound) beep();
}

function showCount(): void {
  const chats = new Calm(() => chateau.snapshot.chats);
  const count = $derived(waiting({ chats: chats.now }));
  const title = $derived(
    titleOf(count, placeName(route(), words()), chateau.info?.name ?? 'Chateau', words()),
  );
  $effect(() => {
    document.title = title;
  });
  $effect(() => {
    const shown = count;
    const timer = setTimeout(() => showBadge(shown), BADGE_AFTER);
    return () => clearTimeout(timer);
  });
}

function placeName(place: Route, w: Words): string | undefined {
  switch (place.at) {
    case 'home':
      return undefined;
    case 'chat':
      return chateau.chat(place.chat)?.chatname;
    case 'groups':
      return w.groups.browseTitle;
    default:
      return w[place.at].title;
  }
}

/** The other tabs are to know what is seen in this one. */
function showPresence(): void {
  let isVisible = $state(!document.hidden);
  let isFocused = $state(document.hasFocus());
  const shown = $derived.by(() => {
    const place = route();
    return isVisible && place.at === 'chat' ? place.chat : undefined;
  });
  $effect(() => {
    const look = () => {
      isVisible = !document.hidden;
      isFocused = document.hasFocus();
    };
    const off = new AbortController();
    document.addEventListener('visibilitychange', look, off);
    for (const name of ['focus', 'blur']) addEventListener(name, look, off);
    return () => off.abort();
  });
  $effect(() => (isVisible && isFocused ? lookAt() : undefined));
  $effect(() => {
    const chat = shown;
    if (chat === undefined) return;
    let end: (() => void) | undefined;
    // Whoever opens it sees it first.
    const callOff = afterPaint(() => {
      end = keepShown(chat);
    });
    return () => {
      callOff();
      end?.();
    };
  });
  $effect(() => {
    const chat = shown;
    if (chat === undefined || !isFocused) return;
    // Where none can be shown, there is none to withdraw.
    return afterPaint(() => void withdraw(chat).catch(() => {}));
  });
}
