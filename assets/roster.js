// SPDX-License-Identifier: Apache-2.0
// Attendance: counts who is ticked as it happens, ticks all or none, moves between names with the arrow keys.
// Inside [data-roster]: checkboxes; [data-roster-count] shows the number; buttons [data-roster-set=all|none] come hidden.

export function start(roster) {
  const boxes = () => [...roster.querySelectorAll("input[type=checkbox]")].filter((box) => !box.closest("[hidden]"));
  const count = roster.querySelector("[data-roster-count]");
  const digits = new Intl.NumberFormat(roster.dataset.digits === "khmr" ? "km-u-nu-khmr" : "en");

  function update() {
    if (count) count.textContent = digits.format(roster.querySelectorAll("input[type=checkbox]:checked").length);
  }

  roster.addEventListener("change", update);
  for (const button of roster.querySelectorAll("[data-roster-set]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const box of boxes()) box.checked = button.dataset.rosterSet === "all";
      roster.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  roster.addEventListener("keydown", (event) => {
    const all = boxes(), here = all.indexOf(event.target);
    const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (here < 0 || next === undefined || !all[next]) return;
    event.preventDefault();
    all[next].focus();
  });
  update();
}
