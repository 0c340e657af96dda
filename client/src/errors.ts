import type { ErrorCode, ErrorResponse } from '@chateau/protocol';
import { CLOSE } from '@chateau/protocol/close';
import type { Closing } from './connection.ts';

/** What only a client can know. */
type OwnCode =
  /** No server answers at the address. */
  | 'unreachable'
  /** The connection ended without a reason that asks to stay away. */
  | 'connection_lost'
  /** No answer came in time. What was asked for may have happened. */
  | 'timeout'
  /** The client was stopped, or never started. */
  | 'stopped'
  /** The server does not want this connection: its origin, or too many of them. */
  | 'not_allowed'
  /** This device was logged out, or its token revoked. */
  | 'logged_out'
  /** An account has claimed the guest's name: come back with another one. */
  | 'name_claimed'
  | 'disabled'
  /** The frame would be longer than the server takes, or it hung up on what was sent. */
  | 'too_large'
  | 'outbox_full'
  /** The server has another history than before: what was known of it does not hold any more. */
  | 'reset'
  /** The chat is not one's own any more. */
  | 'gone';

/** For programs. Later servers may have others. */
export type ChateauErrorCode = ErrorCode | OwnCode | (string & {});

export interface ErrorDetails {
  /** Of the refusal, or the close code of the connection. */
  readonly status?: number | undefined;
  /** Whether the same may succeed later as it is. */
  readonly retryable?: boolean;
  /** Seconds that the server asks to wait. */
  readonly retryAfter?: number | undefined;
  /** The type of the refused request. */
  readonly request?: string | undefined;
  /** The names that a refusal is about. */
  readonly recipients?: readonly string[] | undefined;
}

/** Whatever goes wrong here: what happened and what to do, as a sentence in `message`. */
export class ChateauError extends Error implements ErrorDetails {
  override readonly name = 'ChateauError';
  readonly code: ChateauErrorCode;
  readonly retryable: boolean = false;
  declare readonly status?: number;
  declare readonly retryAfter?: number;
  declare readonly request?: string;
  declare readonly recipients?: readonly string[];

  constructor(code: ChateauErrorCode, message: string, details?: ErrorDetails) {
    super(message);
    this.code = code;
    Object.assign(this, details);
  }
}

/** Of what is no `ChateauError`, none. */
export function codeOf(error: unknown): ChateauErrorCode | undefined {
  return (error as Partial<ChateauError> | null)?.code;
}

export function stopped(): ChateauError {
  const message = 'The client was stopped: what is to be sent waits.';
  return new ChateauError('stopped', message, { retryable: true });
}

export function otherHistory(): ChateauError {
  const message = 'The server has another history.';
  return new ChateauError('reset', message);
}

/** Beside the statuses that always say so. The protocol's table has these too, and a sentence with each. */
const RETRYABLE: ReadonlySet<string> = new Set<ErrorCode>([
  'internal_error',
  'not_enough_people',
  'recipient_offline',
]);

export function refused(refusal: Omit<ErrorResponse, 'type'>): ChateauError {
  const { code, detail, status, retry_after: retryAfter, request, recipients } = refusal;
  const retryable = status === 429 || status === 503 || RETRYABLE.has(code);
  return new ChateauError(code, detail, { status, retryable, retryAfter, request, recipients });
}

type Advice = (typeof CLOSE)[keyof typeof CLOSE]['advice'];

/** What to do after a socket has ended; codes that the protocol does not name say to come back. */
export function advice(code: number): Advice {
  return Object.values(CLOSE).find((known) => known.code === code)?.advice ?? 'retry';
}

/** Why a connection has ended. It is retryable unless the server asks to stay away. */
export function ended({ code: status, reason }: Closing): ChateauError {
  const message = `The connection ended (${status} ${reason}).`;
  if (advice(status) === 'stop')
    return new ChateauError(stopCode(status, reason), message, { status });
  const retryAfter = Number(/"retry_after": *([\d.]+)/.exec(reason)?.[1]) || undefined;
  return new ChateauError('connection_lost', message, { status, retryable: true, retryAfter });
}

function stopCode(status: number, reason: string): ChateauErrorCode {
  if (status === CLOSE.policy.code) return 'not_allowed';
  if (status === CLOSE.disabled.code) return 'disabled';
  return reason === 'name_claimed' ? reason : 'logged_out';
}
