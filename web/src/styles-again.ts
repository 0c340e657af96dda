import type { Plugin } from 'vite';

/** What Vite's loader does where a style sheet cannot be fetched, and what it is to do. */
const MENDED = [
  [/seen\[href\] = void 0;(\s*throw err;)/, 'delete seen[href];$1'],
  [/if \(e\.type === "error"\)\s*rej\(/, 'if (e.type === "error") link.remove(), rej('],
] as const;

/**
 * COMPAT with Vite 8.3, which takes a style sheet that could not be fetched for one that is there: the next time its
 * part of the page came without any look.
 */
export function stylesAgain(): Plugin {
  return {
    name: 'chateau-styles-again',
    transform: {
      filter: { id: /vite\/preload-helper/ },
      handler: (code) =>
        MENDED.reduce((sofar, [pattern, instead]) => {
          if (!pattern.test(sofar)) throw new Error(`Vite's loader has no ${pattern} any more`);
          return sofar.replace(pattern, instead);
        }, code),
    },
  };
}
