import { ChateauError, type Identity } from '@chateau/client';
import { chateau } from '../state/chateau.svelte.ts';
import { drafts } from '../state/drafts.svelte.ts';
import { Kept } from '../state/kept.ts';

/** Why the page asks who one is, where that needs a word. */
export type Reason = 'nameTaken' | 'loggedOut' | 'tokenExpired' | 'disabled' | 'nameClaimed';

const REASONS: Readonly<Record<string, Reason>> = {
  username_taken: 'nameTaken',
  logged_out: 'loggedOut',
  token_expired: 'tokenExpired',
  disabled: 'disabled',
  name_claimed: 'nameClaimed',
};

/** The name of whoever was here last, to greet them with. */
const lastName = new Kept('chateau.name', '');

let isIn = $state(false);
let isComing = $state(false);
let reason = $state<Reason>();

const { client } = chateau;

client.on('state', (state) => {
  if (state.name === 'online' || state.name === 'syncing') isIn = true;
  if (state.name !== 'stopped' || !state.reason) return;
  // Whoever may not come back is asked again who they are.
  isIn = false;
  reason = REASONS[state.reason.code];
});

client.on('snapshot', ({ me }) => {
  if (me && me.username !== lastName.value) lastName.value = me.username;
});

/** The way into the house, and out of it. */
export const entrance = {
  get isIn() {
    return isIn;
  },
  /** Somebody is on the way in. */
  get isComing() {
    return isComing;
  },
  get reason() {
    return reason;
  },
  get lastName() {
    return lastName.value;
  },
  /** Comes back as who was here before. What is known of the chats is shown meanwhile. */
  async return(username?: string): Promise<void> {
    await come(() => client.resume(username === undefined ? {} : { username }));
  },
  /** Throws what the server refuses it with. */
  async enter(identity: Identity): Promise<void> {
    await come(() => client.enter(identity));
  },
  async leave(all: boolean): Promise<void> {
    await client.logout({ all });
    drafts.forget();
    chateau.failures.forget();
    lastName.value = '';
    reason = undefined;
    isIn = false;
  },
};

async function come(way: () => Promise<unknown>): Promise<void> {
  isComing = true;
  try {
    await way();
    reason = undefined;
  } catch (error) {
    if (error instanceof ChateauError) reason = REASONS[error.code];
    throw error;
  } finally {
    isComing = false;
  }
}
