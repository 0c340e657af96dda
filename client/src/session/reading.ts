/** Marks a chat as read. While one mark is on its way, of those that come only the furthest goes after it. */
export class Reading {
  readonly #send: (seq: number) => Promise<unknown>;
  #latest: { readonly seq: number; readonly done: Promise<void> } | undefined;

  constructor(send: (seq: number) => Promise<unknown>) {
    this.#send = send;
  }

  /** Resolves when it is marked, or leaves that to a further one. */
  upTo(seq: number): Promise<void> {
    const before = this.#latest;
    if (before && before.seq >= seq) return before.done;
    const done = this.#after(before?.done, seq);
    this.#latest = { seq, done };
    return done;
  }

  async #after(before: Promise<void> | undefined, seq: number): Promise<void> {
    try {
      await before?.catch(() => {});
      if (this.#latest?.seq === seq) await this.#send(seq);
    } finally {
      if (this.#latest?.seq === seq) this.#latest = undefined;
    }
  }
}
