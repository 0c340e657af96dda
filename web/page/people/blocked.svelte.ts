import type { Somebody } from '@chateau/client';
import { chateau } from '../state/chateau.svelte.ts';

let people = $state.raw<readonly Somebody[]>();

/** Whom one keeps away; `undefined`: not known yet. */
export const blocked = {
  get people(): readonly Somebody[] | undefined {
    return people;
  },
  has(id: string | undefined): boolean {
    return people?.some((one) => one.id === id) ?? false;
  },
  async ask(): Promise<void> {
    people = await chateau.client.blocked();
  },
  async add(who: { readonly id: string } | { readonly username: string }): Promise<void> {
    await chateau.client.block(who);
    await this.ask();
  },
  async remove(id: string): Promise<void> {
    await chateau.client.unblock(id);
    await this.ask();
  },
};
