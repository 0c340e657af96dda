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
    client.on('refused', (pending, error) => this.#add(pending, error));
  }

  in(chat: string): readonly Failure[] {
    return this.#all.filter((failure) => failure.chat === chat);
  }

  /** Sends it again, as a message of now. */
  retry(failure: Failure): void {
    this.discard(failure);
    const { content, replyTo } = failure;
    // A refusal comes back as `refused`.
    this.#client
      .chat(failure.chat)
      .send(content, { reply_to: replyTo })
      .catch(() => {});
  }

  discard({ key }: Failure): void {
    this.#set(this.#all.filter((failure) => failure.key !== key));
  }

  forget(): void {
    this.#set([]);
  }

  #add({ request }: Pending, { code }: ChateauError): void {
    if (!('content' in request) || 'target' in request || request.chat === undefined) return;
    const { key, chat, content, reply_to: replyTo } = request;
    const failure = { key, chat, content, code, ...(replyTo !== undefined && { replyTo }) };
    this.#set([...this.#all, failure].slice(-MOST));
  }

  #set(failures: readonly Failure[]): void {
    this.#all = failures;
    this.#kept.value = failures;
  }
}
