import { describe, expect, test } from 'bun:test';
import { text } from './frame.ts';
import { refusal, type Somebody, sceneFor } from './scene.ts';

/** Asking is cheap, and answering is not: who asks for pages all the time pays for what they are sent. */

const scene = sceneFor();
const BURST = 50;
const PER_SECOND = 10;
/** Bytes of an answer that count as one request more. */
const BYTES_PER_COST = 8 * 1024;
const LARGE = 'x'.repeat(60_000);

const FLOODS: Record<string, (chat: string) => object> = {
  'the latest page': (chat) => ({ type: 'HistoryRequest', chat }),
  'the oldest page': (chat) => ({ type: 'HistoryRequest', chat, after: 0, limit: 1e9 }),
  'what is around a message': (chat) => ({ type: 'HistoryRequest', chat, around: 3 }),
  'everything that was missed': (chat) => ({ type: 'CatchUpRequest', chats: { [chat]: 0 } }),
};

for (const [what, request] of Object.entries(FLOODS)) {
  describe(`[limits.1] whoever asks for ${what} again and again`, () => {
    test('gets as much as a burst comes to, and nobody waits for it', async () => {
      const { chat, token } = await library();
      const mallory = await scene().arrive({ type: 'ResumeRequest', token });
      const begin = Date.now();
      const asked = 200;
      mallory.write(...Array.from({ length: asked }, () => text(request(chat))));
      const [bytes, refused] = await readAll(mallory, asked);
      const seconds = (Date.now() - begin) / 1_000;
      const most = (BURST + PER_SECOND * seconds) * BYTES_PER_COST;
      // The last page that was let pass may have left a debt.
      expect(bytes).toBeLessThan(most + 2 * 256 * 1024);
      expect(refused).toBeGreaterThan(asked / 2);
      await scene().unharmed();
    }, 30_000);
  });
}

test('[limits.1] a debt is told, and paid by waiting', async () => {
  const { chat, token } = await library();
  const mallory = await scene().arrive({ type: 'ResumeRequest', token });
  let wait = 0;
  for (let time = 0; time < 20 && wait === 0; time++) {
    const answer = await mallory.asks({ type: 'HistoryRequest', chat });
    if (answer['status'] === 429) wait = Number(answer['retry_after']);
  }
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThan(10);
  expect(await mallory.asks({ type: 'ChatListRequest' })).toMatchObject(
    refusal('rate_limited', 429),
  );
  await new Promise((resolve) => setTimeout(resolve, wait * 1_000 + 500));
  expect(await mallory.asks({ type: 'HistoryRequest', chat, limit: 1 })).toMatchObject({
    status: 200,
  });
  await scene().unharmed();
}, 30_000);

/** A chat with messages as large as they may be, and the token of somebody who is in it. */
async function library() {
  const [alice, bob] = [await scene().enter(), await scene().enter({}, { features: [] })];
  let chat = '';
  for (let number = 0; number < 6; number++) {
    const request = { type: 'MessageRequest', recipient: bob.name, content: LARGE };
    chat = String((await alice.asks(request))['chat']);
  }
  const { token } = bob;
  bob.socket.destroy();
  return { chat, token };
}

/** Bytes of the answers that were pages, and how many were none. */
async function readAll(person: Somebody, count: number): Promise<[bytes: number, refused: number]> {
  let [bytes, refused] = [0, 0];
  for (let heard = 0; heard < count; heard++) {
    const frame = await person.next(20_000);
    if (!frame) throw new Error(`The socket has ended after ${heard} answers.`);
    const { status } = JSON.parse(frame.payload.toString());
    expect([200, 429]).toContain(status);
    if (status === 200) bytes += frame.payload.length;
    else refused += 1;
  }
  return [bytes, refused];
}
