// SPDX-License-Identifier: Apache-2.0
// The list of who came, with the keyboard and without a network.  What is typed is kept in this browser sealed: each list under
// a key of its own, that one under the public half of a pair whose private half is sealed, too, under a key that the
// server gives to its signed-in user and no page keeps.  So without a network lists can be added and not read back, by nobody.
// A list has a key of its own, so that it has one effect however often it is sent.

import { csrf, read, send, show, store_of, user } from "./sending.js";

const encoder = new TextEncoder(), decoder = new TextDecoder();
const crypt = globalThis.crypto?.subtle;
const { put, take, drop, all } = store_of("mlup-arrivals", ["pairs", "drafts", "lists"]);
const mine = async (name) => (await all(name)).filter((entry) => entry.user === user()).sort((a, b) => a.at - b.at);
const send_list = (list) => send(list, [401, 403]);

// ---- sealing ----

const rsa = { name: "RSA-OAEP", hash: "SHA-256" };
const random = (bytes) => crypto.getRandomValues(new Uint8Array(bytes));
const from_hex = (hex) => new Uint8Array(hex.match(/../g).map((pair) => parseInt(pair, 16)));
let private_half, server_key;

// The key of this user; null without a network or without being signed in.
async function ask_key() {
  if (server_key) return server_key;
  try {
    const answer = await fetch("/arrivals/outbox-key", { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return null;
    server_key = await crypt.importKey("raw", from_hex((await answer.json()).key), "AES-GCM", false, ["encrypt", "decrypt"]);
  } catch { return null; }
  return server_key;
}

async function make_pair() {
  const key = await ask_key();
  if (!key) return null;
  const pair = await crypt.generateKey({ ...rsa, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }, true, ["encrypt", "decrypt"]);
  const iv = random(12), secret = await crypt.encrypt({ name: "AES-GCM", iv }, key, await crypt.exportKey("pkcs8", pair.privateKey));
  const kept = { open: await crypt.exportKey("spki", pair.publicKey), iv, secret };
  await put("pairs", user(), kept);
  return kept;
}

async function public_half() {
  const pair = await take("pairs", user()) || await make_pair();
  return pair && crypt.importKey("spki", pair.open, rsa, false, ["encrypt"]);
}

async function seal(value) {
  const half = await public_half();
  if (!half) return null;
  const key = await crypt.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]), iv = random(12);
  return {
    iv, wrapped: await crypt.encrypt(rsa, half, await crypt.exportKey("raw", key)),
    bytes: await crypt.encrypt({ name: "AES-GCM", iv }, key, encoder.encode(JSON.stringify(value))),
  };
}

async function unseal(sealed) {
  const key = await ask_key(), pair = await take("pairs", user());
  if (!key || !pair) return null;
  private_half ||= await crypt.importKey("pkcs8", await crypt.decrypt({ name: "AES-GCM", iv: pair.iv }, key, pair.secret), rsa, false, ["decrypt"]);
  const inner = await crypt.importKey("raw", await crypt.decrypt(rsa, private_half, sealed.wrapped), "AES-GCM", false, ["decrypt"]);
  return JSON.parse(decoder.decode(await crypt.decrypt({ name: "AES-GCM", iv: sealed.iv }, inner, sealed.bytes)));
}

// ---- sending ----

async function tell_count() {
  const lists = await mine("lists");
  if (lists.length) localStorage.setItem("mlup-lists", String(lists.length));
  else localStorage.removeItem("mlup-lists");
  return lists;
}

const soon_ms = 1000, latest_ms = 60000;
let sending = false, again = false, wait_ms = soon_ms, timer;

// Sends what waits, in its order; a list that a person must look at is passed over.  False when something still waits; what has
// come through shows that trying is worth it.
async function send_all() {
  for (const kept of await mine("lists")) {
    const list = await unseal(kept.sealed), result = list ? await send_list(list) : { state: "wait" };
    if (result.state === "wait") return false;
    wait_ms = soon_ms / 2;
    if (result.state === "sent") await drop("lists", kept.key);
    else if (!kept.look) await put("lists", kept.key, { ...kept, look: true });
  }
  return true;
}

