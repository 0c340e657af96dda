import type { ChateauError, Client, Pending } from '@chateau/client';
import { Kept } from './kept.ts';

/** A message that the server has refused for good. It stays until the person sends it again or lets it go. */
export interface Failure {
  readonly key: string;
  readonly chat: string;
  readonly content: string;
  readonly replyTo?: number;
  readonly code: string;
}

/** More than so many are not kept. */
const MOST = 100;

export class Failures {
  readonly #client: Client;
  readonly #kept = new Kept<readonly Failure[]>('chateau.failed', []);
  #all = $state.raw<readonly Failure[]>([]);

  constructor(client: Client) {
    this.#client = client;
    this.#all = this.#kept.value;
    this.#kept.onElsewhere((value) => {
      this.#all = value;
    });
    client.on('refused', (pending, error) => this.#add(pending, error));
  }

  in(chat: string): readonly Failure[] {
    return this.#all.filter((failure) => failure.chat === chat);
  }

  /** Sends it again, as a message of now. */
  retry(failure: Failure): void {
    this.discard(failure);
    const { content, code } = failure;
    // What it answers may be what is not there any more: it can be sent without that.
    const replyTo = code === 'not_found' ? undefined : failure.replyTo;
    // A refusal comes back as `refused`.
    this.#client
      .chat(failure.chat)
      .send(content, { reply_to: replyTo })
      .catch(() => {});
  }

  discard({ key }: Failure): void {
    this.#change((all) => all.filter((failure) => failure.key !== key));
  }

  forget(): void {
    this.#change(() => []);
  }

  #add({ request }: Pending, { code }: ChateauError): void {
    if (!('content' in request) || 'target' in request || request.chat === undefined) return;
    const { key, chat, content, reply_to: replyTo } = request;
    const failure = { key, chat, content, code, ...(replyTo !== undefined && { replyTo }) };
    this.#change((all) => [...all, failure].slice(-MOST));
  }

  #change(next: (all: readonly Failure[]) => readonly Failure[]): void {
    this.#all = this.#kept.change(next);
  }
}
