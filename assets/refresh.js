// SPDX-License-Identifier: Apache-2.0
// A form whose questions follow from the answers: <form data-refresh>.  After a choice the form is sent with
// action=refresh, which writes nothing, and the answer's form takes the place of this one.  Without script the form's
// own button "Check" does the same.

import { start as startPicker } from "./picker.js";

const typed = "input:not([type=hidden], [type=checkbox], [type=radio]), textarea";

// Was anything chosen that the page did not come with?
function is_chosen_anew(field) {
  if (field.matches("select")) return field.value !== (field.querySelector("option[selected]") ?? field.options[0])?.value;
  return field.matches("[type=checkbox], [type=radio]") && field.checked !== field.defaultChecked;
}

export function start(form) {
  let request;

  const sent = () => new URLSearchParams(new FormData(form)).toString();

  function show(next) {
    const focus = document.activeElement?.id;
    const open = [...form.querySelectorAll("details")].map((details) => details.open);
    form.replaceChildren(...next.childNodes);
    form.querySelectorAll("details").forEach((details, i) => { details.open ||= open[i] ?? false; });
    form.querySelectorAll("[data-picker]").forEach(startPicker);
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  }

  async function refresh() {
    request?.abort();
    request = new AbortController();
    const before = sent();
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST", body: new URLSearchParams(`${before}&action=refresh`), signal: request.signal, credentials: "same-origin",
      });
      const page = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
      const next = page?.getElementById(form.id);
      if (next && sent() === before) show(next);
      form.removeAttribute("aria-busy");
    } catch (error) {
      // Without a network the form stays as it is; the button still works.
      if (error.name !== "AbortError") form.removeAttribute("aria-busy");
    }
  }

  form.addEventListener("change", (event) => {
    // Words typed into a picker are not a choice yet.
    if (event.target.name?.endsWith(".text")) return;
    if (event.target.matches(typed) && !event.target.closest(".rule-form")) return;
    refresh();
  });
  // On a slow line somebody may have chosen before this script came.
  if ([...form.elements].some(is_chosen_anew)) refresh();
}
