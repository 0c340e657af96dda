import type { MemoryBlocks } from './blocks.ts';
import type { MemoryChats } from './chats.ts';
import type { MemoryKeys } from './keys.ts';
import type { MemoryNames } from './names.ts';
import type { MemoryPeople } from './people.ts';
import type { MemoryTokens } from './tokens.ts';

/** All that the store has. */
export interface MemoryHouse {
  readonly people: MemoryPeople;
  readonly names: MemoryNames;
  readonly tokens: MemoryTokens;
  readonly chats: MemoryChats;
  readonly blocks: MemoryBlocks;
  readonly keys: MemoryKeys;
}

/** Some of a port's calls as they run in here, where nothing has to be waited for. */
export type Inside<Port, Name extends keyof Port> = {
  readonly [N in Name]: Port[N] extends (...args: infer Args) => Promise<infer Result>
    ? (...args: Args) => Result
    : never;
};
