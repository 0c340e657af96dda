/**
 * What may be a password, after NIST SP 800-63B-4, 3.1.1.2: long, and not among those that are guessed first.
 * No rules of composition: they make passwords worse.
 */

export interface PasswordRules {
  /** Characters. */
  readonly min: number;
  /** What the server calls itself: the first thing that is guessed here. */
  readonly server: string;
}

const MAX = 256;
/** UTF-16 units beyond which nothing is a password, and nobody looks at it. */
export const TOO_LONG_FOR_A_PASSWORD = 2 * MAX;

/** Rows of neighbours: on a keyboard, in the alphabet, in numbers. */
const ROWS = [
  'abcdefghijklmnopqrstuvwxyz'.repeat(2),
  '1234567890'.repeat(3),
  'qwertyuiopasdfghjklzxcvbnm'.repeat(2),
  'qwertzuiopasdfghjklyxcvbnm'.repeat(2),
  'azertyuiopqsdfghjklmwxcvbn'.repeat(2),
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
];
const RUNS = ROWS.flatMap((row) => [row, [...row].reverse().join('')]);

/** A unit this short, repeated, is no password however long that makes it. */
const SHORT_UNIT = 4;

/** A sentence for the person who chose it; `undefined`: it may be a password. */
export async function passwordProblem(
  chosen: string,
  username: string,
  { min, server }: PasswordRules,
): Promise<string | undefined> {
  if (chosen.length > TOO_LONG_FOR_A_PASSWORD) return `A password has at most ${MAX} characters.`;
  const password = chosen.normalize('NFC');
  const length = [...password].length;
  if (length < min) return `A password has at least ${min} characters: a few words are a good one.`;
  if (length > MAX) return `A password has at most ${MAX} characters.`;

  const folded = password.toLowerCase();
  const unit = repeatedUnit(folded);
  if (unit.length <= SHORT_UNIT) return guessed('it repeats a few characters');
  if (RUNS.some((run) => run.includes(unit))) return guessed('it is a row of neighbours');
  const named = [username, server, 'chateau', 'password'].map((name) => bare(name.toLowerCase()));
  if (named.includes(bare(unit)) || named.includes(repeatedUnit(bare(folded)))) {
    return guessed('it is little more than a name');
  }
  const known = await knownPasswords();
  return known.has(folded) || known.has(unit) || known.has(bare(unit))
    ? guessed('it is on the lists that are tried first')
    : undefined;
}

function guessed(why: string): string {
  return `That password is guessed too soon: ${why}. Choose another one.`;
}

/** The shortest part that the whole is made of, the last time perhaps cut short. Linear: Knuth, Morris, Pratt. */
function repeatedUnit(text: string): string {
  const borders = [0];
  for (let at = 1, border = 0; at < text.length; at++) {
    while (border > 0 && text[at] !== text[border]) border = borders[border - 1] as number;
    if (text[at] === text[border]) border++;
    borders.push(border);
  }
  const period = text.length - (borders.at(-1) ?? 0);
  return period <= text.length / 2 ? text.slice(0, period) : text;
}

/** Without the digits and signs that people put around a word. */
function bare(text: string): string {
  return text.replace(/[^\p{L}]+/gu, '');
}

let known: Promise<ReadonlySet<string>> | undefined;

/** Read when the first password is chosen: most servers never need it, and it is some megabytes. */
function knownPasswords(): Promise<ReadonlySet<string>> {
  known ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common']),
  );
  return known;
}
