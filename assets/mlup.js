// SPDX-License-Identifier: Apache-2.0
// The only script a page names.  Every page works without it; each module below adds comfort to the elements that ask
// for it and is fetched only when one is there.  Texts come from the page, so that they are in the reader's language.

const modules = [
  ["[data-picker]", "picker"],
  ["[data-roster]", "roster"],
  ["form[method=post]:not(.menu-panel form)", "draft"],
  ["[data-progress-url]", "progress"],
  ["[data-confirm]", "confirm"],
  ["input[data-filter]", "filter"],
  ["form[data-refresh]", "refresh"],
  ["form[data-look]", "look"],
  ["form[data-arrange]", "arrange"],
  ["form[data-steps]", "steps"],
  ["form[data-meeting]", "meeting"],
  ["form[data-meeting]", "outbox"],
  ["[data-entry]", "entry"],
  ["[data-leave]", "leave"],
  ["form[data-arrivals]", "arrivals"],
  ["form[data-meeting], form[data-arrivals]", "offline"],
  ["[data-live]", "live"],
];

const starting = modules.map(async ([selector, name]) => {
  const elements = document.querySelectorAll(selector);
  if (!elements.length) return;
  const { start } = await import(`./${name}.js`);
  elements.forEach(start);
});
// Who drives the page by program waits for this.
Promise.allSettled(starting).then((ends) => {
  document.documentElement.dataset.ready = "";
  ends.filter(({ reason }) => reason).forEach(({ reason }) => reportError(reason));
});

// What went wrong is read out first.
document.getElementById("errors")?.focus();

// A menu closes when the reader goes elsewhere; signing out leaves nothing typed behind.
for (const menu of document.querySelectorAll("details.menu")) {
  document.addEventListener("click", (event) => menu.contains(event.target) || (menu.open = false));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
document.querySelector("form[action='/sign-out']")?.addEventListener("submit", () => { sessionStorage.clear(); window.caches?.delete("mlup-pages"); });

// Sheets that wait for a network are sent from whatever page is open; without any, nothing more is fetched.
if (document.body.dataset.user && window.indexedDB) {
  const is_sheet = document.querySelector("form[data-meeting]");
  if (is_sheet || navigator.serviceWorker?.controller) import("./outbox.js").then((module) => module.start_page());
  if (localStorage.getItem("mlup-lists") && !document.querySelector("form[data-arrivals]")) import("./arrivals.js").then((module) => module.flush());
}
