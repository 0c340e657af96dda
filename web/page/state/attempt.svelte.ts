import { ChateauError } from '@chateau/client';
import { words } from '../words/language.svelte.ts';
import { why } from './failing.ts';
import { note } from './notes.svelte.ts';

/** Something that a form asks for, and in words why it was not to be had. */
export class Attempt {
  #problem = $state('');
  #code = $state('');
  #isBusy = $state(false);

  get problem(): string {
    return this.#problem;
  }

  /** For what the problem is about. */
  get code(): string {
    return this.#code;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Whether it worked. */
  async at(act: () => Promise<unknown>): Promise<boolean> {
    if (this.#isBusy) return false;
    this.#problem = '';
    this.#code = '';
    this.#isBusy = true;
    try {
      await act();
      return true;
    } catch (error) {
      this.#problem = why(error, words());
      if (error instanceof ChateauError) this.#code = error.code;
      return false;
    } finally {
      this.#isBusy = false;
    }
  }
}

/** Does it, and says for a moment why not, where there is no better place for that. Whether it worked. */
export async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    note(why(error, words()), { isError: true });
    return false;
  }
}
