// SPDX-License-Identifier: Apache-2.0
// <input data-filter="#list" hidden> shows only the rows or items of #list that hold every word typed.  It works on
// what the page has; finding more is the server's search.  Inside a row, [data-filter-text] is what is looked at.

const plain = (text) => text.normalize("NFC").toLocaleLowerCase().replace(/[\u200b-\u200d]/g, "");

export function start(input) {
  const list = document.querySelector(input.dataset.filter);
  if (!list) return;
  const rows = [...list.querySelectorAll("tbody tr, :scope > li")]
    .map((row) => [row, plain((row.querySelector("[data-filter-text]") ?? row).textContent)]);
  (input.closest(".field") ?? input).hidden = false;
  input.hidden = false;
  input.addEventListener("input", () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    for (const [row, text] of rows) row.hidden = !words.every((word) => text.includes(word));
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
