import { composed, foldCharacter, isAt, partOf } from '../ports/search.ts';

/** Around what was found, so that programs can mark it in their own way: private characters, which no snippet has else. */
const [OPEN, CLOSE] = ['\ue000', '\ue001'];
/** Characters of a snippet before the first hit, and in all. */
const BEFORE = 40;
const LONGEST = 200;

/** A piece of the content with the words marked in it, from a little before the first of them. */
export function snippetOf(content: string, words: readonly string[]): string {
  const characters = [...composed(partOf(content, words)).replace(/[\ue000\ue001\s]+/g, ' ')];
  const marked = marks(characters, words);
  const from = Math.max(0, marked.indexOf(true) - BEFORE);
  const to = Math.min(characters.length, from + LONGEST);
  let snippet = '';
  for (let at = from; at < to; at++) {
    if (marked[at] && !(at > from && marked[at - 1])) snippet += OPEN;
    snippet += characters[at];
    if (marked[at] && !(at + 1 < to && marked[at + 1])) snippet += CLOSE;
  }
  return `${from > 0 ? '…' : ''}${snippet}${to < characters.length ? '…' : ''}`;
}

/** Which characters belong to a word that was looked for. */
function marks(characters: readonly string[], words: readonly string[]): boolean[] {
  let folded = '';
  /** From each unit of the folded text to the character that it comes from. */
  const origin: number[] = [];
  characters.forEach((character, at) => {
    const text = foldCharacter(character);
    folded += text;
    for (let unit = 0; unit < text.length; unit++) origin.push(at);
  });
  const marked = characters.map(() => false);
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
      if (!isAt(folded, word, at)) continue;
      for (let unit = at; unit < at + word.length; unit++) marked[origin[unit] ?? 0] = true;
    }
  }
  // An accent that is a character of its own goes with its letter.
  for (let at = 1; at < marked.length; at++) {
    if (foldCharacter(characters[at] ?? '') === '') marked[at] = marked[at - 1] ?? false;
  }
  return marked;
}
