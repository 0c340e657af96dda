import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { compiledEarly } from './src/compiled-early.ts';
import { emoji } from './src/emoji.ts';
import { offlineFiles } from './src/offline-files.ts';
import { stylesAgain } from './src/styles-again.ts';

export default defineConfig({
  root: import.meta.dirname,
  publicDir: 'public',
  plugins: [
    svelte({ configFile: false }),
    emoji(),
    stylesAgain(),
    compiledEarly('house', 'conversation'),
    offlineFiles(),
  ],
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    manifest: true,
    target: ['chrome123', 'firefox128', 'safari17.5'],
    // Pictures and faces as files: the page's policy allows no `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: { page: 'index.html', offline: 'page/offline/worker.ts' },
      output: {
        // A service worker is looked for at the same address every time.
        entryFileNames: ({ name }) =>
          name === 'offline' ? 'offline.js' : 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
        // Each with all that it needs, since every file more is work for the browser before anything is seen.
        codeSplitting: {
          groups: [
            { name: 'question', test: /page\/main\.ts$/, priority: 3 },
            { name: 'house', test: /page\/House\.svelte$/, priority: 2 },
            {
              name: 'conversation',
              test: /page\/conversation\/Conversation\.svelte$/,
              priority: 1,
            },
          ],
        },
      },
    },
  },
});
