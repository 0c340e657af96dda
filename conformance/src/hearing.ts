import type { Closing, Received } from '@chateau/client';
import { check, isClassicPush, isPush } from './check.ts';
import { Inbox } from './inbox.ts';
import { show } from './match.ts';
import type { Ears } from './wire.ts';

/** The answers that give a connection its person. */
const WELCOMES = new Set(['RegisterResponse', 'ResumeResponse', 'AccountCreateResponse']);

/** A request whose answer has not come. */
export interface Asked {
  readonly frame: { readonly [field: string]: unknown };
  settle(answer: Received): void;
}

/** What comes to one person: checked on its way in, then an answer or something to be looked at. */
export class Hearing implements Ears {
  /** Pings and pongs, where the socket shows them. */
  readonly controls = new Inbox<{ opcode: number; payload: Uint8Array }>();
  readonly inbox = new Inbox<Received>();
  /** Requests by `msg_id`, in the order of asking. */
  readonly asked = new Map<unknown, Asked>();
  readonly faults: string[] = [];
  readonly closed: Promise<Closing>;
  ended: Closing | undefined;
  /** A client that sent no `features`. */
  isClassic = true;
  readonly #isOurs: (frame: Received) => boolean;
  readonly #onWelcome: (frame: Received) => void;
  #end: (closing: Closing) => void = () => {};

  constructor(isOurs: (frame: Received) => boolean, onWelcome: (frame: Received) => void) {
    this.#isOurs = isOurs;
    this.#onWelcome = onWelcome;
    this.closed = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  text(text: string): void {
    const { frame, fault } = check(text);
    if (fault !== undefined) this.faults.push(`something wrong came. ${fault}`);
    if (!frame || !this.#isOurs(frame)) return;
    if (isPush(frame) && this.isClassic && !isClassicPush(frame)) {
      this.faults.push(`a classic client was pushed ${show(frame)}`);
    }
    if (WELCOMES.has(frame.type)) this.#onWelcome(frame);
    if (!this.#answers(frame)) this.inbox.add(frame);
  }

  other(opcode: number, payload: Uint8Array): void {
    if (opcode < 8) this.faults.push(`a frame came that is no text (opcode ${opcode})`);
    else this.controls.add({ opcode, payload });
  }

  end(code: number, reason: string): void {
    this.ended = { code, reason };
    this.inbox.close();
    this.controls.close();
    this.#end(this.ended);
  }

  #answers(frame: Received): boolean {
    const asked = this.asked.get(frame['msg_id']);
    if (!asked) return false;
    const [first] = this.asked.values();
    if (first && first !== asked) {
      this.faults.push(`${show(frame)} came before the answer to ${show(first.frame)}`);
    }
    this.asked.delete(frame['msg_id']);
    asked.settle(frame);
    return true;
  }
}
