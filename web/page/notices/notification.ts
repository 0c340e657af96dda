import type { ChatState, SaidMessage } from '@chateau/client';
import { pathOf } from '../state/path.ts';
import { go } from '../state/route.svelte.ts';
import { previewOf } from '../text/preview.ts';
import { words } from '../words/language.svelte.ts';
import { beginningOf } from './whom.ts';

/** What is told of this conversation has been seen. */
export async function withdraw(chat: string): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const notice of (await registration?.getNotifications({ tag: chat })) ?? []) notice.close();
}

/** One for each conversation: the next one takes its place. */
export async function notify(message: SaidMessage, chat: ChatState): Promise<void> {
  const { sender, content } = message;
  const title = chat.groupchat ? words().notices.title(sender, chat.chatname) : sender;
  const place = { at: 'chat', chat: chat.chat } as const;
  const options = {
    body: beginningOf(previewOf(content)),
    tag: chat.chat,
    icon: '/icon-192.png',
    data: pathOf(place),
  };
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration) return registration.showNotification(title, options);
  const notification = new Notification(title, options);
  notification.onclick = () => {
    window.focus();
    go(place);
    notification.close();
  };
}
