import { ChateauError, type ChatState, type Message } from '@chateau/client';
import { untrack } from 'svelte';
import { chateau } from '../state/chateau.svelte.ts';
import { type Draft, drafts } from '../state/drafts.svelte.ts';
import { why } from '../state/failing.ts';
import { note } from '../state/notes.svelte.ts';
import { words } from '../words/language.svelte.ts';
import type { Actions } from './actions.svelte.ts';
import { COMMANDS, readLine } from './commands.ts';

const encoder = new TextEncoder();

/** What is being written in one conversation, and what becomes of it. To be made while a component is. */
export class Writing {
  readonly #id: string;
  readonly #chat: () => ChatState;
  readonly #actions: Actions;
  text = $state('');
  /** Bytes beyond what the server takes. */
  readonly over: number = $derived.by(() => {
    const most = chateau.info?.limits.content ?? 60_000;
    return this.text.length * 3 < most ? 0 : Math.max(0, encoder.encode(this.text).length - most);
  });
  /** The message whose text has come into the field, and what stood there before: it comes back. */
  #taken: Message | undefined;
  #aside: string | undefined;
  #isLeft = false;

  constructor(chat: () => ChatState, actions: Actions) {
    this.#id = chat().chat;
    this.#chat = chat;
    this.#actions = actions;
    this.#begin(drafts.in(this.#id));
    $effect(() => {
      const { editing } = actions;
      untrack(() => this.#take(editing));
    });
    $effect(() => {
      if (this.#isGone) untrack(() => this.#keepWithout());
    });
    $effect(() => {
      const draft = this.#draft;
      untrack(() => drafts.set(this.#id, draft));
    });
    $effect(() => () => {
      this.#isLeft = true;
      drafts.settle();
    });
  }

  /** `true`: it is on its way as a message. */
  send(): boolean {
    const { text, over } = this;
    const { editing, replyTo } = this.#actions;
    const content = text.trim() === '' ? '' : text;
    if (over > 0) return false;
    if (editing) this.#save(editing, content);
    if (editing || content === '') return false;
    const line = readLine(content);
    if ('unknown' in line) {
      note(words().chat.unknownCommand(line.unknown), { isError: true });
      return false;
    }
    this.text = '';
    this.#actions.cancel();
    this.#mine.typing(false);
    if ('command' in line) {
      void this.#run(line.command, line.rest, content);
      return false;
    }
    // What is refused stays in the conversation, with a way to send it again.
    this.#mine.send(line.say, { reply_to: replyTo?.seq }).catch(() => {});
    return true;
  }

  #begin(draft: Draft | undefined): void {
    if (!draft) return;
    this.text = draft.content;
    const { edit, replyTo } = draft;
    const answered = this.#chat().messages.find(({ seq }) => seq === replyTo);
    if (edit) {
      this.#actions.edit(edit.message);
      this.#take(edit.message);
      this.text = edit.content;
    } else if (answered) {
      this.#actions.reply(answered);
    }
  }

  /** What is edited comes into the field, and the draft back when that is over. */
  #take(edited: Message | undefined): void {
    if (edited === this.#taken) return;
    this.#taken = edited;
    if (edited) {
      this.#aside ??= this.text;
      this.text = edited.content ?? '';
    } else if (this.#aside !== undefined) {
      this.text = this.#aside;
      this.#aside = undefined;
    }
  }

  /** Whether what is edited or answered was deleted meanwhile. */
  get #isGone(): boolean {
    const about = this.#actions.editing ?? this.#actions.replyTo;
    if (!about) return false;
    return this.#chat().messages.some(({ seq, deleted }) => seq === about.seq && deleted);
  }

  /** It can be edited and answered no more: what was written stays. */
  #keepWithout(): void {
    if (this.#aside !== undefined) this.#aside = this.text;
    this.#actions.cancel();
  }

  get #draft(): Draft {
    const { text } = this;
    const { editing, replyTo } = this.#actions;
    if (!editing) return { content: text, ...(text !== '' && replyTo && { replyTo: replyTo.seq }) };
    const isChanged = text !== editing.content;
    return {
      content: this.#aside ?? '',
      ...(isChanged && { edit: { message: editing, content: text } }),
    };
  }

  #save(message: Message, content: string): void {
    this.#actions.cancel();
    if (content === '') this.#actions.delete(message);
    if (content === '' || content === message.content) return;
    if (!chateau.isConnected) note(words().chat.queued);
    const edited = this.#mine.edit(message.seq, content);
    edited.catch((error) => this.#giveBack(error, content));
  }

  async #run(name: string, rest: string, line: string): Promise<void> {
    try {
      await COMMANDS[name]?.run(this.#mine, rest);
    } catch (error) {
      this.#giveBack(error, line);
    }
  }

  /** What was refused, and why: nobody is to write it again. */
  #giveBack(error: unknown, written: string): void {
    if (error instanceof ChateauError && error.code === 'stopped') return;
    if (!this.#isLeft && this.text === '' && !this.#actions.editing) this.text = written;
    if (this.#isLeft && !drafts.in(this.#id)) drafts.set(this.#id, { content: written });
    note(why(error, words()), { isError: true });
  }

  get #mine() {
    return chateau.client.chat(this.#id);
  }
}
