import { scriptAddress } from '../parts/trusted.ts';
import address from './highlight.worker.ts?worker&url';

/** A stretch of code that looks alike. */
export interface Piece {
  readonly text: string;
  readonly look: string;
}

export interface Question {
  readonly id: number;
  readonly text: string;
  readonly language: string;
}

/** Longer than this it stays without colours. */
const LONGEST = 20_000;

let worker: Worker | undefined;
let asked = 0;
const waiting = new Map<number, (pieces: readonly Piece[] | undefined) => void>();

/** `undefined`: the language is none that it knows, or there is too much of it. */
export function highlight(text: string, language: string): Promise<readonly Piece[] | undefined> {
  if (language === '' || text.length > LONGEST) return Promise.resolve(undefined);
  worker ??= start();
  const question: Question = { id: ++asked, text, language };
  worker.postMessage(question);
  return new Promise((resolve) => waiting.set(question.id, resolve));
}

function start(): Worker {
  const started = new Worker(scriptAddress(address), { type: 'module' });
  started.onmessage = ({ data }: MessageEvent<{ id: number; pieces?: readonly Piece[] }>) => {
    waiting.get(data.id)?.(data.pieces);
    waiting.delete(data.id);
  };
  return started;
}
