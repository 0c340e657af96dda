import { InvalidArgumentError } from 'commander';

/** The address of a server's socket, as `--url` and CHATEAU_URL give it. */
export function address(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === 'ws:' || url?.protocol === 'wss:') return url.href;
  throw new InvalidArgumentError(
    'An address looks like ws://localhost:8888/ws or wss://chat.example.org/ws.',
  );
}

export function unreachable(url: string): string {
  return `No server answers at ${url}. Is it running, and is the address right?`;
}
