import { CHATNAME_MAX, USERNAME_MAX, usernameProblem } from '@chateau/protocol';
import type { NameClaim } from '../ports/store.ts';
import { claimChatname, claimOf } from './names.ts';

/** Names to choose from when the one that the directory asks for belongs to another account. */
const CHOICES = 50;
/** Characters of a login that are looked at: many more than a name can have. */
const LOOKED_AT = 4 * USERNAME_MAX;

/**
 * The names that somebody from the directory may have, the one they should have first. There is always one: a
 * directory login never fails on a name. Letters of mixed scripts pass: who it is has been proved.
 */
export function namesFromDirectory(login: string): NameClaim[] {
  const name = fitUsername(login);
  const choices = [name];
  for (let at = 2; at <= CHOICES; at++) choices.push(cut(name, USERNAME_MAX - 2) + at);
  return choices.map(claimOf);
}

/** What a group is called whose name somebody from the directory is given. */
export function groupNamesBeside(login: string): NameClaim[] {
  const name = cut(fitUsername(login), CHATNAME_MAX - ' (group 99)'.length);
  const choices = [`${name} (group)`];
  for (let at = 2; at <= CHOICES; at++) choices.push(`${name} (group ${at})`);
  return choices.map(claimChatname).flatMap((made) => ('claim' in made ? [made.claim] : []));
}

/** The login as a username: what does not fit in one becomes "_". Never refused. */
export function fitUsername(login: string): string {
  const shown = [...login].slice(0, LOOKED_AT).join('').normalize('NFKC');
  let name = '';
  for (const character of shown.replace(/^[^\p{L}\p{N}]+/u, '')) name += fit(character);
  name = cut(name, USERNAME_MAX);
  // Together they may still be none: a mark that NFKC puts together with a letter, a reserved word.
  for (const attempt of [name, `${cut(name, USERNAME_MAX - 1)}_`, toAscii(name)]) {
    if (usernameProblem(attempt) === undefined) return attempt;
  }
  return 'user';
}

function fit(character: string): string {
  const isFit =
    /^[\p{L}\p{M}\p{N}._-]$/u.test(character) && usernameProblem(`a${character}`) === undefined;
  return isFit ? character : '_';
}

function toAscii(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/gu, '_').replace(/^[^A-Za-z0-9]+/, '');
}

function cut(text: string, characters: number): string {
  return [...text].slice(0, characters).join('');
}
