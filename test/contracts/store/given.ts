import type { Store } from '../../../server/src/ports/store.ts';

/** A store that a test has for itself. */
export interface Opened {
  readonly store: Store;
  /** Runs the body while the medium refuses whatever is written. */
  refusing(body: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** One whose content is still there for the next one that is opened in its place. */
export interface Lasting extends Opened {
  reopen(): Promise<Lasting>;
}

/** The store of the test that is running. */
export type Given = () => Opened;
