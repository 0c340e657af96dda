/** Letters and digits. */
const SIGNS = 36;
/** Of three letters there are so many; numbers from there on are beginnings of words. */
const BEGINNINGS = SIGNS ** 3;
const SPACE = ' '.charCodeAt(0);
const BEGINS = '¬'.charCodeAt(0);

/** By piece, the last message that had it: so none is put in twice. */
const seen = new Uint32Array(BEGINNINGS + SIGNS * (SIGNS + 1));
let message = 0;
/** What has been put together of this message. */
let bytes = Buffer.alloc(0);
let length = 0;
let count = 0;

/**
 * The pieces of words that are a to z and 0 to 9, as `piecesOf` makes them, with a space behind each; `undefined`: there
 * are more than `most`. Most messages have no other words. To cut sixty strings out of each, and to compare them, would
 * be a third of all the work of indexing it.
 */
export function plainPieces(words: Iterable<string>, most: number): string | undefined {
  begin(most);
  for (const word of words) {
    const [first, second] = [word.charCodeAt(0), word.charCodeAt(1)];
    if (word.length === 1) add(BEGINNINGS + digitOf(first) * (SIGNS + 1) + SIGNS, BEGINS, first);
    else add(BEGINNINGS + digitOf(first) * (SIGNS + 1) + digitOf(second), BEGINS, first, second);
    for (let end = 2; end < word.length && count <= most; end++) addRun(word, end);
    if (count > most) return undefined;
  }
  return bytes.toString('latin1', 0, length);
}

function begin(most: number): void {
  message = message === 2 ** 32 - 1 ? forget() : message + 1;
  const room = 4 * (most + 2);
  if (bytes.length < room) bytes = Buffer.alloc(room);
  length = 0;
  count = 0;
}

function addRun(word: string, end: number): void {
  const a = word.charCodeAt(end - 2);
  const b = word.charCodeAt(end - 1);
  const c = word.charCodeAt(end);
  add((digitOf(a) * SIGNS + digitOf(b)) * SIGNS + digitOf(c), a, b, c);
}

function add(piece: number, a: number, b: number, c?: number): void {
  if (seen[piece] === message) return;
  seen[piece] = message;
  count++;
  bytes[length++] = a;
  bytes[length++] = b;
  if (c !== undefined) bytes[length++] = c;
  bytes[length++] = SPACE;
}

/** Before a number comes up a second time. */
function forget(): number {
  seen.fill(0);
  return 1;
}

/** Of a number to the base of 36. */
function digitOf(code: number): number {
  return code < 97 ? code - 48 : code - 87;
}
