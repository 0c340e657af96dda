import { ChateauError, type Identity } from '@chateau/client';
import { owner } from '../offline/owner.ts';
import { strangers } from '../random/strangers.svelte.ts';
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

/** Who may not come back at all leaves nothing here that others could read. */
const FOR_GOOD = ['logged_out', 'token_expired', 'disabled'];

/** Whose drafts these are, and what else is kept of what was begun. */
const author = new Kept('chateau.author', '');
/** The name of whoever was here last, to greet them with. */
const lastName = new Kept('chateau.name', '');
/** Whether they came with a password. */
const isAccount = new Kept('chateau.account', false);

let isIn = $state(false);
/** Whoever was here before is not asked again, as long as they may come back. */
let isReturning = $state(false);
let isComing = $state(false);
let reason = $state<Reason>();
/** Somebody is coming who has not been here before: a name that is taken is nobody's that they had. */
let isNew = false;

const { client } = chateau;

client.on('state', (state) => {
  if (state.name === 'online' || state.name === 'syncing') isIn = true;
  if (state.name !== 'stopped' || !state.reason) return;
  // Whoever may not come back is asked again who they are.
  isIn = false;
  reason = reasonOf(state.reason.code);
  if (FOR_GOOD.includes(state.reason.code)) forgetSaved();
  // They have said in another place that nothing of them is to be left.
  if (state.reason.code === 'logged_out') forgetPerson();
});

client.on('snapshot', ({ me }) => {
  if (me && me.id !== author.value) {
    if (author.value !== '') forgetBegun();
    author.value = me.id;
  }
  if (me && me.username !== lastName.value) lastName.value = me.username;
});

/** The way into the house, and out of it. */
export const entrance = {
  /** Also while the server cannot be reached, where there is something to read meanwhile. */
  get isIn() {
    return isIn || chateau.isSaved;
  },
  /** Whoever was here last is on the way in, and is not asked for anything. */
  get isReturning() {
    return isReturning;
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
  get isAccount() {
    return isAccount.value;
  },
  /** Once, when the page begins: comes back as who was here before, where anybody was. */
  async begin(): Promise<void> {
    isReturning = lastName.value !== '';
    // Why they may not is said with the question.
    await entrance.return().catch(() => {});
    isReturning = false;
  },
  /** Comes back as who was here before. What is known of the chats is shown meanwhile. */
  async return(username?: string): Promise<void> {
    isNew = false;
    await come(() => client.resume(username === undefined ? {} : { username }));
  },
  /** Throws what the server refuses it with. */
  async enter(identity: Identity): Promise<void> {
    // Somebody else may have been here before.
    forgetSaved();
    isNew = true;
    await come(() => client.enter(identity));
    isNew = false;
    isAccount.value = 'password' in identity;
  },
  async leave(all: boolean): Promise<void> {
    await client.logout({ all });
    gone();
  },
  /** The server keeps nothing of the person, and neither does this device. */
  async erase(password: string | undefined): Promise<void> {
    const username = chateau.me?.username ?? '';
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const off = client.on('state', ({ name }) => name === 'stopped' && resolve());
    await client.request({ type: 'EraseRequest', username, password });
    await closed;
    off();
    gone();
  },
};

function reasonOf(code: string): Reason | undefined {
  const found = REASONS[code];
  return isNew && found === 'nameTaken' ? undefined : found;
}

function gone(): void {
  forgetSaved();
  forgetPerson();
  isAccount.value = false;
  reason = undefined;
  isIn = false;
}

function forgetPerson(): void {
  forgetBegun();
  lastName.value = '';
}

/** What was begun, what did not go out, and whom chance brought. */
function forgetBegun(): void {
  drafts.forget();
  chateau.failures.forget();
  strangers.forget();
}

function forgetSaved(): void {
  owner.value = '';
  // Where nothing was kept, or nothing can be, nothing is left.
  import('../offline/cache.ts').then(({ forget }) => forget()).catch(() => {});
}

async function come(way: () => Promise<unknown>): Promise<void> {
  isComing = true;
  try {
    // Where nobody may come back, they are still to be told why.
    if (await way()) reason = undefined;
  } catch (error) {
    if (error instanceof ChateauError) reason = reasonOf(error.code);
    throw error;
  } finally {
    isComing = false;
  }
}
