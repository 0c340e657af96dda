import type { Words } from '../words/en.ts';

/** Times as people read them, in their language and where they are. */

const MINUTE = 60_000;
const DAY = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(regional(language), options);
    formats.set(key, found);
  }
  return found;
}

/** The language as it is written where the person lives: `en-GB` has other clocks than `en-US`. */
function regional(language: string): string {
  return navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
}

/** A time as it was written last: of messages that follow each other, most say the same minute. */
function written(options: Intl.DateTimeFormatOptions): (at: number, language: string) => string {
  let last = { minute: -1, language: '', text: '' };
  return (at, language) => {
    const minute = Math.floor(at / MINUTE);
    if (last.minute !== minute || last.language !== language) {
      last = { minute, language, text: format(language, options).format(at) };
    }
    return last.text;
  };
}

export const clockTime = written({ hour: '2-digit', minute: '2-digit' });
export const fullTime = written({ dateStyle: 'full', timeStyle: 'short' });

/** "now", "5 min", "14:05", "Mon 14:05", "3 Nov". */
export function shortTime(at: number, now: number, language: string, words: Words): string {
  const age = now - at;
  if (age < MINUTE) return words.time.now;
  if (age < 60 * MINUTE) return words.time.minutes(Math.floor(age / MINUTE));
  if (isSameDay(at, now)) return clockTime(at, language);
  if (age < 6 * DAY) {
    return format(language, { weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(at);
  }
  return format(language, { day: 'numeric', month: 'short' }).format(at);
}

/** The heading of a day of a conversation. */
export function dayName(at: number, now: number, language: string, words: Words): string {
  if (isSameDay(at, now)) return words.chat.today;
  if (isSameDay(at, now - DAY)) return words.chat.yesterday;
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const year = isThisYear ? {} : ({ year: 'numeric' } as const);
  return format(language, { weekday: 'long', day: 'numeric', month: 'long', ...year }).format(at);
}

export function isSameDay(one: number, other: number): boolean {
  return Math.abs(one - other) < 2 * DAY && new Date(one).getDate() === new Date(other).getDate();
}