// A network that drops connections says all the time that it is there: it is tried again, less and less often.
export async function flush() {
  if (sending) { again = true; return; }
  if (!navigator.onLine || !csrf() || !crypt) return;
  sending = true;
  clearTimeout(timer);
  try {
    const is_done = await send_all();
    wait_ms = Math.min(wait_ms * 2, latest_ms);
    if (!is_done) timer = setTimeout(flush, wait_ms);
  } catch (error) {
    console.warn("lists wait:", error.message); // sealed under a key that is gone: they stay
  } finally { sending = false; }
  await tell();
  if (again) { again = false; await flush(); }
}

const number_of = (count) => new Intl.NumberFormat(document.documentElement.lang === "km" ? "km" : "en").format(count);

// One line above the list while something waits.
async function tell() {
  const lists = await tell_count(), form = document.querySelector("form[data-arrivals]"), note = form?.querySelector("[data-arrivals-note]");
  if (!note) return;
  note.querySelector("[data-waiting]")?.remove();
  if (!lists.length) return;
  const line = Object.assign(document.createElement("p"), { className: "banner banner-behind row" });
  line.dataset.waiting = lists.length;
  const people = lists.reduce((sum, list) => sum + list.people, 0), look = lists.find((list) => list.look);
  line.append(Object.assign(document.createElement("span"), { textContent: look ? form.dataset.doubt : form.dataset.kept.replace("{1}", number_of(people)) }));
  if (look) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: document.body.dataset.textOutboxOpen });
    button.addEventListener("click", async () => { const list = await unseal(look.sealed); if (list) show(list); });
    line.append(button);
  }
  note.append(line);
}

function say(form, text) {
  const note = form.querySelector("[data-arrivals-note]");
  note.querySelector("[data-said]")?.remove();
  if (!text) return;
  const line = Object.assign(document.createElement("p"), { className: "banner", textContent: text });
  line.dataset.said = "";
  note.prepend(line);
}

// ---- rows ----

const rows = (form) => [...form.querySelectorAll(".intake-lines > li")];
const cells = (row) => [...row.querySelectorAll("input, select")];
const says = (row) => cells(row).some((field) => !/^(band|tie|decide)\./.test(field.name) && (field.type === "checkbox" ? field.checked : field.value));
const people_in = (form) => rows(form).filter(says).length;

function clear(row) {
  row.classList.remove("is-wrong");
  row.querySelectorAll(".error, .intake-ask").forEach((part) => part.remove());
  row.querySelectorAll(".has-error").forEach((part) => part.classList.remove("has-error"));
  for (const field of cells(row)) {
    if (field.type === "checkbox") field.checked = false;
    else field.value = "";
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
}

function renumber(row, number) {
  const old = `.${row.dataset.row}`, next = `.${number}`;
  const moved = (text) => (text.endsWith(old) ? text.slice(0, -old.length) + next : text);
  for (const field of cells(row)) { field.name = moved(field.name); if (field.id) field.id = moved(field.id); }
  for (const label of row.querySelectorAll("label[for]")) label.htmlFor = moved(label.htmlFor);
  row.dataset.row = number;
  row.querySelector(".intake-number").textContent = number_of(number);
  for (const group of row.querySelectorAll("[role=group]")) group.setAttribute("aria-label", group.getAttribute("aria-label").replace(/\S+$/, number_of(number)));
}

const rows_max = 500;
function add_row(form) {
  const last = rows(form).at(-1), row = last.cloneNode(true);
  if (rows(form).length >= rows_max) return last;
  renumber(row, Number(last.dataset.row) + 1);
  clear(row);
  last.after(row);
  return row;
}

function empty(form) {
  for (const row of rows(form).slice(8)) row.remove();
  rows(form).forEach(clear);
  form.elements.key.value = crypto.randomUUID();
}

// The wrist numbers go on from the row above, as the bands come off their roll.
function next_band(row) {
  const above = row.previousElementSibling?.querySelector("[name^='band.']")?.value.trim(), band = row.querySelector("[name^='band.']");
  if (above && /^\d+$/.test(above) && !band.value && says(row)) band.value = String(Number(above) + 1);
}

function start_keys(form) {
  form.addEventListener("keydown", (event) => {
    const field = event.target, row = field.closest?.("[data-row]"), step = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[event.key];
    if (!row || !step || event.isComposing || (field instanceof HTMLSelectElement && event.key !== "Enter") || field.type === "radio") return;
    if (field.list && event.key !== "Enter") return; // the arrows go through the districts
    event.preventDefault();
    const to = step > 0 ? row.nextElementSibling || add_row(form) : row.previousElementSibling;
    const name = event.key === "Enter" ? "name" : field.name.split(".")[0];
    to?.querySelector(`[name^="${name}."]`)?.focus();
  });
  form.addEventListener("input", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    next_band(row);
    if (row === rows(form).at(-1) && says(row)) add_row(form);
  });
}

