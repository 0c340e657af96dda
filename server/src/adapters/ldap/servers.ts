import type { DirectoryUnavailable } from '../../ports/directory.ts';
import { type ConnectionOptions, type LdapConnection, openConnection } from './connection.ts';
import { unavailable } from './errors.ts';

/** How long a server that failed is asked after all others, in milliseconds. */
const AVOIDED = 30_000;

/** The servers of one directory: the one that answered last is asked first. */
export class Servers {
  readonly #urls: readonly string[];
  readonly #failedAt = new Map<string, number>();
  readonly #now: () => number;

  constructor(urls: readonly string[], now: () => number) {
    this.#urls = urls;
    this.#now = now;
  }

  /** A connection to the first that takes one; the time for it is shared among those that may be tried. */
  async connect(
    options: Omit<ConnectionOptions, 'url' | 'connectWithin'>,
  ): Promise<LdapConnection> {
    const over = this.#now() + options.within;
    const urls = this.#inOrder();
    let failure: DirectoryUnavailable | undefined;
    for (const [index, url] of urls.entries()) {
      const within = over - this.#now();
      const connectWithin = within / (urls.length - index);
      try {
        const connection = await openConnection({ ...options, url, within, connectWithin });
        this.#failedAt.delete(url);
        return connection;
      } catch (error) {
        this.#failedAt.set(url, this.#now());
        failure = unavailable(error, `connecting to ${url}`);
      }
    }
    throw failure ?? new Error('there is no directory server in the settings');
  }

  #inOrder(): string[] {
    const now = this.#now();
    const failed = (url: string) => now - (this.#failedAt.get(url) ?? -AVOIDED) < AVOIDED;
    return [...this.#urls].sort((one, other) => Number(failed(one)) - Number(failed(other)));
  }
}
