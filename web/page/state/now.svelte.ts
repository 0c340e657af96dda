let time = $state(Date.now());

setInterval(() => {
  time = Date.now();
}, 30_000);

/** The time to the half minute, for what says how long ago something was. */
export function now(): number {
  return time;
}
