// SPDX-License-Identifier: Apache-2.0
// A part of a page that is looked at while others change it: <div data-live="15"> is fetched again every so many seconds while
// the page is seen and nobody is about to press something in it.

export function start(part) {
  const index = [...document.querySelectorAll("[data-live]")].indexOf(part);
  const is_used = () => document.hidden || part.contains(document.activeElement) || part.matches(":hover:active");
  async function look() {
    if (!is_used()) {
      try {
        const answer = await fetch(location.pathname, { credentials: "same-origin" });
        const page = answer.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
        const next = page?.querySelectorAll("[data-live]")[index];
        if (next && !is_used() && next.innerHTML !== part.innerHTML) part.replaceChildren(...next.childNodes);
      } catch { /* without a network it stays as it is */ }
    }
    setTimeout(look, part.dataset.live * 1000);
  }
  setTimeout(look, part.dataset.live * 1000);
}
