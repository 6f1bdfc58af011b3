// SPDX-License-Identifier: Apache-2.0
// Buttons that change a form without saving it: <form data-steps> with <button data-again>.  The answer's form takes the place of
// this one, so that the reader stays where they are.  Without script the page is loaded anew.

export function start(form) {
  form.addEventListener("submit", async (event) => {
    const { submitter } = event;
    if (!submitter || submitter.dataset.again === undefined || submitter.dataset.whole) return;
    event.preventDefault();
    const { value } = submitter, body = new URLSearchParams(new FormData(form, submitter));
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body, credentials: "same-origin" });
      const page = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
      const next = page?.getElementById(form.id);
      if (!next) throw new Error("another page");
      form.replaceChildren(...next.childNodes);
      const same = [...form.querySelectorAll("button[data-again]")];
      (same.find((button) => button.value === value) || same.find((button) => button.value.split(":")[0] === value.split(":")[0]))?.focus({ preventScroll: true });
    } catch {
      submitter.dataset.whole = "yes";
      form.requestSubmit(submitter);
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
}
