import { CLOSE, ERRORS, FRAMES, REQUESTS } from '@chateau/protocol';
import { type MessageType, schemaOf } from '@chateau/protocol/asyncapi';
import about from '../../protocol/package.json' with { type: 'json' };
import type { Released } from './compatible.ts';
import { readJson, writeJson } from './files.ts';

/** What the protocol is now, and what of it was released. */

const FILE = 'protocol/released.json';

export function present(): Released {
  return {
    version: about.version,
    requests: schemas(REQUESTS),
    frames: schemas(FRAMES),
    errors: Object.fromEntries(
      Object.entries(ERRORS).map(([code, [status, again]]) => [code, { status, again }]),
    ),
    close: Object.fromEntries(Object.values(CLOSE).map(({ code, advice }) => [code, advice])),
  };
}

export function readReleased(): Released {
  return readJson(FILE);
}

export function writeReleased(released: Released): void {
  writeJson(FILE, released);
}

function schemas(registry: object): Released['requests'] {
  const types = Object.keys(registry) as MessageType[];
  return Object.fromEntries(types.map((type) => [type, schemaOf(type)]));
}
