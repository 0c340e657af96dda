import type { Context, Hono } from 'hono';
import { headersWith } from './headers.ts';

/** A file of the page, with its compressed forms where there are any. */
export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
  readonly br?: Buffer;
  readonly gzip?: Buffer;
  /** Its name says what is in it, so that it may be kept for ever. */
  readonly isLasting: boolean;
}

/** Addresses within the page: what is shown there, it finds out itself. */
const PLACES = [
  '/',
  '/chat/:chat',
  '/chat/:chat/:seq',
  '/random',
  '/groups',
  '/settings',
  '/search',
];

/** Everything comes from this server, scripts only as files of the page, and no string becomes a part of it. */
const pageHeaders = headersWith({
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  // The icon with the number of unread messages is drawn in the page.
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  workerSrc: ["'self'"],
  manifestSrc: ["'self'"],
  requireTrustedTypesFor: ["'script'"],
  trustedTypes: ['svelte-trusted-html', 'chateau'],
});

export function servePage(app: Hono, files: ReadonlyMap<string, PageFile>): void {
  for (const place of PLACES) {
    app.get(place, pageHeaders, (context) => {
      const page = files.get('/');
      return page ? give(context, page) : context.notFound();
    });
  }
  for (const [address, file] of files) {
    app.get(address, pageHeaders, (context) => give(context, file));
  }
}

function give(context: Context, file: PageFile): Response {
  const accepted = context.req.header('accept-encoding') ?? '';
  const form = (['br', 'gzip'] as const).find((name) => file[name] && accepted.includes(name));
  return context.body(new Uint8Array(form ? (file[form] ?? file.body) : file.body), 200, {
    'content-type': file.type,
    'cache-control': file.isLasting ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
    ...(form && { 'content-encoding': form }),
  });
}
