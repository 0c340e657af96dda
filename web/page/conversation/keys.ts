import type { Message } from '@chateau/client';
import type { Actions } from './actions.svelte.ts';

interface Ways {
  step(by: 1 | -1): void;
  toLatest(): void;
  /** To what else can be done with it. */
  more(message: Message): void;
}

/** Up and down among the messages; what can be done with the one that has the keyboard has a key where the eye is. */
export function pressed(
  event: KeyboardEvent,
  message: Message | undefined,
  actions: Actions,
  ways: Ways,
): void {
  const acts: Record<string, (() => void) | undefined> = {
    ArrowUp: () => ways.step(-1),
    ArrowDown: () => ways.step(1),
    End: () => ways.toLatest(),
    ...(message && {
      Enter: () => ways.more(message),
      r: () => actions.reply(message),
      e: actions.canEdit(message) ? () => actions.edit(message) : undefined,
      Delete: actions.canDelete(message)
        ? () => actions.delete(message, event.shiftKey)
        : undefined,
    }),
  };
  const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}
