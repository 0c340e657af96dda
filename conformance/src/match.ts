/**
 * What a frame should look like: values to equal, functions that judge a value, and objects of which
 * only the named fields are looked at. Arrays match item by item and in length.
 */
export type Pattern = unknown;

/** Where the frame differs from the pattern, in words; `undefined`: it matches. */
export function difference(pattern: Pattern, value: unknown, path = ''): string | undefined {
  const at = path === '' ? 'the frame' : path;
  if (typeof pattern === 'function') {
    return pattern(value)
      ? undefined
      : `${at} should be ${spoken(pattern.name)}, but is ${show(value)}`;
  }
  if (Array.isArray(pattern)) return arrayDifference(pattern, value, at, path);
  if (typeof pattern === 'object' && pattern !== null)
    return objectDifference(pattern, value, at, path);
  return Object.is(pattern, value)
    ? undefined
    : `${at} should be ${show(pattern)}, but is ${show(value)}`;
}

function arrayDifference(pattern: unknown[], value: unknown, at: string, path: string) {
  if (!Array.isArray(value) || value.length !== pattern.length) {
    return `${at} should be ${show(pattern)}, but is ${show(value)}`;
  }
  return first(pattern, (item, index) => difference(item, value[index], `${path}[${index}]`));
}

function objectDifference(pattern: object, value: unknown, at: string, path: string) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `${at} should be an object, but is ${show(value)}`;
  }
  const fields = value as Record<string, unknown>;
  return first(Object.entries(pattern), ([key, expected]) =>
    difference(expected, fields[key], `${path}.${key}`),
  );
}

function first<T>(items: T[], find: (item: T, index: number) => string | undefined) {
  for (const [index, item] of items.entries()) {
    const found = find(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Functions are named for the sentence that they end up in: `notThere` reads "not there". */
function spoken(name: string): string {
  return name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A value as JSON, cut where it would drown the sentence around it. */
export function show(value: unknown): string {
  const text = JSON.stringify(value, (_, part) =>
    typeof part === 'function' ? `<${spoken(part.name)}>` : part,
  );
  if (text === undefined) return 'missing';
  return text.length > 400 ? `${text.slice(0, 400)}… (${text.length} characters)` : text;
}

export const absent = (value: unknown): boolean => value === undefined;
export const aString = (value: unknown): boolean => typeof value === 'string' && value !== '';
export const aNumber = (value: unknown): boolean => typeof value === 'number';

/** These items, each as often as given, in any order. */
export function anyOrder(...items: string[]): (value: unknown) => boolean {
  const wanted = JSON.stringify(items.toSorted());
  const judge = (value: unknown) =>
    Array.isArray(value) && JSON.stringify(value.toSorted()) === wanted;
  Object.defineProperty(judge, 'name', { value: `${items.join(' and ')} in any order` });
  return judge;
}

/** A list that has all of these items, whatever else there is. */
export function containing(...items: string[]): (value: unknown) => boolean {
  const judge = (value: unknown) =>
    Array.isArray(value) && items.every((item) => value.includes(item));
  Object.defineProperty(judge, 'name', { value: `a list with ${items.join(' and ')}` });
  return judge;
}

/** What a play looks at besides frames. */
export function ensure(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Error(sentence);
}
