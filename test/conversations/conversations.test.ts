import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type Conversation, conversations, perform } from '@chateau/conformance';
import { type BootedServer, bootServer } from '../cast.ts';

/** For the conversations that last as long as these times. */
const SHORT = { register_within: 3, ping: 2, pong: 2 };

let server: BootedServer;
let hasty: BootedServer;

beforeAll(async () => {
  const env = Object.entries(SHORT).map(([key, value]) => [
    `CHATEAU_LIMITS_${key.toUpperCase()}`,
    `${value}`,
  ]);
  [server, hasty] = await Promise.all([bootServer(), bootServer({ env: Object.fromEntries(env) })]);
});

afterAll(async () => {
  await Promise.all([server.stop(), hasty.stop()]);
});

for (const [area, its] of Map.groupBy(conversations, ({ area }) => area)) {
  describe(area, () => {
    for (const conversation of its) play(conversation);
  });
}

test('[envelope.12] after all that, the servers are the same processes, and nothing was their fault', async () => {
  for (const { http, pid, output } of [server, hasty]) {
    expect((await fetch(`${http}/readyz`)).status).toBe(200);
    expect(process.kill(pid, 0)).toBe(true);
    expect(output()).not.toMatch(/"level":[56]0|unhandled|uncaught/i);
  }
}, 15_000);

function play(conversation: Conversation): void {
  const { rules, title, seconds, waits } = conversation;
  const run = async () => {
    const result = waits
      ? await perform(conversation, hasty.url, SHORT)
      : await perform(conversation, server.url);
    // A server of our own has no reason to skip anything.
    expect(result.detail).toBeUndefined();
    expect(result.outcome).toBe('passed');
  };
  test(`[${rules.join(', ')}] ${title}`, run, (seconds + 10) * 1_000);
}
