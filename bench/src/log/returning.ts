import type { AnswerOf } from '@chateau/client';
import { backoff } from '../../../client/src/session/backoff.ts';
import { type CatchUp, Told } from './catch-up.ts';
import { idOf, type Someone } from './world.ts';

/** What the SDK asks for by itself. */
const FEATURES = ['log', 'chats', 'presence', 'typing', 'read'];
/** Most pushes are presence, and nothing is asked of those who read them here. */
const PUSH = /^\{"type":"\w+Recv"/;

/** Where somebody's chats were when the connection ended. */
export type Positions = ReadonlyMap<string, number>;

export interface Returned {
  /** Milliseconds since all of them set out. */
  readonly ms: number;
  readonly requests: number;
  readonly entries: number;
  /** Pushes that came meanwhile. */
  readonly pushes: number;
  readonly close: () => void;
}

export function positionsOf({ chats }: Someone): Positions {
  return new Map(chats.map((chat) => [idOf(chat), chat.last]));
}

/**
 * Comes back as the SDK does: sets out after a pause that differs from one to the other, says the token, asks for the
 * list, and for what was missed until nothing is. In frames, since five thousand SDKs take more of a machine
 * than the server has.
 */
export async function comeBack(
  url: string,
  { token }: Someone,
  positions: Positions,
  since: number,
): Promise<Returned> {
  await new Promise((resolve) => setTimeout(resolve, backoff(0, Math.random)));
  const socket = new WebSocket(url);
  let requests = 0;
  let pushes = 0;
  const ask = (request: object) => {
    requests++;
    socket.send(JSON.stringify(request));
  };
  const listed = new Map<string, { told: number; last: number }>();
  let told: Told | undefined;
  await new Promise<void>((resolve, reject) => {
    const askOn = () => (told?.isBehind ? ask(told.question()) : resolve());
    socket.addEventListener('open', () => {
      ask({ type: 'ResumeRequest', token, features: FEATURES });
    });
    socket.addEventListener('close', ({ code, reason }) => {
      reject(new Error(`Somebody was cut on the way back: ${code} ${reason}`));
    });
    socket.addEventListener('message', ({ data }) => {
      const text = String(data);
      if (PUSH.test(text)) return void pushes++;
      const frame = JSON.parse(text) as { type: string; status: number };
      if (frame.status !== 200) return reject(new Error(text));
      if (frame.type === 'ResumeResponse') ask({ type: 'ChatListRequest' });
      else if (frame.type === 'ChatListResponse') {
        const { chats, more } = frame as AnswerOf<'ChatListRequest'>;
        for (const { chat, last_seq } of chats) {
          listed.set(chat, { told: positions.get(chat) ?? 0, last: last_seq });
        }
        if (more) return ask({ type: 'ChatListRequest', after: chats.at(-1)?.chat });
        told = new Told(listed);
        askOn();
      } else if (frame.type === 'CatchUpResponse') {
        told?.take(frame as CatchUp);
        askOn();
      }
    });
  });
  return {
    ms: performance.now() - since,
    requests,
    entries: told?.count ?? 0,
    pushes,
    close: () => socket.close(),
  };
}
