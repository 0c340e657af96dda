import type { MessageId, Request, RequestType } from '@chateau/protocol';
import { checkRequest, type Unchecked } from '@chateau/protocol/decode';
import type { Job } from './lane.ts';
import type { Link } from './link.ts';

/** Resolves when every earlier request of the connection has its answer. */
export type Turn = () => Promise<void>;

/** What a frame was before anybody had looked at its fields. */
interface Received {
  readonly object: Unchecked;
  readonly text: string;
}

/** Who sees to requests. */
interface Answering {
  overlaps(asked: Asked): boolean;
  answer(asked: Asked, turn: Turn): string | Promise<string>;
}

/** A request on its way to its handler and back. One object, because closures for each would cost as much as the rest of it. */
export class Asked implements Job {
  readonly link: Link;
  readonly type: RequestType;
  readonly id: MessageId | undefined;
  readonly size: number;
  readonly #dispatch: Answering;
  readonly #object: Unchecked;
  readonly #text: string;
  #request: Request | 'unchecked' | undefined = 'unchecked';

  constructor(
    dispatch: Answering,
    link: Link,
    { type, id, size, object, text }: Pick<Asked, 'type' | 'id' | 'size'> & Received,
  ) {
    this.#dispatch = dispatch;
    this.link = link;
    this.type = type;
    this.id = id;
    this.size = size;
    this.#object = object;
    this.#text = text;
  }

  get overlaps(): boolean {
    return this.#dispatch.overlaps(this);
  }

  run(turn: Turn): string | Promise<string> {
    return this.#dispatch.answer(this, turn);
  }

  /** The request, if it passes its schema. */
  check(): Request | undefined {
    if (this.#request === 'unchecked') {
      this.#request = checkRequest(this.type, this.#object, this.#text);
    }
    return this.#request;
  }
}
