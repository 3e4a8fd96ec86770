// Keeps the page's own files, so that it works without a network after the first visit. Nothing else is ever kept: only addresses of
// the list that the build writes in place of FILES; captures are read as blobs and pass no request.

/** @type {readonly string[]} */
const FILES = __FILES__;
const CACHE = 'whyreset-__VERSION__';
const FOLDER = new URL('./', self.location.href).href;
const PAGE = FOLDER;
const KEPT = new Set(FILES.map((file) => FOLDER + file));

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([PAGE, ...KEPT]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  const isOld = (/** @type {string} */ name) => name.startsWith('whyreset-') && name !== CACHE;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const url = request.url.split(/[?#]/, 1)[0] ?? '';
  // The page itself: the newest there is, the kept one without a network.
  if (request.mode === 'navigate' && (url === PAGE || url === `${FOLDER}index.html`)) event.respondWith(newest(request));
  // Names in assets/ change with their contents: what is kept is right.
  else if (KEPT.has(url)) event.respondWith(url.startsWith(`${FOLDER}assets/`) ? kept(request) : newest(request));
});

/** @param {Request} request */
async function kept(request) {
  return (await caches.match(request, { cacheName: CACHE, ignoreSearch: true })) ?? fetch(request);
}

/** @param {Request} request */
async function newest(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const copy = await caches.match(request.mode === 'navigate' ? PAGE : request, { cacheName: CACHE, ignoreSearch: true });
    if (copy === undefined) throw error;
    return copy;
  }
}
