import type { Store } from '../../ports/store.ts';

/** The store's methods as they run inside a worker, where nothing is asynchronous. */
type Inside<Name extends keyof Store> = {
  [N in Name]: Store[N] extends (...args: infer Args) => Promise<infer Result>
    ? (...args: Args) => Result
    : never;
};

/** The two lists are what each thread is asked for; the rest of the port belongs to the thread that asks. */
export const WRITES = [
  ...(['addGuest', 'resume', 'releaseNames'] as const),
  ...(['extendTokens', 'endTokens', 'forgetEnded'] as const),
  ...(['addAccount', 'addToken', 'setPassword', 'disable', 'enable', 'addInvitation'] as const),
  ...(['enterFromDirectory', 'describeAccount'] as const),
  ...(['openDirectoryChat', 'placeInDirectoryChats'] as const),
  ...(['openDirect', 'append', 'amend'] as const),
  ...(['addGroup', 'changeMembers', 'setRank', 'muteMember'] as const),
  ...(['changeGroup', 'closeAbandoned'] as const),
  ...(['markRead', 'setPreference'] as const),
  ...(['block', 'report', 'setAvailable', 'closeReport'] as const),
  ...(['askErasure', 'erase'] as const),
  'probe',
] as const;
export const READS = [
  ...(['findToken', 'devicesOf', 'endedAfter'] as const),
  ...(['findLocalAccount', 'accounts', 'directoryAccounts'] as const),
  ...(['belongings', 'keptGuests', 'findAccount'] as const),
  ...(['findKeyed', 'findDirect', 'findMessage', 'history', 'catchUp'] as const),
  ...(['seat', 'rankOf', 'members', 'findOpenGroup', 'openGroups'] as const),
  ...(['chatsOf', 'blockedBy', 'reports'] as const),
  ...(['exported', 'erasuresAsked'] as const),
] as const;
export const SEARCHES = ['search'] as const;

export type Writes = Inside<(typeof WRITES)[number]>;
export type Reads = Inside<(typeof READS)[number]>;

/** One call on its way to a worker: the method, then its arguments. */
export type Call = [method: string, ...args: unknown[]];

/** How a call ended. */
export type Outcome = { value: unknown } | { failed: string } | { unavailable: string };

/**
 * What a worker says: the outcomes of the oldest calls that it has not answered yet, in their order.
 * `broken`: the medium cannot be trusted any more, and the process must end.
 */
export interface Reply {
  readonly outcomes: readonly Outcome[];
  readonly broken?: string;
}

export type Methods = { readonly [method: string]: (...args: never[]) => unknown };

export function perform(methods: Methods, [method, ...args]: Call): unknown {
  const run = methods[method] as ((...args: unknown[]) => unknown) | undefined;
  if (!run) throw new Error(`the storage worker has no method ${method}`);
  return run(...args);
}

/** Asks a worker to let go of the file, and is its answer. The last connection tidies the log away. */
export const CLOSE = 'close';
