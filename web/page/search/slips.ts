/** A part of a query that looks like an operator and is none: it is looked for as it is written. */
export interface Slip {
  readonly term: string;
  readonly lacks: 'day' | 'thing' | 'value';
}

const TERM = /(?<!\S)(from|in|before|after|has):(?:"([^"]*)"|(\S*))/giu;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** The first one; what is right is for the server to say, see `search.4` of the protocol. */
export function slipIn(query: string): Slip | undefined {
  for (const [term, name = '', quoted, bare = ''] of query.matchAll(TERM)) {
    const lacks = lackOf(name.toLowerCase(), quoted ?? bare);
    if (lacks) return { term, lacks };
  }
  return undefined;
}

function lackOf(operator: string, value: string): Slip['lacks'] | undefined {
  if (value === '') return 'value';
  if (operator === 'has') return /^(?:link|code)$/iu.test(value) ? undefined : 'thing';
  if (operator === 'from' || operator === 'in') return undefined;
  return isDay(value) ? undefined : 'day';
}

function isDay(value: string): boolean {
  const day = DATE.test(value) ? new Date(`${value}T00:00:00Z`) : undefined;
  // The 30th of February is taken for the 2nd of March by some.
  return !!day && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}
