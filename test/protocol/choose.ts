import { FRAMES, REQUESTS } from '@chateau/protocol';
import type { TSchema } from 'typebox';
import { Check } from 'typebox/value';
import type { Frame, Heard } from './tap.ts';

/** Of all that was heard, the frame that shows most of each message and is still short. */

const SCHEMAS: Readonly<Record<string, TSchema>> = { ...REQUESTS, ...FRAMES };
/** Bytes that are read without scrolling. */
const SHORT = 700;

export type Examples = Record<string, readonly Frame[]>;

export function choose(all: readonly Heard[]): Examples {
  const best = new Map<string, Frame>();
  for (const heard of all.filter(isGood).toSorted(byWorth)) {
    for (const frame of heard) {
      const form = `${frame.type} ${frame['status'] === 201}`;
      if (!best.has(form)) best.set(form, frame);
    }
  }
  const forms = [...best.values()].toSorted((one, other) => statusOf(one) - statusOf(other));
  const types = Object.keys(SCHEMAS).filter((type) => forms.some((form) => form.type === type));
  return Object.fromEntries(
    types.map((type) => [type, forms.filter((form) => form.type === type)]),
  );
}

/** As the protocol wants it, and without fields that it does not know: some plays send those on purpose. */
function isGood(heard: Heard): boolean {
  const frames = isRefusal(heard) ? heard.slice(1) : heard;
  return frames.every((frame) => {
    const schema = SCHEMAS[frame.type];
    return schema !== undefined && Check(schema, frame) && knowsAll(schema, frame);
  });
}

function knowsAll(schema: TSchema, frame: Frame): boolean {
  const { anyOf = [], properties = {} } = schema as { anyOf?: TSchema[]; properties?: object };
  const forms = [{ properties }, ...anyOf] as { properties?: object }[];
  const known = forms.flatMap((form) => Object.keys(form.properties ?? {}));
  return Object.keys(frame).every((field) => known.includes(field));
}

function isRefusal([, answer]: Heard): boolean {
  return answer?.type === 'ErrorResponse';
}

function byWorth(one: Heard, other: Heard): number {
  const [ours, theirs] = [worth(one), worth(other)];
  const differing = ours.findIndex((value, index) => value !== theirs[index]);
  if (differing >= 0) return (theirs[differing] ?? 0) - (ours[differing] ?? 0);
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

/** What counts, the weightiest first. */
function worth(heard: Heard): number[] {
  const json = JSON.stringify(heard);
  const paths = new Set(heard.flatMap((frame) => pathsOf(frame, frame.type)));
  return [
    isRefusal(heard) ? 0 : 1,
    json.length <= SHORT * heard.length ? 1 : 0,
    /^[ -~…–—’]*$/.test(json) ? 1 : 0,
    paths.size,
    -json.length,
  ];
}

/** What is there; an empty text or list shows nothing. */
function pathsOf(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsOf(item, path));
  if (typeof value !== 'object' || value === null) return value === '' ? [] : [path];
  return Object.entries(value).flatMap(([field, its]) => pathsOf(its, `${path}.${field}`));
}

function statusOf(frame: Frame): number {
  return typeof frame['status'] === 'number' ? frame['status'] : 0;
}
