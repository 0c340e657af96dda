import { conversations, perform } from '@chateau/conformance';
import { FRAMES, REQUESTS } from '@chateau/protocol';
import { bootServer } from '../cast.ts';
import { choose, type Examples } from './choose.ts';
import { readJson, writeJson } from './files.ts';
import { harmless } from './harmless.ts';
import { openTap } from './tap.ts';

/**
 * `npm run protocol:record` plays the conversations of the conformance kit on a server of its own and keeps
 * a frame of each message in protocol/examples.json. What nobody said keeps the example that it has.
 */

const FILE = 'protocol/examples.json';

const server = await bootServer();
const tap = openTap();
for (const conversation of conversations.filter(({ waits }) => !waits)) {
  const { outcome, title, detail } = await perform(conversation, server.url);
  if (outcome === 'failed') console.warn(`failed: ${title}\n${detail}`);
}
tap.close();
await server.stop();

const before = readJson<Examples>(FILE);
const heard = choose(tap.heard.map(harmless));
const types = [...Object.keys(REQUESTS), ...Object.keys(FRAMES)];
const after = types.map((type) => [type, heard[type] ?? before[type] ?? []] as const);
writeJson(FILE, Object.fromEntries(after));

console.log(`${Object.keys(heard).length} of ${types.length} messages were heard.`);
for (const type of types.filter((type) => !heard[type])) {
  console.log(
    `  ${type}: nobody said it; ${before[type]?.length ? 'its example stays' : 'it has none'}`,
  );
}
process.exit(0);
