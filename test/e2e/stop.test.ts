import { expect, test } from 'bun:test';
import { Connection, type Received } from '@chateau/client';
import { bootServer } from '../cast.ts';

test('a stop answers what was taken, tells everybody when to come back, and loses nothing', async () => {
  const server = await bootServer({ env: { CHATEAU_LIMITS_ENABLED: 'false' } });
  const [alice, bob] = [await Connection.open(server.url), await Connection.open(server.url)];
  await alice.request({ type: 'RegisterRequest', username: 'alice', features: [] });
  await bob.request({ type: 'RegisterRequest', username: 'bob', features: [] });
  const heard: Received[] = [];
  bob.listen((frame) => heard.push(frame));

  const sends = Array.from({ length: 200 }, (_, n) =>
    alice
      .request({ type: 'MessageRequest', recipient: 'bob', content: `word ${n}` })
      .catch(() => undefined),
  );
  const stopped = server.stop();
  const answers = (await Promise.all(sends)).filter((answer) => answer !== undefined);
  const closings = await Promise.all([alice.closed, bob.closed]);

  expect(await stopped).toBe(0);
  for (const { code, reason } of closings) {
    expect(code).toBe(1012);
    expect(JSON.parse(reason).retry_after).toBeGreaterThanOrEqual(1);
  }
  for (const answer of answers) expect(answer).toMatchObject({ status: 200 });
  const acked = answers.map((answer) => answer['seq']);
  expect(heard.map((frame) => frame['seq']).slice(0, acked.length)).toEqual(acked);
});
