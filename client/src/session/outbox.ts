import { ChateauError, otherHistory } from '../errors.ts';
import { type Storage, Stored } from '../storage.ts';
import type { AnswerTo, RequestOf } from '../wire.ts';

/** What is said into a chat, or changes what was said. */
export type Send = RequestOf<
  | 'MessageRequest'
  | 'GroupMessageRequest'
  | 'MessageEditRequest'
  | 'MessageDeleteRequest'
  | 'ReactionRequest'
> & { readonly key: string };
type Sent = AnswerTo<Send>;

/** Something to say that has no answer yet. `key` tells it from all others. */
export interface Pending {
  readonly request: Send;
  /** Whose it is, once that is known, and in which history. */
  readonly by?: string;
  readonly epoch?: string;
}

interface Sender {
  readonly id: string;
  readonly epoch: string;
}

interface Waiting {
  resolve(answer: Sent): void;
  reject(error: unknown): void;
  /** Looks at the caller's signal no more. */
  unlisten(): void;
}

export interface OutboxSettings {
  readonly storage?: Storage;
  readonly name: string;
  /** `take`: has the answer right before what it tells is known, so that nothing is there twice. */
  ask(request: Send, take: (answer: Sent) => void): Promise<unknown>;
  changed(pending: readonly Pending[]): void;
  /** One that will not be sent any more, though nobody may wait for it: after a reload. */
  refused(pending: Pending, error: ChateauError): void;
}

/** More than so many are not kept. */
const MOST = 1_000;

/**
 * What is to be said, in order: one after the other, because a later one that is taken while an earlier one
 * has to wait would come before it. Each stays, in the storage too, until it is answered, and is sent again
 * with the same key until then.
 */
export class Outbox {
  readonly #settings: OutboxSettings;
  readonly #stored: Stored<readonly Pending[]>;
  readonly #waiting = new Map<string, Waiting>();
  #sender: Sender | undefined;
  #items: readonly Pending[];
  #sending: string | undefined;

  constructor(settings: OutboxSettings) {
    this.#settings = settings;
    this.#stored = new Stored<readonly Pending[]>(settings.storage, settings.name, []);
    this.#items = this.#stored.value;
  }

  /** What waits of whoever is in; of another one, also before they have come in. */
  items(id = this.#sender?.id): readonly Pending[] {
    return this.#items.filter(({ by = id }) => by === id);
  }

  /** Resolves with the answer, however long it takes to come; a refusal for good rejects. */
  add(request: Send, signal?: AbortSignal): Promise<Sent> {
    if (this.items().length >= MOST) {
      const message = `${MOST} wait to be sent.`;
      return Promise.reject(new ChateauError('outbox_full', message, { retryable: true }));
    }
    const pending: Pending = { request, ...this.#mark() };
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const withdraw = () => this.#withdraw(request.key, signal?.reason);
      signal?.addEventListener('abort', withdraw);
      const unlisten = () => signal?.removeEventListener('abort', withdraw);
      this.#waiting.set(request.key, { resolve, reject, unlisten });
      this.#change((items) => [...items, pending]);
      void this.#work();
    });
  }

  /** The client has come in as somebody: what is theirs is sent. */
  begin(sender: Sender): void {
    this.#sender = sender;
    // In another history, the ids of chats may be those of other ones.
    for (const item of this.items()) {
      const isLost = item.epoch !== undefined && item.epoch !== sender.epoch && item.request.chat;
      if (isLost) this.#settle(item, otherHistory());
    }
    this.#change((items) =>
      items.map((item) => (item.by === undefined ? { ...item, ...this.#mark() } : item)),
    );
    void this.#work();
  }

  /** What is there stays, and so does whoever waits for it: for the next time. */
  halt(): void {
    this.#sender = undefined;
  }

  /** None of it will be sent. */
  clear(reason: ChateauError): void {
    for (const { unlisten, reject } of this.#waiting.values()) {
      unlisten();
      reject(reason);
    }
    this.#waiting.clear();
    this.#change(() => []);
  }

  async #work(): Promise<void> {
    if (this.#sending !== undefined) return;
    for (;;) {
      const item = this.#sender && this.items()[0];
      if (!item) return;
      this.#sending = item.request.key;
      try {
        await this.#settings.ask(item.request, (answer) => this.#settle(item, answer));
      } catch (error) {
        if (!(error instanceof ChateauError)) throw error;
        // Those two are not about this one; `begin` knows what becomes of it.
        if (error.code !== 'stopped' && error.code !== 'reset') this.#settle(item, error);
      } finally {
        this.#sending = undefined;
      }
    }
  }

  #settle(item: Pending, outcome: Sent | ChateauError): void {
    const waiting = this.#take(item.request.key);
    if (outcome instanceof ChateauError) {
      waiting?.reject(outcome);
      this.#settings.refused(item, outcome);
    } else {
      waiting?.resolve(outcome);
    }
  }

  /** Only what has not gone out can be taken back. */
  #withdraw(key: string, reason: unknown): void {
    if (this.#sending === key || !this.#waiting.has(key)) return;
    this.#take(key)?.reject(reason);
  }

  /** It is sent no more; gives who waits for it. */
  #take(key: string): Waiting | undefined {
    this.#change((items) => items.filter((other) => other.request.key !== key));
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    waiting?.unlisten();
    return waiting;
  }

  #mark(): { by: string; epoch: string } | undefined {
    return this.#sender && { by: this.#sender.id, epoch: this.#sender.epoch };
  }

  /** On what is stored at the moment: another page of the same person may have added to it. */
  #change(change: (items: readonly Pending[]) => readonly Pending[]): void {
    this.#items = change(this.#stored.value);
    this.#stored.value = this.#items;
    this.#settings.changed(this.items());
  }
}
