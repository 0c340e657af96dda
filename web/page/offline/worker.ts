/// <reference lib="webworker" />

/** The service worker: without a network the page opens all the same. Written in at the build: what it is made of. */
const { version, files } = JSON.parse('__FILES__') as { version: string; files: string[] };

const here = self as unknown as ServiceWorkerGlobalScope;
const SHELL = `shell-${version}`;

here.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(SHELL);
      await cache.addAll(['/', '/icon.svg', '/manifest.webmanifest', ...files]);
      await here.skipWaiting();
    })(),
  );
});

here.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== SHELL) await caches.delete(name);
      await here.clients.claim();
    })(),
  );
});

here.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(shellFor(request));
  else if (pathname.startsWith('/assets/')) event.respondWith(kept(request));
});

/** A click on a notice brings the page to the front, with the conversation open. */
here.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const address = String(event.notification.data ?? '/');
  event.waitUntil(
    (async () => {
      const [open] = await here.clients.matchAll({ type: 'window' });
      if (!open) return here.clients.openWindow(address);
      open.postMessage({ open: address });
      return open.focus();
    })(),
  );
});

/** Files whose names say what is in them never change. */
async function kept(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/** The newest page there is; what is not the page (`/docs`) has no other form offline. */
async function shellFor(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const shell = await caches.match('/');
    if (shell) return shell;
    throw error;
  }
}
