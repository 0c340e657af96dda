import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const NAME = 'virtual:emoji';

interface Group {
  readonly emojis: readonly {
    readonly emoji: string;
    readonly name: string;
    readonly emoji_version: string;
  }[];
}

/** Newer ones are empty boxes on the systems that people have. */
const NEWEST = 15.1;

/** `virtual:emoji`: the groups of the picker, each a list of emoji and names. Of the data no more reaches the page. */
export function emoji(): Plugin {
  return {
    name: 'chateau-emoji',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load(id) {
      if (id !== `\0${NAME}`) return undefined;
      const path = createRequire(import.meta.url).resolve('unicode-emoji-json/data-by-group.json');
      const groups = JSON.parse(readFileSync(path, 'utf8')) as readonly Group[];
      const kept = groups.map(({ emojis }) =>
        emojis
          .filter(({ emoji_version }) => Number(emoji_version) <= NEWEST)
          .map(({ emoji, name }) => [emoji, name]),
      );
      return `export default ${JSON.stringify(kept)};`;
    },
  };
}
