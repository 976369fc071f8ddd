// Keeps the page for use without a network: everything is fetched once, at installation.
const FILES = __FILES__;
const CACHE = `yinsi-${__VERSION__}`;

// (module (func (result v128) i32.const 0 i8x16.splat)): valid only where there is simd128.
const PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
]);

self.addEventListener("install", (event) => {
  const other = WebAssembly.validate(PROBE) ? "yinsi-all-scalar" : "yinsi-all-simd";
  const files = FILES.filter((file) => !file.includes(other));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(files)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const clean = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("yinsi-") && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || !event.request.url.startsWith(self.location.origin)) return;
  const answer = async () => {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(event.request, { ignoreSearch: true, ignoreVary: true });
    return kept ?? fetch(event.request);
  };
  event.respondWith(answer());
});
