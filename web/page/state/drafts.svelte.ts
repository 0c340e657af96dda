import type { Message } from '@chateau/client';
import { Kept } from './kept.ts';

/** What was begun in a conversation and not sent. */
export interface Draft {
  readonly content: string;
  readonly replyTo?: number;
  /** A message that is being changed, and what it is to say. */
  readonly edit?: { readonly message: Message; readonly content: string };
}

/** Milliseconds after a key, before the other parts of the page and the device are told: no key waits for them. */
const PAUSE = 300;

const kept = new Kept<Readonly<Record<string, Draft>>>('chateau.drafts', {});

let all = $state.raw(kept.value);
/** What has been written since they were told. */
let latest: { readonly chat: string; readonly draft: Draft } | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

addEventListener('pagehide', settle);
kept.onElsewhere((value) => {
  all = value;
});

export const drafts = {
  in(chat: string): Draft | undefined {
    return Object.hasOwn(all, chat) ? all[chat] : undefined;
  },
  set(chat: string, draft: Draft): void {
    if (latest?.chat !== chat) settle();
    latest = { chat, draft };
    clearTimeout(timer);
    timer = setTimeout(settle, PAUSE);
  },
  settle,
  forget(): void {
    latest = undefined;
    all = {};
    kept.value = all;
  },
};

/** Tells them now. */
function settle(): void {
  clearTimeout(timer);
  if (!latest) return;
  const { chat, draft } = latest;
  latest = undefined;
  const isEmpty = draft.content === '' && draft.replyTo === undefined && !draft.edit;
  if (isEmpty && drafts.in(chat) === undefined) return;
  all = kept.change(({ [chat]: _, ...others }) =>
    isEmpty ? others : { ...others, [chat]: draft },
  );
}
