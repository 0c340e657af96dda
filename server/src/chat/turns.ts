/** Lets things be done one after another, those about one thing apart from those about others. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Whether somebody has a turn there, or waits for one. */
  isTaken(about: string): boolean {
    return this.#last.has(about);
  }

  async take<T>(about: string, act: () => Promise<T>): Promise<T> {
    const before = this.#last.get(about) ?? Promise.resolve();
    const turn = before.then(act, act);
    this.#last.set(about, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(about) === turn) this.#last.delete(about);
    }
  }
}
