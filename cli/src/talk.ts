import { randomUUID } from 'node:crypto';
import type { Received } from '@chateau/client';
import { canonical, type ErrorResponse, type FrameOf } from '@chateau/protocol';
import { safeLine } from './safe.ts';
import { names, refusal, shown } from './shown.ts';
import { HELP, type Typed } from './typed.ts';

export interface Means {
  ask(frame: object): Promise<Received>;
  say(text: string): void;
  /** One's own id, once there is one. */
  id(): string | undefined;
}

/** Where somebody is: the conversation that plain text goes to, and the groups seen so far. */
export class Talk {
  readonly #means: Means;
  readonly #groups = new Set<string>();
  #place: string | undefined;

  constructor(means: Means) {
    this.#means = means;
  }

  get prompt(): string {
    return this.#place === undefined ? '> ' : `${safeLine(this.#place)}> `;
  }

  receive(frame: Received): void {
    if (frame.groupchat === true || frame.type === 'GroupMessageInitResponse') {
      this.#groups.add(canonical(String(frame.chatname)));
    }
    const text = shown(frame, { id: this.#means.id(), place: this.#place });
    if (text !== undefined) this.#means.say(text);
  }

  async take(typed: Typed): Promise<void> {
    switch (typed.do) {
      case 'say':
        return this.#say(typed.text);
      case 'message':
        return this.#message(typed.to, typed.text);
      case 'group':
        return this.#group(typed.name, typed.members);
      case 'random':
        return this.#random(typed.text);
      case 'list':
        return this.#list(typed.prefix);
      case 'help':
        return this.#means.say(HELP);
      case 'complain':
        return this.#means.say(safeLine(typed.about));
    }
  }

  async #say(content: string): Promise<void> {
    if (this.#place !== undefined) return this.#send(this.#place, content);
    this.#means.say('To whom? /msg NAME first, or /random for anybody. /list shows who is here.');
  }

  async #message(to: string, content: string | undefined): Promise<void> {
    // Said to somebody from nowhere is the beginning of a conversation; from one, it is an aside.
    if (content === undefined || this.#place === undefined) this.#place = to;
    if (content !== undefined) await this.#send(to, content);
  }

  async #send(recipient: string, content: string): Promise<void> {
    const type = this.#groups.has(canonical(recipient)) ? 'GroupMessageRequest' : 'MessageRequest';
    await this.#ask({ type, recipient, content, key: randomUUID() });
  }

  async #group(chatname: string, recipients: readonly string[]): Promise<void> {
    const key = randomUUID();
    const made = await this.#ask({ type: 'GroupMessageInitRequest', chatname, recipients, key });
    if (!made) return;
    this.#place = (made as Received & { chatname: string }).chatname;
    this.#groups.add(canonical(this.#place));
    this.#means.say(`You are in ${safeLine(this.#place)} with ${names(recipients)}.`);
  }

  async #random(content: string | undefined): Promise<void> {
    const request = content === undefined ? {} : { content, key: randomUUID() };
    const picked = await this.#ask({ type: 'RandomMessageRequest', ...request });
    if (!picked) return;
    this.#place = (picked as Received & FrameOf<'RandomMessageResponse'>).client;
    this.#means.say(`You are talking with ${safeLine(this.#place)}.`);
  }

  async #list(prefix: string | undefined): Promise<void> {
    const request = prefix === undefined ? {} : { prefix };
    const answer = await this.#ask({ type: 'ClientListRequest', ...request });
    if (!answer) return;
    const { clients, more } = answer as Received & FrameOf<'ClientListResponse'>;
    const rest = more ? ' … and more: /list BEGINNING shows fewer.' : '';
    const nobody = prefix === undefined ? 'Nobody else is here.' : 'Nobody here is called that.';
    this.#means.say(clients.length > 0 ? `Here: ${names(clients)}${rest}` : nobody);
  }

  /** The answer; a refusal is said in the server's words. */
  async #ask(frame: object): Promise<Received | undefined> {
    const answer = await this.#means.ask(frame);
    if (answer.type !== 'ErrorResponse') return answer;
    this.#means.say(refusal(answer as Received & ErrorResponse));
    return undefined;
  }
}
