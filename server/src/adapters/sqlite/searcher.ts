import type { DatabaseSync } from 'node:sqlite';
import type { Found, Search } from '../../ports/search.ts';
import { sqliteCheckpoints } from './checkpoint.ts';
import { sqliteFollower } from './follower.ts';
import { sqliteSearch } from './search.ts';
import { openIndexFile, removeIndexFile, searchIndex } from './search-index.ts';
import { isDamage, verdict } from './verdict.ts';

/**
 * Milliseconds until the log is looked at again: where hardly anything comes, where more does, and where there was no
 * room. What is put in together takes half the work, and is to be found within a second.
 */
const QUIET_PAUSE = 100;
const PAUSE = 500;
const REFUSED_PAUSE = 1_000;
/** New entries of a pause that are hardly any. */
const FEW = 10;
/** New entries a millisecond from which on the server has better to do than to index one step after another. */
const BUSY = 3;
/** Milliseconds of a step, about. */
const STEP_TAKES = 10;

/**
 * What the thread for searches does: it answers them, and follows the log in between. An index that cannot be read, or
 * is not of this log, is thrown away and made anew. A mistake of ours costs the search, and nothing else.
 */
export function sqliteSearcher(log: DatabaseSync, file: string) {
  let opened: ReturnType<typeof open> | undefined;
  let pause = 0;
  let mistake: unknown;
  let isOver = false;

  function open() {
    const epoch = log.prepare("SELECT value FROM facts WHERE name = 'epoch'").get()?.['value'];
    const db = openIndexFile(file, String(epoch));
    const index = searchIndex(db);
    const follower = sqliteFollower(log, db, index);
    return { db, follower, checkpoints: sqliteCheckpoints(db), ...sqliteSearch(log, index) };
  }

  function ours() {
    if (opened) return opened;
    opened = open();
    if (opened.follower.isOfThisLog()) return opened;
    discard();
    opened = open();
    return opened;
  }

  function letGo(): void {
    opened?.db.close();
    opened = undefined;
  }

  function discard(): void {
    letGo();
    removeIndexFile(file);
  }

  function mending<T>(work: (index: ReturnType<typeof open>) => T): T {
    try {
      return work(ours());
    } catch (error) {
      if (!isDamage(error)) throw error;
      discard();
      return work(ours());
    }
  }

  return {
    search(search: Search): Found {
      if (mistake !== undefined) throw mistake;
      return mending((index) => index.search(search));
    },

    /** One step after the log. Milliseconds until the next one is due; `undefined`: there will be none. */
    follow(): number | undefined {
      if (isOver) return undefined;
      try {
        return mending(({ follower, checkpoints }) => {
          const { isBehind, grown } = follower.step();
          checkpoints.moveMost();
          checkpoints.finish();
          const isBusy = grown > BUSY * Math.max(pause, STEP_TAKES);
          if (isBehind && !isBusy) pause = 0;
          else pause = grown > FEW ? PAUSE : QUIET_PAUSE;
          return pause;
        });
      } catch (error) {
        switch (verdict(error)) {
          case 'refused':
            return REFUSED_PAUSE;
          case 'fault':
            mistake = error;
            return undefined;
          default:
            // What the disk has of the index now is not known. The next process makes it anew.
            discard();
            throw error;
        }
      }
    },

    close(): void {
      isOver = true;
      letGo();
    },
  };
}
