import { ChateauError, type ChatState, type Message } from '@chateau/client';
import { copyText } from '../parts/clipboard.ts';
import type { MenuItem } from '../parts/Menu.svelte';
import { chateau } from '../state/chateau.svelte.ts';
import { show } from '../state/dialogs.svelte.ts';
import { why } from '../state/failing.ts';
import { note } from '../state/notes.svelte.ts';
import { pathOf } from '../state/path.ts';
import { words } from '../words/language.svelte.ts';

/** What can be done with the messages of one conversation. What begins in the composer is told to it. */
export class Actions {
  readonly #chat: () => ChatState;
  /** The message that is being answered or edited. */
  replyTo = $state.raw<Message>();
  editing = $state.raw<Message>();
  /** It is to be unread, though it is on the screen: until the reader leaves. */
  isKeptUnread = $state(false);

  constructor(chat: () => ChatState) {
    this.#chat = chat;
  }

  canEdit(message: Message): boolean {
    return message.sender_id === chateau.me?.id && message.content !== undefined;
  }

  canDelete(message: Message): boolean {
    const leads = this.#chat().role === 'owner' || this.#chat().role === 'moderator';
    const isMine = message.sender_id === chateau.me?.id;
    return message.content !== undefined && (isMine || leads || chateau.me?.role !== undefined);
  }

  reply(message: Message): void {
    this.editing = undefined;
    this.replyTo = message;
  }

  edit(message: Message): void {
    this.replyTo = undefined;
    this.editing = message;
  }

  cancel(): void {
    this.replyTo = undefined;
    this.editing = undefined;
  }

  react(message: Message, reaction: string, on: boolean): void {
    void this.#try(this.#mine().react(message.seq, reaction, on));
  }

  /** Asks once, unless the person holds Shift. */
  delete(message: Message, isSure = false): void {
    const act = () => this.#try(this.#mine().delete(message.seq));
    if (isSure) void act();
    else
      show({
        kind: 'confirm',
        text: words().actions.deleteSure,
        verb: words().actions.delete,
        act,
      });
  }

  /** What a menu offers beside the buttons. */
  menu(message: Message): MenuItem[] {
    const { actions } = words();
    const { chat } = this.#chat();
    const { seq, content, sender: username, sender_id: id } = message;
    const items: MenuItem[] = [];
    if (content !== undefined) {
      items.push({ label: actions.reply, icon: 'reply', act: () => this.reply(message) });
      items.push({ label: actions.copyText, icon: 'copy', act: () => copy(content) });
    }
    const link = new URL(pathOf({ at: 'chat', chat, seq }), location.href).href;
    items.push({ label: actions.copyLink, icon: 'link', act: () => copy(link) });
    items.push({
      label: actions.markUnread,
      icon: 'unread',
      act: () => this.#keepUnread(seq),
    });
    if (this.canEdit(message)) {
      items.push({ label: actions.edit, icon: 'edit', act: () => this.edit(message) });
    }
    if (id !== chateau.me?.id) {
      const report = { kind: 'report', who: { username, id }, message: { chat, seq } } as const;
      items.push({ label: actions.report, icon: 'flag', act: () => show(report) });
    }
    if (this.canDelete(message)) {
      const act = () => this.delete(message);
      items.push({ label: actions.delete, icon: 'trash', isDanger: true, act });
    }
    return items;
  }

  #keepUnread(seq: number): void {
    this.isKeptUnread = true;
    void this.#try(this.#mine().unread(seq - 1));
  }

  #mine() {
    return chateau.client.chat(this.#chat().chat);
  }

  async #try(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      // Stopped: it goes out the next time.
      if (error instanceof ChateauError && error.code === 'stopped') return;
      note(why(error, words()), { isError: true });
    }
  }
}

async function copy(text: string): Promise<void> {
  const isCopied = await copyText(text);
  note(isCopied ? words().actions.copied : words().errors.other, { isError: !isCopied });
}
