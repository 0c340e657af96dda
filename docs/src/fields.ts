import type { JsonSchema } from '@chateau/protocol/asyncapi';

/** What a message is made of, as rows to read. */

export interface Field {
  readonly name: string;
  /** In how many objects it stands. */
  readonly depth: number;
  readonly type: string;
  readonly isRequired: boolean;
  readonly meaning: string;
}

/** Every message has it, and the page says so once. */
const COMMON = new Set(['type', 'msg_id']);

/** Those of an object that a field holds come behind it. */
export function fieldsOf(schema: JsonSchema, depth = 0): Field[] {
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => depth > 0 || !COMMON.has(name))
    .flatMap(([name, its]) => {
      const field = {
        name,
        depth,
        type: typeOf(its),
        isRequired: schema.required?.includes(name) ?? false,
        meaning: its.description ?? '',
      };
      return [field, ...inside(its, depth + 1)];
    });
}

/** One for each form of the message: for each object that it may be. */
export function formsOf({ anyOf, ...schema }: JsonSchema): JsonSchema[] {
  return anyOf && !schema.properties ? [...anyOf] : [schema];
}

/** Sets of fields of which one must be there, where the schema asks for that. */
export function choicesOf({ anyOf, properties }: JsonSchema): string[][] {
  return properties && anyOf ? anyOf.map(({ required = [] }) => [...required]) : [];
}

function inside({ items, anyOf = [], ...schema }: JsonSchema, depth: number): Field[] {
  if (items) return inside(items, depth);
  return [schema, ...anyOf].flatMap((form) => fieldsOf(form, depth));
}

function typeOf(schema: JsonSchema): string {
  const { type, anyOf, items, maxItems, patternProperties } = schema;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (anyOf) return [...new Set(anyOf.map(typeOf))].join(' or ');
  if (items) return `list of ${items.type ?? 'object'}s${maxItems ? `, at most ${maxItems}` : ''}`;
  if (patternProperties) return `object of ${Object.values(patternProperties).map(typeOf)}`;
  return type === undefined ? 'anything' : `${type}${rangeOf(schema)}`;
}

function rangeOf(schema: JsonSchema): string {
  const { minLength, maxLength, minimum, maximum } = schema as Record<string, number>;
  if (maxLength !== undefined)
    return `, ${minLength ? `${minLength} to` : 'at most'} ${maxLength} characters`;
  if (minLength) return ', not empty';
  if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER)
    return `, ${minimum} to ${maximum}`;
  return minimum === undefined || minimum < 0 ? '' : `, from ${minimum}`;
}
