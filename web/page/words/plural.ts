/** The forms that a language has for a number; `other` is there in all of them. */
type Forms = { readonly [Form in Intl.LDMLPluralRule]?: string } & { readonly other: string };

/** Picks the form that a language uses with a number. */
export function choose(language: string): (n: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  return (n, forms) => forms[rules.select(n)] ?? forms.other;
}
