/** Time, so that tests can set it. Times are integer milliseconds since the epoch, UTC. */
export interface Clock {
  now(): number;
  /** Runs the task every so often until the returned function is called. A task MUST NOT throw. */
  every(milliseconds: number, task: () => void): () => void;
}
