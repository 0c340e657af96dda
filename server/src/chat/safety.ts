import { canonical, type Frame, type RequestOf, refuse } from '@chateau/protocol';
import type { Bus } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { PersonId, Store } from '../ports/store.ts';
import { somebody } from './entries.ts';
import { isRepeat, keyedBy, replay } from './keys.ts';
import type { People } from './people.ts';
import type { Actor } from './person.ts';

/** People whom somebody may block: as many as one answer lists. */
const BLOCKED = 1_000;

/** Keeping people away, and telling the moderators. */
export class Safety {
  readonly #store: Store;
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #people: People;

  constructor(store: Store, bus: Bus, clock: Clock, people: People) {
    this.#store = store;
    this.#bus = bus;
    this.#clock = clock;
    this.#people = people;
  }

  async block(actor: Actor, request: RequestOf<'BlockRequest'>): Promise<Frame> {
    const other = request.id ?? (await this.#idOf(request.username ?? ''));
    if (other === undefined) return refuse('not_found');
    if (other === actor.person.id) return refuse('bad_request', 'Nobody can block themselves.');
    const before = await this.#store.blockedBy(actor.person.id);
    const isRepeated = before.some(({ id }) => id === other);
    if (before.length >= BLOCKED && !isRepeated) {
      return refuse('too_large', `You can block at most ${BLOCKED} people.`);
    }
    // Who is here, or was named, is no secret. Other ids are taken of those alone whom one has met.
    const ifMet = request.id !== undefined && !isRepeated && !this.#people.withId(other);
    return this.#set(actor, request, 'BlockResponse', { other, on: true, ifMet });
  }

  unblock(actor: Actor, request: RequestOf<'UnblockRequest'>): Promise<Frame> {
    return this.#set(actor, request, 'UnblockResponse', { other: request.id, on: false });
  }

  async blocked({ person }: Actor): Promise<Frame> {
    const people = await this.#store.blockedBy(person.id);
    return {
      type: 'BlockListResponse',
      status: 200,
      people: people.map(somebody),
    };
  }

  /** A copy of what it is about goes with it: the message may be deleted before anybody looks. */
  async report({ person }: Actor, request: RequestOf<'ReportRequest'>): Promise<Frame> {
    const { chat, target, id, reason } = request;
    const isMessage = chat !== undefined && target !== undefined;
    const about = isMessage ? { chat, seq: target } : { person: id ?? '' };
    const answer = { type: 'ReportResponse', status: 200 } as const;
    const reported = await this.#store.report({
      reporter: person.id,
      about,
      reason,
      at: this.#clock.now(),
      ...keyedBy(request, answer),
    });
    if (!reported) return refuse('not_found');
    return isRepeat(reported) ? replay(request, reported) : { ...answer, ...reported };
  }

  async #set(
    { person }: Actor,
    request: RequestOf<'BlockRequest'> | RequestOf<'UnblockRequest'>,
    type: 'BlockResponse' | 'UnblockResponse',
    { other, on, ifMet = false }: { other: PersonId; on: boolean; ifMet?: boolean },
  ): Promise<Frame> {
    const answer = { type, status: 200, id: other } as const;
    const set = await this.#store.block({
      person: person.id,
      other,
      on,
      ifMet,
      at: this.#clock.now(),
      ...keyedBy(request, answer),
    });
    if (set === 'unknown') return refuse('not_found');
    if (isRepeat(set)) return replay(request, set);
    this.#bus.publish({ kind: 'blocked', person: person.id, other, on: set.isApart });
    await this.#bus.settled();
    return answer;
  }

  async #idOf(name: string): Promise<PersonId | undefined> {
    const canon = canonical(name);
    return (this.#people.withCanon(canon) ?? (await this.#store.findAccount(canon)))?.id;
  }
}
