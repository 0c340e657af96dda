import type { JsonSchema } from '@chateau/protocol/asyncapi';
import { statusesOf } from '@chateau/protocol/asyncapi';
import { Check } from 'typebox/value';

/** Whether clients that were written for an earlier version can go on as they are: rules `compatible.1` to 6. */

export interface Released {
  readonly version: string;
  readonly requests: Readonly<Record<string, JsonSchema>>;
  readonly frames: Readonly<Record<string, JsonSchema>>;
  readonly errors: Readonly<Record<string, { readonly status: number; readonly again: boolean }>>;
  readonly close: Readonly<Record<string, string>>;
}

/** Every reason why not, in a sentence each. */
export function incompatible(before: Released, after: Released): string[] {
  return [
    ...removed(before.requests, after.requests),
    ...both(before.requests, after.requests).flatMap(([type, old, next]) => [
      ...lost(type, old, next),
      ...excess(old, next, type).map((what) => `${what} was taken, and is refused now`),
    ]),
    ...removed(before.frames, after.frames),
    ...both(before.frames, after.frames).flatMap(([type, old, next]) => [
      ...lost(type, old, next),
      ...lostForms(type, old, next),
      ...excess(next, old, type).map((what) => `${what} may come, and clients do not expect it`),
    ]),
    ...changed('the error', before.errors, after.errors),
    ...changed('the close code', before.close, after.close),
  ];
}

type Named<T> = Readonly<Record<string, T>>;

function removed(before: Named<unknown>, after: Named<unknown>): string[] {
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  return gone.map((name) => `${name} is gone`);
}

function both<T>(before: Named<T>, after: Named<T>): [name: string, old: T, next: T][] {
  return Object.entries(before).flatMap(([name, old]) => {
    const next = after[name];
    return next === undefined ? [] : [[name, old, next]];
  });
}

function changed(what: string, before: Named<unknown>, after: Named<unknown>): string[] {
  const others = both(before, after).filter(([, old, next]) => !same(old, next));
  const spoken = others.map(([name, old, next]) => {
    return `${what} ${name} was ${JSON.stringify(old)} and is ${JSON.stringify(next)}`;
  });
  return [...removed(before, after).map((sentence) => `${what} ${sentence}`), ...spoken];
}

/** Fields that nobody would look at or send any more. */
function lost(type: string, old: JsonSchema, next: JsonSchema): string[] {
  const present = new Set(paths(next, type));
  return [...new Set(paths(old, type))]
    .filter((path) => !present.has(path))
    .map((path) => `${path} is gone`);
}

function lostForms(type: string, old: JsonSchema, next: JsonSchema): string[] {
  const present = new Set(statusesOf(next));
  const gone = statusesOf(old).filter((status) => !present.has(status));
  return gone.map((status) => `${type} with status ${status} is gone`);
}

function paths({ anyOf = [], items, properties = {} }: JsonSchema, path: string): string[] {
  const fields = Object.entries(properties).flatMap(([name, its]) => {
    return [`${path}.${name}`, ...paths(its, `${path}.${name}`)];
  });
  const others = [...anyOf, ...(items ? [items] : [])];
  return [...fields, ...others.flatMap((its) => paths(its, path))];
}

/**
 * What one schema allows and the other refuses; nothing: whoever expects the other one can take the one. A
 * field that the one does not name counts as never sent.
 */
function excess(one: JsonSchema, other: JsonSchema, path: string): string[] {
  if (same(one, other)) return [];
  return forms(one).flatMap((form) => {
    const found = forms(other).map((target) => formExcess(form, target, path));
    return found.toSorted((less, more) => less.length - more.length)[0] ?? [];
  });
}

/** A schema without `anyOf` for each thing that it may be. */
function forms({ anyOf, ...rest }: JsonSchema): JsonSchema[] {
  if (!anyOf) return [rest];
  return anyOf.flatMap((branch) => {
    const required = [...(rest.required ?? []), ...(branch.required ?? [])];
    return forms({ ...rest, ...branch, ...(required.length > 0 && { required }) });
  });
}

function formExcess(one: JsonSchema, other: JsonSchema, path: string): string[] {
  const unknown = Object.keys(other).find((keyword) => !KEYWORDS.has(keyword));
  if (unknown) return [`${path}, whose "${unknown}" this check cannot judge,`];
  if (one.const !== undefined) return Check(other, one.const) ? [] : [`${path} ${spoken(one)}`];
  const isKind = other.type === undefined || other.type === one.type || isInteger(one, other);
  if (!isKind || other.const !== undefined) return [`${path} ${spoken(one)}`];
  return [...boundExcess(one, other, path), ...insideExcess(one, other, path)];
}

function boundExcess(one: JsonSchema, other: JsonSchema, path: string): string[] {
  return Object.entries(BOUNDS).flatMap(([bound, sign]) => {
    const [ours, theirs] = [one[bound], other[bound]] as (number | undefined)[];
    const fits = theirs === undefined || (ours !== undefined && sign * ours >= sign * theirs);
    return fits ? [] : [`${path} with ${bound} ${ours ?? 'of anything'} and not ${theirs}`];
  });
}

function insideExcess(one: JsonSchema, other: JsonSchema, path: string): string[] {
  const missing = (other.required ?? []).filter((field) => !one.required?.includes(field));
  const fields = both(one.properties ?? {}, other.properties ?? {});
  const patterns = Object.entries(other.patternProperties ?? {});
  return [
    ...missing.map((field) => `${path} without ${field}`),
    ...fields.flatMap(([field, its, theirs]) => excess(its, theirs, `${path}.${field}`)),
    ...patterns.flatMap(([key, its]) =>
      excess(one.patternProperties?.[key] ?? {}, its, `${path}.*`),
    ),
    ...(other.items ? excess(one.items ?? {}, other.items, `${path}[]`) : []),
  ];
}

/** Those where more allows less, and those where less does. */
const BOUNDS: Named<1 | -1> = {
  minimum: 1,
  minLength: 1,
  minItems: 1,
  maximum: -1,
  maxLength: -1,
  maxItems: -1,
};
const KEYWORDS = new Set([
  ...Object.keys(BOUNDS),
  ...['type', 'const', 'items', 'properties', 'patternProperties', 'required'],
]);

function isInteger(one: JsonSchema, other: JsonSchema): boolean {
  return one.type === 'integer' && other.type === 'number';
}

function spoken({ const: value, type = 'of any kind' }: JsonSchema): string {
  return value === undefined ? `(${type})` : JSON.stringify(value);
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
