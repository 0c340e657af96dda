let time = $state(Date.now());

setInterval(() => {
  time = Date.now();
}, 30_000);

/** The time to the half minute, for what says how long ago something was. */
export function now(): number {
  return time;
}

/** Milliseconds: browsers take longer timers for none. */
const LONGEST = 2 ** 31 - 1;

/** A time, as long as it is ahead. To be made while a component is. */
export class Ahead {
  readonly #read: () => number | undefined;
  /** When one was last found to be over. */
  #passedAt = $state(0);
  /** `undefined` from that moment on. */
  readonly time: number | undefined = $derived.by(() => {
    const wanted = this.#read();
    return wanted !== undefined && wanted > Math.max(time, this.#passedAt) ? wanted : undefined;
  });

  constructor(read: () => number | undefined) {
    this.#read = read;
    $effect(() => {
      if (this.time === undefined) return;
      const rest = Math.min(Math.max(0, this.time - Date.now()), LONGEST);
      const timer = setTimeout(() => {
        this.#passedAt = Date.now();
      }, rest);
      return () => clearTimeout(timer);
    });
  }
}
