import { type Context, Hono } from 'hono';
import { etag } from 'hono/etag';
import { headersWith } from './headers.ts';
import { type PageFile, servePage } from './page.ts';

/** Something to read that is the same for everybody. */
export interface Document {
  readonly type: string;
  readonly body: string;
}

export interface HttpAnswers {
  /** The files of the page by their addresses, itself at `/`. */
  readonly page: ReadonlyMap<string, PageFile>;
  readonly info: () => object;
  /** By address, each below `/docs` or `/asyncapi.json`; asked for once, when somebody wants one. */
  readonly documents: () => Promise<Readonly<Record<string, Document>>>;
  /** Why requests cannot be served right now; `undefined` when they can. */
  readonly notReady: () => Promise<string | undefined>;
}

/** What the server says over plain HTTP (PROTOCOL 6). The socket's upgrade stays outside. */
export function httpAnswers({
  page,
  info,
  documents,
  notReady,
}: HttpAnswers): (r: Request) => Response | Promise<Response> {
  const app = new Hono();
  // Before the others: the page has headers of its own.
  servePage(app, page);
  app.use(strict);
  app.get('/info', (context) => context.json(info(), 200, { 'cache-control': 'no-store' }));
  app.get('/healthz', (context) => context.text('ok\n', 200, { 'cache-control': 'no-store' }));
  app.get('/readyz', async (context) => {
    const reason = await notReady();
    const headers = { 'cache-control': 'no-store' };
    return reason === undefined
      ? context.text('ok\n', 200, headers)
      : context.text(`${reason}\n`, 503, headers);
  });
  app.get('/docs/', (context) => context.redirect('/docs', 301));
  const read = reader(documents);
  for (const address of ['/asyncapi.json', '/docs', '/docs/:name']) app.get(address, etag(), read);
  app.notFound((context) => context.text('There is nothing at this address.\n', 404));
  return (request) => app.fetch(request);
}

/** What is said to be read runs nothing. */
const strict = headersWith({ styleSrc: ["'self'"] });

/** A browser keeps them, and asks each time whether they are still the same. */
function reader(documents: HttpAnswers['documents']) {
  let all: ReturnType<typeof documents> | undefined;
  return async (context: Context): Promise<Response> => {
    all ??= documents();
    const { [context.req.path]: found } = await all;
    if (!found) return context.notFound();
    const headers = { 'content-type': found.type, 'cache-control': 'no-cache' };
    return context.body(found.body, 200, headers);
  };
}
