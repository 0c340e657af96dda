import { en, type Words } from './en.ts';

export const LANGUAGES = {
  en: { name: 'English', load: async () => en },
  de: { name: 'Deutsch', load: async () => (await import('./de.ts')).de },
  fr: { name: 'Français', load: async () => (await import('./fr.ts')).fr },
  es: { name: 'Español', load: async () => (await import('./es.ts')).es },
  ar: { name: 'العربية', load: async () => (await import('./ar.ts')).ar },
} as const satisfies Record<string, { name: string; load: () => Promise<Words> }>;

export type LanguageCode = keyof typeof LANGUAGES;

const STORED = 'chateau.language';

let words_ = $state.raw<Words>(en);
let code = $state<LanguageCode>('en');

/** The texts of the page, in the language that the person reads. */
export function words(): Words {
  return words_;
}

export function languageCode(): LanguageCode {
  return code;
}

/** The one that was chosen, else the first of the browser's that there is. */
export function preferredLanguage(): LanguageCode {
  const wanted = [localStorage.getItem(STORED) ?? '', ...navigator.languages];
  const known = wanted.map((tag) => tag.split('-')[0] ?? '').find(isKnown);
  return known ?? 'en';
}

export async function speak(next: LanguageCode): Promise<void> {
  words_ = await LANGUAGES[next].load();
  code = next;
  document.documentElement.lang = next;
  document.documentElement.dir = next === 'ar' ? 'rtl' : 'ltr';
}

export async function chooseLanguage(next: LanguageCode): Promise<void> {
  localStorage.setItem(STORED, next);
  await speak(next);
}

function isKnown(tag: string): tag is LanguageCode {
  return Object.hasOwn(LANGUAGES, tag);
}
