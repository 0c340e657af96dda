import type { Message } from '@chateau/client';
import { Recent } from '../parts/recent.ts';
import { beginningOf } from '../text/cut.ts';
import { linesOf } from '../text/lines.ts';
import { NOUGHT, widthOf } from '../text/widths.ts';
import { goesOn } from './said.ts';
import type { Waiting } from './waiting.ts';

const isTouched = matchMedia('(pointer: coarse)').matches;

/** Pixels, in the usual size of type: of a line, of the lowest row, of what else a row has. */
const LINE = 21.75;
const LOWEST = 25;
const EDGES = 3;
/** Above a message that does not go on: the name, and by how much the row's edge is higher. */
const HEAD = 21.75;
const GAP = { comfortable: 5, compact: 1 } as const;
const QUOTE = isTouched ? 48 : 22.85;
const REACTIONS = isTouched ? 48 : 30;
/** What unfolds a long text. */
const MORE = isTouched ? 44 : 32;
/** Beside a text: the picture, and the edges of the row. */
const BESIDE = 84;
/** The most that it has, in noughts: `--measure`. */
const MEASURE = 72;

/** More than are laid out at a time. */
const RECENT = 1_000;

type Density = keyof typeof GAP;

/** About how high rows are before they are there: the closer, the fewer have to move when they come. */
export class Heights {
  readonly #width: number;
  readonly #gap: number;
  /**
   * Of those messages that have one before them, and of what waits: asked for again each time that a row turns out to be
   * higher or lower.
   */
  readonly #known = new Recent<Message | Waiting, number>(RECENT);

  /** `width`: pixels that a row has. */
  constructor(width: number, density: Density) {
    this.#width = width;
    this.#gap = GAP[density];
  }

  of(message: Message, before: Message | undefined): number {
    const known = before && this.#known.get(message);
    if (known !== undefined) return known;
    const height = this.#estimate(message, before);
    if (before) this.#known.set(message, height);
    return height;
  }

  /** Of what is not a message yet, as high as it will be then: what is below it is not to move when it was sent. */
  ofWaiting(line: Waiting, isJoined: boolean): number {
    const known = this.#known.get(line);
    if (known !== undefined) return known;
    let height = this.#text(line.content);
    if (!isJoined) height += this.#head;
    if (line.replyTo !== undefined) height += QUOTE;
    height = rounded(height);
    this.#known.set(line, height);
    return height;
  }

  /** About how far down the row at that place begins. */
  upTo(place: number, said: readonly Message[]): number {
    return said
      .slice(0, place)
      .reduce((sum, message, at) => sum + this.of(message, said[at - 1]), 0);
  }

  #estimate(message: Message, before: Message | undefined): number {
    let height = this.#text(message.content ?? '');
    if (!goesOn(message, before)) height += this.#head;
    if (message.reply_to !== undefined) height += QUOTE;
    if (message.edited_at !== undefined && !message.deleted) height += LINE;
    if (message.reactions) height += REACTIONS;
    return rounded(height);
  }

  #text(content: string): number {
    const beginning = beginningOf(content);
    const column = Math.max(1, Math.min(this.#width - BESIDE, MEASURE * widthOf(NOUGHT)));
    const lines = LINE * linesOf(beginning ?? content, column, widthOf);
    return EDGES + lines + (beginning === undefined ? 0 : MORE);
  }

  get #head(): number {
    return this.#gap + HEAD;
  }
}

/** The list counts whole pixels. */
function rounded(height: number): number {
  return Math.round(Math.max(LOWEST, height));
}

let latest: readonly [width: number, density: Density, heights: Heights] | undefined;

/** Where rows are `width` pixels wide. The same for all conversations, as long as that stays. */
export function heightsWhere(width: number, density: Density): Heights {
  if (latest?.[0] !== width || latest[1] !== density) {
    latest = [width, density, new Heights(width, density)];
  }
  return latest[2];
}
