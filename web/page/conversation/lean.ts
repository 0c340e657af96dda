import type { Message } from '@chateau/client';

type Texts = { -readonly [Field in 'kind' | 'sender' | 'sender_id']: Message[Field] };

/**
 * Has equal texts stand in memory once: as messages are read, each has the name and the id of its sender for itself, a
 * quarter of what it takes. A browser stands still for longer, and more often, the more it has to look through. Nothing
 * that can be seen changes.
 */
export function lean(messages: readonly Message[]): void {
  const known = new Map<unknown, unknown>();
  const one = <T>(text: T): T => {
    if (!known.has(text)) known.set(text, text);
    return known.get(text) as T;
  };
  for (const message of messages as readonly Texts[]) {
    message.kind = one(message.kind);
    message.sender = one(message.sender);
    message.sender_id = one(message.sender_id);
  }
}
