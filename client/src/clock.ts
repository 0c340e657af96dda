/** Time, so that tests may have their own (`@chateau/client/testing`). */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs something later; what it returns calls it off. */
  after(milliseconds: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Rejects, and keeps nobody up any longer, when the signal says that it is over. */
export function sleep(clock: Clock, milliseconds: number, over?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const callOff = clock.after(milliseconds, resolve);
    over?.addEventListener('abort', () => {
      callOff();
      reject(over.reason);
    });
  });
}
