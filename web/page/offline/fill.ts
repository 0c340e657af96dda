import type { Client, Message } from '@chateau/client';
import { lacking, saveMessages } from './cache.ts';
import { KEPT } from './cut.ts';

/** Conversations for which messages are asked at a time. */
const MOST = 50;

/** Gets the last messages of the conversations that nobody has opened here, so that they can be read offline, too. */
export async function fill(client: Client): Promise<void> {
  for (const { chat, last_seq } of (await lacking(client.snapshot)).slice(0, MOST)) {
    if (client.state.name !== 'online') return;
    const messages: Message[] = [];
    for await (const message of client.chat(chat).history({ limit: KEPT })) {
      if (messages.push(message) >= KEPT) break;
    }
    await saveMessages(chat, messages.toReversed(), last_seq);
  }
}
