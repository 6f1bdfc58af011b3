// SPDX-License-Identifier: Apache-2.0
// Lets meeting sheets and lists of arrivals open without a network: the last answer of each, and what those pages are made of, is kept.
// Everything else goes to the network as if this were not here.  Signing out empties the store of pages.

const pages = "mlup-pages", parts = "mlup-parts";
// The list of an arrival is kept empty, as it is opened: without what was just saved.
const is_sheet = (url) => /^\/(savings-groups\/[^/]+\/meetings\/new|group-meetings\/[^/]+\/sheet)$/.test(url.pathname) || is_list(url);
const is_list = (url) => /^\/arrivals\/[^/]+\/intake$/.test(url.pathname);
const is_part = (url) => url.pathname.startsWith("/assets/") || url.pathname.startsWith("/fonts/");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The page without its query; only a whole page of a sheet, not a sign-in that it was led to.
async function sheet(request) {
  const key = new URL(request.url).pathname;
  try {
    const answer = await fetch(request);
    const url = new URL(answer.url || request.url);
    if (answer.ok && is_sheet(url) && !(is_list(url) && url.search)) await (await caches.open(pages)).put(key, answer.clone());
    return answer;
  } catch (error) {
    const kept = await (await caches.open(pages)).match(key);
    if (kept) return kept;
    throw error;
  }
}

async function part(request) {
  const store = await caches.open(parts);
  try {
    const answer = await fetch(request);
    if (answer.ok) await store.put(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await store.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && is_sheet(url)) event.respondWith(sheet(event.request));
  else if (is_part(url)) event.respondWith(part(event.request));
});
