import type { Received } from '@chateau/client';

export interface Answered {
  readonly answer: Received;
  /** Milliseconds from handing the request to the socket until the answer was there, unread. */
  readonly ms: number;
}

/** A socket that asks one thing at a time and wants no pushes: what comes is the answer. */
export class Wire {
  readonly #socket: WebSocket;
  #take: (text: string) => void = () => {};
  #end: (reason: Error) => void = () => {};

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#take(String(data)));
    socket.addEventListener('close', ({ code, reason }) => {
      this.#end(new Error(`The server closed the socket: ${code} ${reason}`));
    });
  }

  /** As whom the token says. */
  static async enter(url: string, token: string): Promise<Wire> {
    const socket = new WebSocket(url);
    const wire = new Wire(socket);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve());
      wire.#end = reject;
    });
    await wire.ask({ type: 'ResumeRequest', token });
    return wire;
  }

  /** A refusal throws: what was measured would be something else. */
  async ask(request: object): Promise<Answered> {
    const frame = JSON.stringify(request);
    let from = 0;
    let ms = 0;
    const text = await new Promise<string>((resolve, reject) => {
      this.#end = reject;
      this.#take = (text) => {
        ms = performance.now() - from;
        resolve(text);
      };
      from = performance.now();
      this.#socket.send(frame);
    });
    const answer = JSON.parse(text) as Received;
    if (answer['status'] === 200) return { answer, ms };
    throw new Error(`${frame} was answered with ${text}`);
  }

  close(): void {
    this.#end = () => {};
    this.#socket.close();
  }
}
