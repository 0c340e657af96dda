/** What a socket tells its person. */
export interface Ears {
  text(text: string): void;
  /** A frame that is no text; only raw sockets see pings and pongs. */
  other(opcode: number, payload: Uint8Array): void;
  end(code: number, reason: string): void;
}

/** One socket to the server, whichever way it is made. */
export interface Wire {
  send(text: string): void;
  /** Says goodbye; the end is told by `end`. */
  close(): void;
  /** Lets go of the socket without a word. */
  drop(): void;
}

/** Rejects when nobody answers or the handshake is refused. */
export async function openWebSocket(url: string, ears: Ears): Promise<Wire> {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (typeof data === 'string') ears.text(data);
    else ears.other(0x2, new Uint8Array(data));
  });
  socket.addEventListener('close', ({ code, reason }) => ears.end(code, reason));
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(unreachable(url)));
  });
  return {
    send: (text) => socket.send(text),
    close: () => socket.close(1000),
    drop: () => socket.close(),
  };
}

export function unreachable(url: string): Error {
  return new Error(`No server answers at ${url}. Is it running, and is the address right?`);
}