// ---- drafts ----

// What was typed in rows, one object a row, without their numbers.
function typed_rows(fields) {
  const found = new Map();
  for (const [name, value] of fields) {
    const [, cell, number] = name.match(/^(\w+)\.(\d+)$/) || [];
    if (!cell || !value) continue;
    if (!found.has(number)) found.set(number, []);
    found.get(number).push([cell, value]);
  }
  return [...found.values()].filter((row) => row.some(([cell]) => !["band", "tie", "decide"].includes(cell)));
}

function fill(form, typed) {
  for (const values of typed) {
    const row = rows(form).find((one) => !says(one)) || add_row(form);
    for (const [cell, value] of values) {
      if (cell === "urgent") { for (const box of row.querySelectorAll(`[name^="urgent."][value="${CSS.escape(value)}"]`)) box.checked = true; continue; }
      const field = row.querySelector(`input[name^="${cell}."], select[name^="${cell}."]`);
      if (field && field.type !== "radio") field.value = value;
    }
  }
  if (says(rows(form).at(-1))) add_row(form);
}

async function keep_draft(form) {
  const key = form.elements.key.value;
  if (!people_in(form)) return drop("drafts", key);
  const sealed = await seal({ fields: read(form) });
  // Not when it was sent meanwhile: it stands in the lists then.
  if (sealed && form.elements.key.value === key && !form.dataset.sent) await put("drafts", key, { key, user: user(), path: location.pathname, at: Date.now(), sealed });
  return undefined;
}

// What a closed tab had: put back when the server gives the key, else it waits.
async function restore(form) {
  const drafts = (await mine("drafts")).filter((draft) => draft.path === location.pathname && draft.key !== form.elements.key.value);
  if (!drafts.length) return;
  if (!await ask_key()) { say(form, form.dataset.locked); return; }
  for (const draft of drafts) {
    const { fields } = await unseal(draft.sealed);
    fill(form, typed_rows(fields));
    await keep_draft(form);
    await drop("drafts", draft.key);
  }
  say(form, form.dataset.restored);
}

// ---- the form ----

async function submit(form, button) {
  const key = form.elements.key.value, people = people_in(form);
  const list = { key, action: form.getAttribute("action"), fields: [["csrf", ""], ...read(form), ["do", button?.value || "save"]] };
  const sealed = await seal(list);
  if (!sealed) { say(form, form.dataset.failed); form.submit(); return; }
  form.dataset.sent = "true";
  await put("lists", key, { key, user: user(), at: Date.now(), people, sealed }); // kept before it is sent
  await drop("drafts", key);
  const result = navigator.onLine && !(await waits_before(key)) ? await send_list(list) : { state: "wait" };
  if (result.state === "sent") { await drop("lists", key); await tell_count(); location.assign(result.url); return; }
  if (result.state === "look") { show(list); return; }
  delete form.dataset.sent;
  empty(form);
  say(form, result.signed_out ? form.dataset.again : "");
  await tell();
  rows(form)[0].querySelector("input").focus();
  flush();
}

const waits_before = async (key) => (await mine("lists")).some((list) => list.key !== key && !list.look);

export async function start(form) {
  const is_answer = document.querySelector("#errors") || "list" in form.dataset, key = form.elements.key;
  start_keys(form);
  if (!crypt || !globalThis.indexedDB) { form.dataset.ready = "true"; return; }
  if (is_answer) {
    await keep_draft(form); // then the list it answers to need not wait any longer
    await drop("lists", key.value);
  } else key.value = crypto.randomUUID(); // the page may be the one that was kept
  let later;
  const keep = () => { clearTimeout(later); later = setTimeout(() => keep_draft(form), 300); };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "more") { event.preventDefault(); for (let i = 0; i < 12; i++) add_row(form); return; }
    event.preventDefault();
    clearTimeout(later);
    submit(form, event.submitter);
  });
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  await public_half();
  if (!is_answer) await restore(form);
  await tell();
  await flush();
  form.dataset.ready = "true";
}
