import { expect, test } from 'bun:test';
import { CLOSE, ERRORS, type ErrorCode, isRetryable } from '@chateau/protocol';
import { advice, ended, refused } from './errors.ts';

test('what may be tried again is what the protocol says may be', () => {
  for (const [code, [status, , detail]] of Object.entries(ERRORS)) {
    const error = refused({ code, status, detail });
    expect([code, error.retryable]).toEqual([code, isRetryable(code as ErrorCode)]);
  }
  expect(refused({ code: 'too_busy', status: 503, detail: '' }).retryable).toBe(true);
  expect(refused({ code: 'constructor', status: 400, detail: '' }).retryable).toBe(false);
});

test('a refusal carries what it said', () => {
  const refusal = { code: 'rate_limited', status: 429, detail: 'Wait.', retry_after: 2 };
  const error = refused({ ...refusal, request: 'MessageRequest', recipients: ['bob'] });
  expect(error).toMatchObject({ code: 'rate_limited', status: 429, retryAfter: 2 });
  expect(error).toMatchObject({ request: 'MessageRequest', recipients: ['bob'], message: 'Wait.' });
});

test('close codes say to come back, to change something or to stay away', () => {
  for (const { code, advice: wanted } of Object.values(CLOSE)) expect(advice(code)).toBe(wanted);
  for (const code of [1000, 1005, 1006, 4999]) expect(advice(code)).toBe('retry');
  expect(ended({ code: 1012, reason: '{"retry_after":3}' })).toMatchObject({
    code: 'connection_lost',
    status: 1012,
    retryable: true,
    retryAfter: 3,
  });
});

test('one that asks to stay away is no reason to come back', () => {
  const codes = [
    [1008, '', 'not_allowed'],
    [4001, 'logged_out', 'logged_out'],
    [4001, 'revoked', 'logged_out'],
    [4001, 'name_claimed', 'name_claimed'],
    [4003, '', 'disabled'],
  ] as const;
  for (const [status, reason, code] of codes) {
    expect(ended({ code: status, reason })).toMatchObject({ code, status, retryable: false });
  }
});
