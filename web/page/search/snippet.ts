/** A piece of what was found; the marked ones are what was looked for. */
export interface Piece {
  readonly text: string;
  readonly isMarked: boolean;
}

const BEGIN = '\uE000';
const END = '\uE001';

/** What stands between the server's marks, and what does not. */
export function piecesOf(snippet: string): readonly Piece[] {
  const [first = '', ...others] = snippet.split(BEGIN);
  const pieces = [{ text: first, isMarked: false }];
  for (const other of others) {
    const [marked = '', ...rest] = other.split(END);
    pieces.push({ text: marked, isMarked: true }, { text: rest.join(''), isMarked: false });
  }
  return pieces.filter(({ text }) => text !== '');
}
