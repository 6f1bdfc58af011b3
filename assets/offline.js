// SPDX-License-Identifier: Apache-2.0
// The worker that keeps pages for times without a network, and the one page it cannot have seen: the one that called
// it.  That page and what it is made of are fetched once more, so that it opens again the first time, too.

const worker_is_there = () => new Promise((done) => {
  if (navigator.serviceWorker.controller) done();
  else navigator.serviceWorker.addEventListener("controllerchange", done, { once: true });
});

async function keep(form) {
  await worker_is_there();
  const parts = performance.getEntriesByType("resource").map(({ name }) => name)
    .filter((name) => /^\/(assets|fonts)\//.test(new URL(name).pathname));
  const answer = await fetch(location.pathname, { credentials: "same-origin" });
  if (answer.ok && !answer.redirected) await (await caches.open("mlup-pages")).put(location.pathname, answer);
  await Promise.all(parts.map((name) => fetch(name)));
  form.dataset.kept = "true";
}

export async function start(form) {
  if (!navigator.serviceWorker) return;
  const is_first = !navigator.serviceWorker.controller;
  await navigator.serviceWorker.register("/worker.js");
  if (is_first) keep(form).catch(() => {}); // without a network now: the next time it is opened
}
