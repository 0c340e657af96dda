/**
 * One connection's requests, answered in the order in which they came, as if one by one (guarantee 1).
 *
 * Requests that `overlap` run beside one another, so that sends join one batch of the storage; any other
 * one waits for all before it, and all after it wait for that one.
 */

export interface Job {
  readonly overlaps: boolean;
  /** Bytes of the request, for the limit. */
  readonly size: number;
  /** Must not throw and must not reject: the error boundary is inside. */
  run(): string | Promise<string>;
}

interface Slot {
  answer: string | undefined;
  readonly size: number;
}

export class Lane {
  readonly #send: (answer: string) => void;
  /** Requests that have begun and whose answers have not all gone out, in order. */
  #slots: Slot[] = [];
  #waiting: Job[] = [];
  #running = 0;
  #alone = false;
  #bytes = 0;
  #leaving = { answers: 0, bytes: 0 };

  constructor(send: (answer: string) => void) {
    this.#send = send;
  }

  get requests(): number {
    return this.#slots.length + this.#waiting.length + this.#leaving.answers;
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
    for (let job = this.#waiting[0]; job && this.#mayBegin(job); job = this.#waiting[0]) {
      this.#waiting.shift();
      this.#begin(job);
    }
  }

  #mayBegin(job: Job): boolean {
    return this.#running === 0 || (job.overlaps && !this.#alone);
  }

  #begin(job: Job): void {
    const slot: Slot = { answer: undefined, size: job.size };
    this.#slots.push(slot);
    const answer = job.run();
    if (typeof answer === 'string') this.#finish(slot, answer);
    else void this.#wait(job, slot, answer);
  }

  async #wait(job: Job, slot: Slot, answer: Promise<string>): Promise<void> {
    this.#running++;
    this.#alone = !job.overlaps;
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
  }

  /**
   * Answers are written at the end of the turn, and until then they are in flight: a frame that is refused
   * without waiting for anything would otherwise count as nothing, however many come at once.
   */
  #leave(size: number): void {
    if (this.#leaving.answers === 0) setImmediate(() => this.#endTurn());
    this.#leaving.answers++;
    this.#leaving.bytes += size;
  }

  #endTurn(): void {
    this.#bytes -= this.#leaving.bytes;
    this.#leaving = { answers: 0, bytes: 0 };
  }
}
