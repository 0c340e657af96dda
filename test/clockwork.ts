import { loadConfig } from '../server/src/config.ts';
import { openHouse, type RunningServer } from '../server/src/house.ts';
import type { Clock } from '../server/src/ports/clock.ts';
import { temporaryDirectory } from './cast.ts';

interface Task {
  readonly every: number;
  due: number;
  readonly run: () => void;
}

/** The whole house, with real sockets and a real database, and a clock of the test's own. */
export class Clockwork {
  now = 1_800_000_000_000;
  /** What the house has found wrong. */
  readonly faults: unknown[] = [];
  readonly #data: string;
  readonly #settings: Record<string, string>;
  #tasks: Task[] = [];
  #house: RunningServer | undefined;

  private constructor(data: string, settings: Record<string, string>) {
    this.#data = data;
    this.#settings = settings;
  }

  static async open(settings: Record<string, string> = {}): Promise<Clockwork> {
    const clockwork = new Clockwork(await temporaryDirectory(), settings);
    await clockwork.opens();
    return clockwork;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#house?.port}/ws`;
  }

  async opens(): Promise<void> {
    const env = {
      CHATEAU_PORT: '0',
      CHATEAU_HOST: '127.0.0.1',
      CHATEAU_DATA: this.#data,
      // Heartbeats are counted, and here many of them come at once.
      CHATEAU_LIMITS_PING: '86400',
      ...this.#settings,
    };
    const config = loadConfig({ env });
    if ('problems' in config) throw new Error(config.problems.join('\n'));
    const fault = (what: unknown) => void this.faults.push(what);
    const log = { info() {}, warn: fault, error: fault } as unknown as Parameters<
      typeof openHouse
    >[1];
    this.#tasks = [];
    this.#house = await openHouse(config.settings, log, fault, this.#clock());
  }

  async stops(): Promise<void> {
    await this.#house?.stop();
  }

  /** Time passes, and what is due is done: each task once, as on a machine that was asleep. */
  pass(milliseconds: number, inSteps = milliseconds): void {
    for (let left = milliseconds; left > 0; left -= inSteps) {
      this.now += inSteps;
      for (const task of this.#tasks.filter(({ due }) => due <= this.now)) {
        task.due = this.now + task.every;
        task.run();
      }
    }
  }

  #clock(): Clock {
    return {
      now: () => this.now,
      every: (milliseconds, run) => {
        const task = { every: milliseconds, due: this.now + milliseconds, run };
        this.#tasks.push(task);
        return () => {
          this.#tasks = this.#tasks.filter((one) => one !== task);
        };
      },
    };
  }
}
