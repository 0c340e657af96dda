import type { ChatState } from '@chateau/client';
import { chateau } from '../state/chateau.svelte.ts';

/** How far somebody has read a chat. To be made when they come to it. */
export class Unread {
  readonly #chat: () => ChatState;
  /** The first message that they had not read then. */
  readonly first: number | undefined;
  /** The last one before the line of what is new: to them on coming here, or back to the page. It stays until they leave. */
  newAfter = $state<number>();

  /** `chat`: as it is now. */
  constructor(chat: () => ChatState) {
    this.#chat = chat;
    this.mark();
    if (this.newAfter !== undefined) this.first = this.newAfter + 1;
  }

  /** The line goes to where they have read up to. */
  mark(): void {
    const { unread, read_seq } = this.#chat();
    if (unread > 0) this.newAfter = read_seq;
  }

  /** That message stood on the screen while they looked at it. */
  seen(seq: number): void {
    const { chat, read_seq } = this.#chat();
    if (seq <= read_seq) return;
    chateau.client
      .chat(chat)
      .read(seq)
      // Told with the next one.
      .catch(() => {});
  }
}
