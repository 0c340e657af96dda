import { type Frame, refuse } from '@chateau/protocol';
import type { Bus } from '../ports/bus.ts';
import type { Seat, Stepped } from '../ports/groups.ts';
import type { ChatId, Earlier, Store, Taken } from '../ports/store.ts';
import { isRepeat, type KeyedRequest, replay } from './keys.ts';
import type { Actor } from './person.ts';
import { Turns } from './turns.ts';

/** What a store says to a step. */
export type Outcome = Stepped | Earlier | Taken | 'unchanged' | 'changed' | 'full';

export type GroupRequest = KeyedRequest & { type: `Group${string}` };

/**
 * Looks of one request at who may what. In its turn it meets only those who began before there were turns, and other
 * nodes.
 */
const LOOKS = 50;

/** How a group takes a step: somebody decides by what they see, and the store does it while that is so. */
export class Steps {
  readonly #store: Store;
  readonly #bus: Bus;
  /** Members of one group. */
  readonly #most: number;
  readonly #turns = new Turns();

  constructor(store: Store, bus: Bus, most: number) {
    this.#store = store;
    this.#bus = bus;
    this.#most = most;
  }

  /**
   * Finds the group through the actor's seat, and decides anew where it has changed meanwhile. Many decide at once, so
   * that their steps share a commit; those whom another one has forestalled take turns, or the slowest would never
   * come to it.
   */
  async take(
    actor: Actor,
    request: GroupRequest & { chat: ChatId },
    answer: object,
    decide: (seat: Seat) => Promise<Outcome | Frame>,
  ): Promise<Frame> {
    const { chat } = request;
    const look = async (): Promise<Frame | 'changed'> => {
      const seat = await this.#store.seat(actor.person.id, chat);
      if (!seat?.group) return refuse('not_found');
      const outcome = await decide(seat);
      if (outcome === 'changed') return outcome;
      if (typeof outcome === 'object' && 'type' in outcome) return outcome;
      return this.answer(request, answer, outcome);
    };
    const first = this.#turns.isTaken(chat) ? 'changed' : await look();
    if (first !== 'changed') return first;
    return this.#turns.take(chat, async () => {
      for (let looks = 0; looks < LOOKS; looks++) {
        const frame = await look();
        if (frame !== 'changed') return frame;
      }
      return refuse('storage_unavailable', 'This group keeps changing. Ask again.');
    });
  }

  /**
   * Says what was done as soon as it is known to be: answers of one commit come in the order of the log, and whoever
   * waited any longer would speak after the next ones.
   */
  async say({ person, connection }: Actor, step: Promise<Outcome>): Promise<Outcome> {
    const sender = person.label;
    const outcome = await step;
    if (typeof outcome === 'object' && !isRepeat(outcome)) {
      this.#bus.publish({ kind: 'stepped', step: outcome, sender, origin: connection });
    }
    return outcome;
  }

  /** Live delivery to those who left has stopped before the answer goes out. */
  async answer(
    request: GroupRequest,
    answer: object,
    outcome: Exclude<Outcome, 'changed'>,
  ): Promise<Frame> {
    if (outcome === 'taken') return refuse('chatname_taken');
    if (outcome === 'full') {
      return refuse('too_large', `A group has at most ${this.#most} members.`);
    }
    if (outcome === 'unchanged') return answer as Frame;
    if (isRepeat(outcome)) return replay(request, outcome);
    await this.#bus.settled();
    return { ...answer, seq: outcome.seq, at: outcome.at } as Frame;
  }
}
