import type { Entry, EntryOf, Message, Reacted, Somebody } from '../wire.ts';

/** A chat's log as a server has it: what was said, and what it has become. */
export class FakeLog {
  readonly #entries: Entry[] = [];

  get lastSeq(): number {
    return this.#entries.length;
  }

  /** The next entry gets the next number. */
  append(step: object, by: Somebody, at: number): Entry {
    const said = { seq: this.lastSeq + 1, at, sender: by.username, sender_id: by.id };
    const entry = { ...said, ...step } as Entry;
    this.#entries.push(entry);
    return entry;
  }

  message(seq: number): EntryOf<'message'> | undefined {
    const entry = this.#entries[seq - 1];
    return entry?.kind === 'message' ? entry : undefined;
  }

  /** Messages in their present form, with reactions as one reader sees them. */
  messages(reader: string): Message[] {
    return this.#entries.flatMap((entry) =>
      entry.kind === 'message' ? [this.#present(entry, reader)] : [],
    );
  }

  /** Every entry after that `seq`: messages in their present form, edits with the present content, or none. */
  after(seq: number, reader: string): Entry[] {
    return this.#entries.slice(seq).map((entry) => {
      if (entry.kind === 'message') return this.#present(entry, reader);
      if (entry.kind !== 'edit') return entry;
      const { content, deleted } = this.#content(entry.target);
      const { content: __, ...edit } = entry;
      return deleted ? { ...edit, deleted } : { ...edit, content: content ?? '' };
    });
  }

  isOn(target: number, reaction: string, person: string): boolean {
    return (
      this.#reactions(target)
        .get(reaction)
        ?.some(({ id }) => id === person) ?? false
    );
  }

  #present(message: EntryOf<'message'>, reader: string): Message {
    const { content: _, ...rest } = message;
    const now = this.#content(message.seq);
    if (now.deleted) return { ...rest, deleted: true };
    const reactions = [...this.#reactions(message.seq)]
      .map(([reaction, people]): Reacted => {
        const mine = people.some(({ id }) => id === reader);
        return { reaction, count: people.length, mine, people: people.slice(0, 10) };
      })
      .toSorted((one, other) => (one.reaction < other.reaction ? -1 : 1))
      .toSorted((one, other) => other.count - one.count);
    return { ...rest, ...now, ...(reactions.length > 0 && { reactions }) };
  }

  #content(seq: number): { content?: string; edited_at?: number; deleted?: true } {
    const about = this.#entries.filter((entry) => 'target' in entry && entry.target === seq);
    if (about.some(({ kind }) => kind === 'delete')) return { deleted: true };
    const edit = about.findLast((entry) => entry.kind === 'edit');
    const { content = '' } = edit ?? this.message(seq) ?? {};
    return { content, ...(edit && { edited_at: edit.at }) };
  }

  #reactions(seq: number): Map<string, Somebody[]> {
    const found = new Map<string, Somebody[]>();
    for (const entry of this.#entries) {
      if (entry.kind !== 'reaction' || entry.target !== seq) continue;
      const { reaction, sender: username, sender_id: id } = entry;
      const others = (found.get(reaction) ?? []).filter((person) => person.id !== id);
      if (entry.on) found.set(reaction, [...others, { username, id }]);
      else if (others.length > 0) found.set(reaction, others);
      else found.delete(reaction);
    }
    return found;
  }
}
