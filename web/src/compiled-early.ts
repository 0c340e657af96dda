import type { Plugin, Rolldown } from 'vite';

type Bundle = Rolldown.OutputBundle;

/**
 * Pieces of the page that are compiled whole while they come, beside the page's own thread, and not function by
 * function when somebody first opens what they draw: nearly all of them runs then. Only V8 takes the hint
 * (https://v8.dev/blog/explicit-compile-hints); to the others it is a comment.
 */
export function compiledEarly(...names: readonly string[]): Plugin {
  return {
    name: 'chateau-compiled-early',
    generateBundle: {
      // It is to be the first line, before what Vite puts at the beginning.
      order: 'post',
      handler: (_, bundle) => hint(bundle, names),
    },
  };
}

function hint(bundle: Bundle, names: readonly string[]): void {
  const pieces = Object.values(bundle).filter(({ name }) => names.includes(name ?? ''));
  if (pieces.length < names.length) throw new Error(`not all of ${names} were built`);
  for (const piece of pieces) {
    if (piece.type === 'chunk') piece.code = `//# allFunctionsCalledOnLoad\n${piece.code}`;
  }
}
