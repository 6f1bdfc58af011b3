// SPDX-License-Identifier: Apache-2.0
// Pages of case files leave at once: the button, or Escape pressed twice, empties the page, signs out, throws away what the browser
// keeps, and goes to a harmless page in this one's place.  A page that nobody touches goes to where the password is asked for, and
// an opened file closes after a while; one that comes back out of the history is loaded anew.

const twice_ms = 700;

export function start(body) {
  const form = document.querySelector("form.leave");

  function leave(event) {
    event?.preventDefault();
    fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), keepalive: true });
    document.title = "…";
    body.replaceChildren();
    sessionStorage.clear();
    window.caches?.delete("mlup-pages");
    location.replace(body.dataset.leave);
  }

  let last = -twice_ms;
  form.addEventListener("submit", leave);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (event.timeStamp - last < twice_ms) leave(event);
    last = event.timeStamp;
  });

  body.dataset.leaves = ""; // from now on the key leaves

  const closing = document.querySelector("[data-closes-after]");
  if (closing) setTimeout(() => location.replace(closing.href), Number(closing.dataset.closesAfter) * 1000);

  const lock_ms = Number(body.dataset.lockAfter) * 1000;
  const ask = () => location.replace(`/account/unlock?next=${encodeURIComponent(location.pathname)}`);
  let touched = Date.now();
  for (const kind of ["pointerdown", "keydown", "scroll"]) document.addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
  if (lock_ms) setInterval(() => { if (Date.now() - touched > lock_ms) ask(); }, 10_000);
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}
