import { setTimeout as sleep } from 'node:timers/promises';
import type { Closing } from '@chateau/client';
import { unreachable } from './address.ts';
import { explain } from './closing.ts';
import { Frames } from './frames.ts';
import { BadInput, messagesOf } from './input.ts';
import { safeJson } from './safe.ts';

export interface SendOptions {
  readonly url: string;
  /** Milliseconds without a frame after which, at the end of the input, no more is expected. */
  readonly wait: number;
  readonly pretty?: boolean;
}

/**
 * The test client: sends each message of the input as it is written and prints every frame that
 * comes back. Not on `Connection`, which gives frames as objects: these are printed as they came.
 */
export async function send(files: readonly string[], options: SendOptions): Promise<number> {
  const socket = new WebSocket(options.url);
  const frames = new Frames(socket, form(options.pretty));
  const closed = closing(socket);
  if (!(await opened(socket))) return complain(unreachable(options.url));
  if (files.length === 0 && process.stdin.isTTY) {
    console.error('Type JSON messages; Ctrl-D ends the input.');
  }
  const outcome = await Promise.race([exchange(socket, files, frames, options.wait), closed]);
  if (typeof outcome !== 'number') return complain(explain(outcome));
  socket.close(1000);
  await Promise.race([closed, sleep(1000)]);
  return outcome;
}

async function exchange(
  socket: WebSocket,
  files: readonly string[],
  frames: Frames,
  wait: number,
): Promise<number> {
  let exit = 0;
  try {
    for await (const message of messagesOf(files)) {
      await frames.room(wait);
      socket.send(message);
      frames.expect();
    }
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    exit = complain(`${error.message}\nNothing after it was sent.`);
  }
  await frames.quiet(wait);
  return exit;
}

/** Raw for a program that reads it; a terminal must not be moved by what somebody wrote. */
function form(isPretty = false): (frame: string) => string {
  const layout = isPretty ? pretty : (frame: string) => frame;
  return process.stdout.isTTY ? (frame) => safeJson(layout(frame)) : layout;
}

function pretty(frame: string): string {
  try {
    return JSON.stringify(JSON.parse(frame), null, 2);
  } catch {
    return frame;
  }
}

function closing(socket: WebSocket): Promise<Closing> {
  return new Promise((resolve) => {
    socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason }));
  });
}

function opened(socket: WebSocket): Promise<boolean> {
  return new Promise((resolve) => {
    socket.addEventListener('open', () => resolve(true));
    socket.addEventListener('error', () => resolve(false));
  });
}

function complain(sentence: string): 1 {
  console.error(sentence);
  return 1;
}
