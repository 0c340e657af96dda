import { beginningOf, PLAIN_FROM } from './cut.ts';
import { isEmojiOnly, type Node, parse, plainOf } from './markdown.ts';

/** How a text stands on the screen. */
export interface Shown {
  /** Of a text that is nothing but words, as most are: it needs no tree of nodes. */
  readonly words: string | undefined;
  readonly nodes: readonly Node[];
  /** As it was written, with all its spaces. */
  readonly isPlain: boolean;
  /** A few emoji and nothing else. */
  readonly isLarge: boolean;
  /** Whether only its beginning is shown until somebody asks for the rest. */
  readonly hasMore: boolean;
}

/** The words of a text that is nothing else and stands there as it is, as most do: it needs no component. */
export function justWords(text: string): string | undefined {
  const { words, hasMore, isLarge } = shownOf(text, false);
  return hasMore || isLarge ? undefined : words;
}

/** `isWhole`: somebody has asked for the rest. */
export function shownOf(text: string, isWhole: boolean): Shown {
  const beginning = beginningOf(text);
  const hasMore = beginning !== undefined;
  if (isWhole && text.length > PLAIN_FROM) {
    return { words: text, nodes: [], isPlain: true, isLarge: false, hasMore };
  }
  const nodes = parse(isWhole ? text : (beginning ?? text));
  return { words: plainOf(nodes), nodes, isPlain: false, isLarge: isEmojiOnly(text), hasMore };
}
