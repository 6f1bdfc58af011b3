// SPDX-License-Identifier: Apache-2.0
// Nothing typed is lost: leaving a changed form asks first, and what was typed is kept for this tab (sessionStorage)
// and offered again when the form comes back unsaved.  Forms marked data-sensitive are guarded but never stored;
// passwords, files and hidden fields are never stored at all.

const sent_key = "draft-sent";
const texts = document.body.dataset;

function fields(form) {
  return [...form.elements].filter((field) => field.name && !["password", "file", "hidden", "submit", "button"].includes(field.type));
}

function read(form) {
  return fields(form).map((field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value));
}

function write(form, values) {
  fields(form).forEach((field, i) => {
    if (["checkbox", "radio"].includes(field.type)) field.checked = values[i];
    else field.value = values[i];
  });
  form.querySelector("[data-roster]")?.dispatchEvent(new Event("change"));
}

function button(text, action) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  made.addEventListener("click", action);
  return made;
}

function offer(form, key, values) {
  const banner = Object.assign(document.createElement("div"), { className: "banner row" });
  banner.setAttribute("role", "status");
  banner.append(
    Object.assign(document.createElement("span"), { textContent: texts.textDraft }),
    button(texts.textRestore, () => { write(form, values); banner.remove(); form.dispatchEvent(new Event("input")); }),
    button(texts.textDiscard, () => { sessionStorage.removeItem(key); banner.remove(); }),
  );
  form.before(banner);
}

// A draft that was sent is done with when the answer is another page, a saved one, or the form again with its errors.
function settle(key) {
  if (sessionStorage.getItem(sent_key) !== key) return;
  if (document.querySelector(".banner-saved, #errors, .banner-conflict")) sessionStorage.removeItem(key);
  sessionStorage.removeItem(sent_key);
}

const sent_elsewhere = sessionStorage.getItem(sent_key);
if (sent_elsewhere && !sent_elsewhere.startsWith(`draft:${location.pathname}#`)) {
  sessionStorage.removeItem(sent_elsewhere);
  sessionStorage.removeItem(sent_key);
}

export function start(form) {
  if (!fields(form).length || form.dataset.draft === "off") return;
  const key = `draft:${location.pathname}#${form.id || form.getAttribute("action")}`;
  const store = !("sensitive" in form.dataset);
  const before = JSON.stringify(read(form));
  let leaving = false;
  const changed = () => JSON.stringify(read(form)) !== before;

  settle(key);
  const kept = store && sessionStorage.getItem(key);
  if (kept && kept !== before && JSON.parse(kept).length === fields(form).length) offer(form, key, JSON.parse(kept));

  const keep = () => {
    if (store && changed()) sessionStorage.setItem(key, JSON.stringify(read(form)));
    else sessionStorage.removeItem(key);
  };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    leaving = true;
    if (store) sessionStorage.setItem(sent_key, key);
  });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => { if (!leaving && changed()) event.preventDefault(); });
}
