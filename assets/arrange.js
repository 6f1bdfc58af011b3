// SPDX-License-Identifier: Apache-2.0
// The questions of a draft are moved in their place: <form data-arrange> with buttons "up:NAME", "down:NAME" and so on around
// it.  What the server answers takes the place of #draft, the button keeps the focus, and where the question went is said.  Alt with
// an arrow moves the question that has the focus.  Without script each button loads the page anew.

import { start as startConfirm } from "./confirm.js";

const fetched = /^(section-)?(up|down):|^copy:/;
const other = { up: "down", down: "up", "section-up": "section-down", "section-down": "section-up" };

export function start(form) {
  const box = document.getElementById("draft");
  const status = form.querySelector("[role=status]");
  let busy = false;

  document.getElementById("draft-keys").hidden = false;
  form.elements.sure.value = "yes"; // the browser asks before something is taken out

  const button = (value) => document.querySelector(`button[form="${form.id}"][value="${CSS.escape(value)}"]`);

  function focus(value) {
    const [step, what] = value.split(/:(.*)/s);
    const moved = step.startsWith("section-") ? `${Number(what) + (step.endsWith("up") ? -1 : 1)}` : what;
    (button(`${step}:${moved}`) || button(`${other[step]}:${moved}`) || button(value))?.focus();
    const item = document.activeElement.closest("li, section");
    item?.scrollIntoView({ block: "nearest" });
    const all = [...document.querySelectorAll(step.startsWith("section-") ? "#draft > section" : "#draft li")];
    status.textContent = form.dataset.moved.replace("{1}", all.indexOf(item) + 1);
  }

  function take(page, value) {
    const next = page.getElementById("draft"), fields = page.getElementById(form.id);
    if (!next || !fields) return false;
    box.replaceChildren(...next.childNodes);
    for (const name of ["_version", "_key", "csrf"]) form.elements[name].value = fields.elements[name].value;
    box.querySelectorAll("[data-confirm]").forEach(startConfirm);
    focus(value);
    return true;
  }

  async function send(submitter) {
    const body = new URLSearchParams(new FormData(form, submitter));
    busy = true;
    box.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body, credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok && take(page, submitter.value)) return;
      status.textContent = form.dataset.refused;
      submitter.dataset.whole = "yes"; // nothing was changed: the page that says why is loaded
      form.requestSubmit(submitter);
    } catch {
      status.textContent = form.dataset.refused;
    } finally {
      busy = false;
      box.removeAttribute("aria-busy");
    }
  }

  form.addEventListener("submit", (event) => {
    const { submitter } = event;
    if (!submitter || submitter.dataset.whole || !fetched.test(submitter.value)) return;
    event.preventDefault();
    if (!busy) send(submitter);
  });
  box.addEventListener("keydown", (event) => {
    const step = event.altKey && { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const name = event.target.closest("[data-question]")?.dataset.question;
    if (!step || !name) return;
    event.preventDefault();
    button(`${step}:${name}`)?.click();
  });
}
