const KEY = 'chateau.person';

/**
 * Whose token this browser has: the id of whoever came in last, in any of its tabs. Read anew each time, so that what
 * one tab keeps of a person is not shown when another tab has let somebody else in.
 */
export const owner = {
  get value(): string {
    return localStorage.getItem(KEY) ?? '';
  },
  set value(id: string) {
    try {
      localStorage.setItem(KEY, id);
    } catch {
      // Full, or not allowed: nothing is kept, then.
    }
  },
};
