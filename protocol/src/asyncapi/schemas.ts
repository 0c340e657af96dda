import { FRAMES } from '../frames.ts';
import { REQUESTS } from '../requests.ts';
import type { MessageType } from './areas.ts';
import { meaningOf } from './fields.ts';

/** JSON Schema as it is written down: what TypeBox makes of the registry, and nothing hidden. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly description?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

/** The schema of a message, with what each of its fields means. */
export function payloadOf(type: MessageType): JsonSchema {
  return described(type, schemaOf(type));
}

export function schemaOf(type: MessageType): JsonSchema {
  const schemas = { ...REQUESTS, ...FRAMES };
  return JSON.parse(JSON.stringify(schemas[type]));
}

function described(type: string, schema: JsonSchema): JsonSchema {
  const { anyOf, items, properties, patternProperties } = schema;
  const each = (fields: Readonly<Record<string, JsonSchema>>) =>
    Object.entries(fields).map(([field, its]) => {
      const description = meaningOf(type, field);
      return [field, { ...(description && { description }), ...described(type, its) }];
    });
  return {
    ...schema,
    ...(anyOf && { anyOf: anyOf.map((its) => described(type, its)) }),
    ...(items && { items: described(type, items) }),
    ...(properties && { properties: Object.fromEntries(each(properties)) }),
    ...(patternProperties && {
      patternProperties: Object.fromEntries(
        Object.entries(patternProperties).map(([key, its]) => [key, described(type, its)]),
      ),
    }),
  };
}
