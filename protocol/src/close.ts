/**
 * Why a socket ends, and what the other side should do about it (PROTOCOL 1).
 *
 * `retry`: come back with full-jitter backoff, then resume. `change`: come back, but not with the same
 * input. `stop`: do not come back by yourself.
 */
export const CLOSE = {
  goingAway: { code: 1001, advice: 'retry' },
  unsupported: { code: 1003, advice: 'change' },
  invalidText: { code: 1007, advice: 'change' },
  policy: { code: 1008, advice: 'stop' },
  tooBig: { code: 1009, advice: 'change' },
  serverError: { code: 1011, advice: 'retry' },
  restart: { code: 1012, advice: 'retry' },
  overloaded: { code: 1013, advice: 'retry' },
  loggedOut: { code: 4001, advice: 'stop' },
  disabled: { code: 4003, advice: 'stop' },
} as const;

export type CloseReason = keyof typeof CLOSE;
