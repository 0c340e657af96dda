/**
 * What the tabs of this browser know of each other, by locks, which the browser lets go of when a tab ends: one tab
 * tells of news, and none does while another one shows them. Only secure pages have locks, and only they have notices.
 */

const TELLER = 'chateau.teller';
const LOOKED_AT = 'chateau.looked-at';
const SHOWN = 'chateau.shown';

/** Until it is let go of by what is returned. */
function hold(name: string, mode: LockMode, got = () => {}): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  const held = () => {
    got();
    return promise;
  };
  navigator.locks?.request(name, { mode }, held).catch(() => {});
  return resolve;
}

/** In its turn this tab is the one that tells. */
export function queueToTell(got: () => void): () => void {
  return hold(TELLER, 'exclusive', got);
}

/** The person is at this page: it has no need to call them. */
export function lookAt(): () => void {
  return hold(LOOKED_AT, 'shared');
}

/** The conversation is to be seen in this tab, whether or not anybody is at it. */
export function keepShown(chat: string): () => void {
  return hold(`${SHOWN} ${chat}`, 'shared');
}

/** Whether the person sees in one of the tabs what is said in that conversation, or at least that something is. */
export async function isSeen(chat: string): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === LOOKED_AT || name === `${SHOWN} ${chat}`);
}
