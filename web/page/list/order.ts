import type { ChatState, Snapshot } from '@chateau/client';

/** The conversation before or after this one in the list. */
export function beside(
  _snapshot: Snapshot,
  _current: string | undefined,
  _step: 1 | -1,
  _onlyUnread: boolean,
): ChatState | undefined {
  return undefined;
}
