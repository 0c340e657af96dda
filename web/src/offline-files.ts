import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

/** What stands in the service worker's source for the list of files. */
const PLACE = '__FILES__';

/** Tells the service worker which files the page is made of, and under which name this build's are kept. */
export function offlineFiles(): Plugin {
  return {
    name: 'chateau-offline-files',
    enforce: 'post',
    generateBundle(_, bundle) {
      const worker = bundle['offline.js'];
      if (worker?.type !== 'chunk') throw new Error('the service worker was not built');
      const files = Object.keys(bundle).filter((name) => name.startsWith('assets/'));
      const version = createHash('sha256').update(files.join()).digest('hex').slice(0, 12);
      const list = JSON.stringify({ version, files: files.map((name) => `/${name}`).toSorted() });
      worker.code = worker.code.replace(PLACE, () => list.replaceAll('"', '\\"'));
    },
  };
}
