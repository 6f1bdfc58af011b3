// SPDX-License-Identifier: Apache-2.0
// Search as you type (WAI-ARIA combobox with a list).  <div data-picker data-url="/api/v1/place?q="> holds a text input
// and a hidden one; with data-posted what is typed goes by POST, so that no address has a name.  The answer is {"items": [{"id", "label", "detail"}]}.  Choosing fills both inputs; typing empties
// the hidden one, so that the server resolves the text as it does without script.

import { csrf } from "./sending.js";

const wait_ms = 150;
let lists = 0;

export function start(picker) {
  const input = picker.querySelector("input:not([type=hidden])");
  const value = picker.querySelector("input[type=hidden]");
  const list = document.createElement("ul");
  let timer, request, active = -1;

  list.id = `picker-list-${++lists}`;
  list.className = "picker-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels?.[0]?.textContent ?? "");
  list.hidden = true;
  picker.append(list);
  for (const [name, text] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]])
    input.setAttribute(name, text);

  const options = () => list.querySelectorAll("[role=option]");

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function point(index) {
    const all = options();
    if (!all.length) return;
    active = (index + all.length) % all.length;
    all.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    all[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[active].id);
  }

  function choose(option) {
    input.value = option.dataset.label;
    value.value = option.dataset.id;
    close();
    value.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function show(items) {
    list.replaceChildren(...items.map((item, i) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${i}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      Object.assign(option.dataset, { id: item.id, label: item.label });
      option.textContent = item.label;
      if (item.detail) option.append(Object.assign(document.createElement("small"), { textContent: item.detail }));
      return option;
    }));
    if (!items.length) {
      const none = Object.assign(document.createElement("li"), { className: "muted", textContent: document.body.dataset.textNone });
      none.setAttribute("role", "presentation");
      list.append(none);
    }
    active = -1;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  async function look() {
    const text = input.value.trim();
    request?.abort();
    if (!text) return close();
    request = new AbortController();
    try {
      const how = { signal: request.signal, headers: { Accept: "application/json" }, credentials: "same-origin" };
      if ("posted" in picker.dataset) {
        Object.assign(how, { method: "POST", body: JSON.stringify({ q: text }) });
        Object.assign(how.headers, { "Content-Type": "application/json", "X-CSRF-Token": csrf() });
      }
      const answer = await fetch(picker.dataset.url + ("posted" in picker.dataset ? "" : encodeURIComponent(text)), how);
      if (answer.ok && document.activeElement === input) show((await answer.json()).items ?? []);
    } catch (error) {
      // Without a network the text itself is sent and the server resolves it.
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    value.value = "";
    clearTimeout(timer);
    timer = setTimeout(look, wait_ms);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) look();
      else point(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1));
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      choose(options()[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", close);
  // Before the blur that a press would cause.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}
