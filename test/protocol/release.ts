import { AREAS, areaOf, type MessageType } from '@chateau/protocol/asyncapi';
import { incompatible, type Released } from './compatible.ts';
import { present, readReleased, writeReleased } from './registry.ts';

/**
 * `npm run protocol:release` writes down what clients may count on from now on, in protocol/released.json:
 * all messages, or those of the areas that are named, beside what was released before.
 */

const areas = process.argv.slice(2);
const unknown = areas.filter((area) => !Object.hasOwn(AREAS, area));
if (unknown.length > 0) {
  console.error(
    `There is no area ${unknown.join(', ')}. The areas are: ${Object.keys(AREAS).join(', ')}.`,
  );
  process.exit(1);
}

const before = readReleased();
const now = present();
for (const reason of incompatible(before, now)) console.warn(`Not compatible: ${reason}.`);
writeReleased({
  ...now,
  requests: { ...kept(before.requests), ...chosen(now.requests) },
  frames: { ...kept(before.frames), ...chosen(now.frames) },
});

function chosen(schemas: Released['requests']): Released['requests'] {
  return pick(schemas, (area) => areas.length === 0 || areas.includes(area));
}

/** Of the areas that are not released anew. */
function kept(schemas: Released['requests']): Released['requests'] {
  return pick(schemas, (area) => areas.length > 0 && !areas.includes(area));
}

function pick(schemas: Released['requests'], wanted: (area: string) => boolean) {
  const entries = Object.entries(schemas);
  return Object.fromEntries(entries.filter(([type]) => wanted(areaOf(type as MessageType))));
}
