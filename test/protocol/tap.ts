/** Hears what goes over every WebSocket of this process, and keeps what belongs together. */

export interface Frame {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A request and its answer, or a push alone. */
export type Heard = readonly Frame[];

export interface Tap {
  readonly heard: readonly Heard[];
  close(): void;
}

export function openTap(): Tap {
  const heard: Heard[] = [];
  const Original = globalThis.WebSocket;
  class Tapped extends Original {
    readonly #asked = new Map<unknown, Frame>();

    constructor(url: string | URL) {
      super(url);
      this.addEventListener('message', ({ data }) => this.#hears(frameOf(data)));
    }

    override send(data: Parameters<WebSocket['send']>[0]): void {
      const frame = frameOf(data);
      if (frame?.['msg_id'] !== undefined) this.#asked.set(frame['msg_id'], frame);
      super.send(data);
    }

    #hears(frame: Frame | undefined): void {
      if (!frame) return;
      const request = this.#asked.get(frame['msg_id']);
      if (request) heard.push([request, frame]);
      else if (isPush(frame)) heard.push([frame]);
    }
  }
  globalThis.WebSocket = Tapped as typeof WebSocket;
  return {
    heard,
    close() {
      globalThis.WebSocket = Original;
    },
  };
}

function isPush({ type, status }: Frame): boolean {
  return type.endsWith('Recv') || status === 201;
}

function frameOf(data: unknown): Frame | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const frame = JSON.parse(data);
    return typeof frame?.type === 'string' ? frame : undefined;
  } catch {
    return undefined;
  }
}
