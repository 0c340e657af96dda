import { canonical, type Frame, type RequestOf, refuse, WIRE } from '@chateau/protocol';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import type { Accounts } from './accounts.ts';
import type { Erasures } from './erasures.ts';
import type { Actor } from './person.ts';

/** Things of one page, and bytes, which a page ends before it passes: as strings of JSON they may become twice as many. */
const LINES = 500;
const PAGE_BYTES = WIRE.serverFrame / 2 - 4 * 1024;

/** What the server has of a person: to take along, and to have erased. */
export class Own {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #accounts: Accounts;
  readonly #erasures: Erasures;

  constructor(store: Store, clock: Clock, accounts: Accounts, erasures: Erasures) {
    this.#store = store;
    this.#clock = clock;
    this.#accounts = accounts;
    this.#erasures = erasures;
  }

  async export({ person }: Actor, { after = 0 }: RequestOf<'ExportRequest'>): Promise<Frame> {
    const page = await this.#store.exported(person.id, after, {
      limit: LINES,
      bytes: PAGE_BYTES,
    });
    return {
      type: 'ExportResponse',
      status: 200,
      lines: page.lines.map((line) => JSON.stringify(line)),
      position: page.position,
      ...(page.more && { more: true as const }),
    };
  }

  /** For good. Whoever asks says who they are, and proves it where there is a password here. */
  async erase(actor: Actor, request: RequestOf<'EraseRequest'>): Promise<Frame> {
    const { person } = actor;
    if (canonical(request.username) !== person.canon) {
      return refuse('bad_request', 'Give your own name: everything of yours will be gone.');
    }
    const refusal = await this.#accounts.confirm(actor, request.password);
    if (refusal) return refusal;
    // Asked for first: if the server ends in the middle, the next one goes on.
    await this.#store.askErasure(person.id, this.#clock.now());
    await this.#erasures.erase(person.id);
    return { type: 'EraseResponse', status: 200 };
  }
}
