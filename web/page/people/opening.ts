import { chateau } from '../state/chateau.svelte.ts';
import { show } from '../state/dialogs.svelte.ts';
import { why } from '../state/failing.ts';
import { note } from '../state/notes.svelte.ts';
import { go } from '../state/route.svelte.ts';
import { words } from '../words/language.svelte.ts';

/** The card of whoever has that name. */
export function openPerson(username: string, id?: string): void {
  show({ kind: 'person', who: { username, ...(id !== undefined && { id }) } });
}

/** The conversation with somebody; it begins if there is none. */
export async function talkTo(username: string): Promise<void> {
  try {
    const chat = await chateau.client.direct(username);
    go({ at: 'chat', chat: chat.id });
  } catch (error) {
    note(why(error, words()), { isError: true });
  }
}
