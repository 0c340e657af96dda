import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

export interface HttpAnswers {
  readonly page: string;
  readonly info: () => object;
  /** Why requests cannot be served right now; `undefined` when they can. */
  readonly notReady: () => Promise<string | undefined>;
}

/** What the server says over plain HTTP (PROTOCOL 6). The socket's upgrade stays outside. */
export function httpAnswers({
  page,
  info,
  notReady,
}: HttpAnswers): (r: Request) => Response | Promise<Response> {
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
      xFrameOptions: 'DENY',
      strictTransportSecurity: false,
    }),
  );
  app.get('/', (context) => context.html(page));
  app.get('/info', (context) => context.json(info(), 200, { 'cache-control': 'no-store' }));
  app.get('/healthz', (context) => context.text('ok\n', 200, { 'cache-control': 'no-store' }));
  app.get('/readyz', async (context) => {
    const reason = await notReady();
    const headers = { 'cache-control': 'no-store' };
    return reason === undefined
      ? context.text('ok\n', 200, headers)
      : context.text(`${reason}\n`, 503, headers);
  });
  app.notFound((context) => context.text('There is nothing at this address.\n', 404));
  return (request) => app.fetch(request);
}
