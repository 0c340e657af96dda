/**
 * One connection's requests, answered in the order in which they came, as if one by one (guarantee 1).
 *
 * Requests that `overlap` run beside one another, so that sends join one batch of the storage; any other
 * one waits for all before it, and all after it wait for that one.
 */

export interface Job {
  /** Asked right before it runs: what a request needs may be at hand by then. */
  readonly overlaps: boolean;
  /** Bytes of the request, for the limit. */
  readonly size: number;
  /**
   * Must not throw and must not reject: the error boundary is inside. `turn` resolves when every request
   * before this one has its answer.
   */
  run(turn: () => Promise<void>): string | Promise<string>;
}

interface Slot {
  answer: string | undefined;
  readonly size: number;
  /** Called when the slot is the first one. */
  first?: () => void;
}

export class Lane {
  readonly #send: (answer: string) => void;
  /** Requests that have begun and whose answers have not all gone out, in order. */
  #slots: Slot[] = [];
  #waiting: Job[] = [];
  #running = 0;
  #alone = false;
  #bytes = 0;
  #leaving = 0;
  #leavingBytes = 0;

  constructor(send: (answer: string) => void) {
    this.#send = send;
  }

  get requests(): number {
    return this.#slots.length + this.#waiting.length + this.#leaving;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(job: Job): void {
    this.#bytes += job.size;
    this.#waiting.push(job);
    this.#advance();
  }

  /** Forgets what has not begun: there is nobody left to answer. */
  abandon(): void {
    this.#waiting = [];
  }

  #advance(): void {
    for (let job = this.#waiting[0]; job; job = this.#waiting[0]) {
      if (this.#running > 0 && this.#alone) return;
      const { overlaps } = job;
      if (this.#running > 0 && !overlaps) return;
      this.#waiting.shift();
      this.#begin(job, overlaps);
    }
  }

  #begin(job: Job, overlaps: boolean): void {
    const slot: Slot = { answer: undefined, size: job.size };
    this.#slots.push(slot);
    const answer = job.run(() => this.#untilFirst(slot));
    if (typeof answer === 'string') this.#finish(slot, answer);
    else void this.#wait(overlaps, slot, answer);
  }

  #untilFirst(slot: Slot): Promise<void> {
    if (this.#slots[0] === slot) return Promise.resolve();
    return new Promise((resolve) => {
      slot.first = resolve;
    });
  }

  async #wait(overlaps: boolean, slot: Slot, answer: Promise<string>): Promise<void> {
    this.#running++;
    this.#alone = !overlaps;
    const text = await answer;
    this.#running--;
    this.#alone = false;
    this.#finish(slot, text);
    this.#advance();
  }

  #finish(slot: Slot, answer: string): void {
    slot.answer = answer;
    let done = 0;
    for (const { answer, size } of this.#slots) {
      if (answer === undefined) break;
      this.#send(answer);
      this.#leave(size);
      done++;
    }
    this.#slots.splice(0, done);
    if (done > 0) this.#slots[0]?.first?.();
  }

  /**
   * Answers are written at the end of the turn, and until then they are in flight: a frame that is refused
   * without waiting for anything would otherwise count as nothing, however many come at once.
   */
  #leave(size: number): void {
    if (this.#leaving++ === 0) atEndOfTurn(this);
    this.#leavingBytes += size;
  }

  /** The answers of this turn have left. */
  endTurn(): void {
    this.#bytes -= this.#leavingBytes;
    this.#leavingBytes = 0;
    this.#leaving = 0;
  }
}

/** One call for all lanes of a turn: one each would cost more than the requests. */
let ending: Lane[] = [];

function atEndOfTurn(lane: Lane): void {
  if (ending.length === 0) setImmediate(endTurn);
  ending.push(lane);
}

function endTurn(): void {
  const lanes = ending;
  ending = [];
  for (const lane of lanes) lane.endTurn();
}
