// SPDX-License-Identifier: Apache-2.0
// Sheets that are filled in where there is no network.  A form marked data-meeting is kept in this browser (IndexedDB) as
// it is typed and survives a closed tab; sent without a network it waits in the outbox and goes once when the network is
// back.  The form's key makes sure that it has one effect however often it is sent.  What one user typed is not sent by another.

import { csrf, read, send, show, store_of, user } from "./sending.js";

const { put, take, drop, all } = store_of("mlup", ["drafts", "outbox"]);

let sending = false;
async function flush() {
  if (sending || !navigator.onLine || !csrf()) return;
  sending = true;
  try {
    for (const entry of await all("outbox")) {
      if (entry.user !== user()) continue;
      const result = await send(entry);
      if (result.state === "sent") { await drop("outbox", entry.key); await drop("drafts", entry.path); }
      if (result.state === "look" && !entry.look) await put("outbox", entry.key, { ...entry, look: true });
    }
  } finally { sending = false; }
  await tell();
}

// One line on top of every page while something waits.
async function tell() {
  const waiting = (await all("outbox")).filter((entry) => entry.user === user());
  document.getElementById("outbox")?.remove();
  const page = document.querySelector("main");
  const texts = document.body.dataset;
  if (!waiting.length || !page) return;
  const banner = Object.assign(document.createElement("div"), { id: "outbox", className: "banner" });
  banner.setAttribute("role", "status");
  for (const entry of waiting) {
    const line = Object.assign(document.createElement("p"), { className: "row" });
    line.append(Object.assign(document.createElement("span"), { textContent: `${entry.title}: ${entry.look ? texts.textOutboxLook : texts.textOutboxWait}` }));
    if (entry.look) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: texts.textOutboxOpen });
      button.addEventListener("click", async () => { await drop("outbox", entry.key); show(entry); });
      line.append(button);
    }
    banner.append(line);
  }
  page.prepend(banner);
}

function restore(form, kept) {
  const values = new Map();
  for (const [name, value] of kept.fields) values.set(name, value);
  for (const field of form.elements) {
    if (!field.name || !values.has(field.name) || ["csrf", "do"].includes(field.name)) continue;
    if (field.type === "radio") field.checked = field.value === values.get(field.name);
    else if (field.type !== "submit") field.value = values.get(field.name);
  }
  form.dispatchEvent(new Event("input"));
}

function offer(form) {
  const note = form.querySelector("[data-meeting-note]");
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: form.dataset.fresh });
  button.addEventListener("click", async () => { await drop("drafts", location.pathname); location.reload(); });
  note.className = "banner row";
  note.append(Object.assign(document.createElement("span"), { textContent: form.dataset.restored }), button);
}

async function submit(form, button) {
  const fields = [["csrf", ""], ...read(form)];
  if (button?.name) fields.push([button.name, button.value]);
  const key = form.elements.key.value, path = location.pathname;
  const entry = { key, path, fields, action: form.getAttribute("action"), user: user(), title: document.querySelector("h1").textContent.trim() };
  await put("drafts", path, { fields, user: user() });
  await put("outbox", key, entry); // kept before it is sent
  const result = await send(entry);
  if (result.state === "wait") {
    const note = form.querySelector("[data-meeting-note]");
    note.className = "banner banner-behind";
    note.textContent = result.signed_out ? form.dataset.again : form.dataset.kept;
    note.scrollIntoView({ block: "center" });
    return tell();
  }
  await drop("outbox", key);
  await drop("drafts", path);
  if (result.state === "sent") location.assign(result.url);
  else show(entry);
}

// The answer to a look has what was typed, and may be at another address.  Then the draft moves there with it: left behind, it
// would come back with the next meeting.
const looked_key = "sheet-looked";
async function has_moved(path) {
  const before = sessionStorage.getItem(looked_key);
  sessionStorage.removeItem(looked_key);
  if (!before || before === path) return false;
  await drop("drafts", before);
  return true;
}

// A page that shows a refused or doubled sheet has everything that was typed; a fresh one may have a draft.
export async function start(form) {
  const path = location.pathname, is_answer = document.querySelector("#errors, .banner-conflict");
  const moved = await has_moved(path), kept = await take("drafts", path);
  if (kept && kept.user === user() && !is_answer && !location.search.includes("done=")) { restore(form, kept); offer(form); }
  let later;
  const keep_now = () => put("drafts", path, { fields: read(form), user: user() });
  const keep = () => { clearTimeout(later); later = setTimeout(keep_now, 150); };
  if (moved) await keep_now();
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    clearTimeout(later);
    if (button?.value === "look" || button?.hasAttribute("formaction")) {
      keep_now();
      sessionStorage.setItem(looked_key, path);
      return;
    }
    event.preventDefault();
    submit(form, button?.name === "keep_all" || button?.name === "do" ? button : null);
  });
  form.dataset.ready = "true";
}

export async function start_page() {
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  await tell();
  await flush();
}
