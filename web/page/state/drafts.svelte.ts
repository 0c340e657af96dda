import { Kept } from './kept.ts';

/** What was begun in a conversation and not sent. */
export interface Draft {
  readonly content: string;
  readonly replyTo?: number;
}

const kept = new Kept<Readonly<Record<string, Draft>>>('chateau.drafts', {});

let all = $state.raw(kept.value);

export const drafts = {
  in(chat: string): Draft | undefined {
    return Object.hasOwn(all, chat) ? all[chat] : undefined;
  },
  set(chat: string, draft: Draft): void {
    const { [chat]: _, ...others } = all;
    const isEmpty = draft.content === '' && draft.replyTo === undefined;
    all = isEmpty ? others : { ...others, [chat]: draft };
    kept.value = all;
  },
  forget(): void {
    all = {};
    kept.value = all;
  },
};
