// SPDX-License-Identifier: Apache-2.0
// A meeting sheet as it is filled in: running cash against the counted box, who is present, arrow keys between the rows,
// the usual amounts in one go, the totals read out.  The server computes the same when the sheet is sent.

const decimals_of = (form) => Number(form.dataset.decimals || 0);

// What people type: digits of either script, groups parted by "." "," or blanks.  The smallest unit; NaN when it is none.
export function amount(text, decimals) {
  const plain = text.trim().replace(/[០-៩]/g, (digit) => digit.codePointAt(0) - 0x17e0).replace(/[\s\u200b]/g, "");
  if (!plain) return 0;
  const parts = plain.match(/^(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d{1,2}))?$/);
  if (!parts || (parts[2] && decimals === 0)) return NaN;
  return Number(parts[1].replace(/[.,]/g, "")) * 10 ** decimals + Number((parts[2] || "").padEnd(decimals, "0") || 0);
}

const brings = new Set(["other_income", "grant", "bank_withdrawal", "other_sold"]), changes = new Set(["other_sold", "other_bought"]);

// 1 comes in, -1 goes out; an item's sign is that of the kind beside it.
function sign_of(field) {
  if (field.dataset.sign !== "item") return Number(field.dataset.sign);
  const kind = field.closest(".meeting-row").querySelector("[data-cell=item_kind]");
  return brings.has(kind.value) ? 1 : -1;
}

// What came in the second currency was changed on the spot, by the rate of the day, to what can be given as change.
function taken(form, value) {
  if (!form.dataset.worth) return 0;
  const [numerator, denominator, multiple] = form.dataset.worth.split(" ").map(Number);
  return Math.round(Math.round(value * numerator / denominator) / multiple) * multiple;
}

// The second currency of the box: what came and went, and what of the first was given for it.
function other_totals(form, result) {
  const decimals = Number(form.dataset.otherDecimals);
  Object.assign(result, { other_opening: Number(form.dataset.otherOpening), other_in: 0, other_out: 0, other_counted: 0 });
  for (const field of form.querySelectorAll("[data-other]")) {
    const value = amount(field.value, decimals), good = Number.isFinite(value);
    field.classList.toggle("is-unclear", !good);
    if (!good || !value) continue;
    const kind = field.dataset.other === "item" ? field.closest(".meeting-row").querySelector("[data-cell=item_kind]").value : "";
    const changed = changes.has(kind), sign = field.dataset.other === "item" ? (brings.has(kind) !== changed ? 1 : -1) : Number(field.dataset.other);
    result[sign > 0 ? "other_in" : "other_out"] += value;
    if (!changed) result.exchanged += sign * taken(form, value);
  }
  let is_counted = false;
  for (const field of form.querySelectorAll("[data-other-note]")) {
    const value = amount(field.value, 0) * Number(field.dataset.otherNote);
    if (field.value.trim()) is_counted = true;
    if (Number.isFinite(value)) result.other_counted += value;
  }
  result.other_book = result.other_opening + result.other_in - result.other_out;
  result.other_difference = is_counted ? result.other_counted - result.other_book : 0;
}

function totals(form) {
  const result = { opening: Number(form.dataset.opening), in: 0, out: 0, counted: 0, is_counted: false, exchanged: 0 };
  if (form.dataset.otherUnit) other_totals(form, result);
  const decimals = decimals_of(form);
  for (const field of form.querySelectorAll("[data-sign]")) {
    const is_shares = field.dataset.cell === "shares";
    const value = amount(field.value, is_shares ? 0 : decimals) * Number(field.dataset.times);
    const good = Number.isFinite(value);
    field.classList.toggle("is-unclear", !good);
    if (good) result[sign_of(field) > 0 ? "in" : "out"] += value;
  }
  for (const field of form.querySelectorAll("[data-note]")) {
    const value = amount(field.value, 0) * Number(field.dataset.note);
    if (field.value.trim()) result.is_counted = true;
    if (Number.isFinite(value)) result.counted += value;
  }
  result.book = result.opening + result.in - result.out - result.exchanged;
  result.difference = result.is_counted ? result.counted - result.book : 0;
  return result;
}

function writer(form, unit, decimals) {
  const lang = document.documentElement.lang === "km" ? (form.dataset.digits === "khmr" ? "km-u-nu-khmr" : "km-u-nu-latn") : "en";
  const is_riel = unit === "KHR";
  const format = new Intl.NumberFormat(lang, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return (value) => {
    const text = format.format(Math.abs(value) / 10 ** decimals);
    return (value < 0 ? "-" : "") + (is_riel ? text + "៛" : unit === "USD" ? "$" + text : `${text} ${unit}`);
  };
}

function start_speech(form, write) {
  const button = form.querySelector("[data-speak]");
  if (!("speechSynthesis" in window)) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const now = totals(form);
    const words = [now.book, now.counted, now.difference].map(write);
    const text = form.dataset.say.replace(/\{(\d)\}/g, (all, n) => words[n - 1]);
    const speech = Object.assign(new SpeechSynthesisUtterance(text), { lang: document.documentElement.lang });
    speechSynthesis.cancel();
    speechSynthesis.speak(speech);
    button.dataset.said = text;
  });
}

// Whoever is present and has nothing in a field that has a usual amount gets it; what is typed stays.
function start_usual(form, changed) {
  const button = form.querySelector("[data-usual]");
  if (!form.querySelector("[data-cell=social_fund][placeholder], [data-cell=deposit][placeholder], [data-cell=repayment][placeholder]")) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const line of form.querySelectorAll(".meeting-lines > li")) {
      if (!["present", "late"].includes(line.querySelector("[data-cell=attendance]").value)) continue;
      for (const field of line.querySelectorAll("[data-cell=social_fund][placeholder], [data-cell=deposit][placeholder], [data-cell=repayment][placeholder]")) {
        if (!field.value) field.value = field.placeholder;
      }
    }
    changed();
    form.dispatchEvent(new Event("input"));
  });
}

// Who pays all of it back: the amount is written at once, and taken away with the tick.
function start_payoffs(form) {
  for (const box of form.querySelectorAll("[data-payoff]")) {
    const field = box.closest(".meeting-loan").querySelector("[data-cell=repayment]");
    box.addEventListener("change", () => { field.value = box.checked ? box.dataset.payoff : ""; });
  }
}

// Up and down go to the same field of the neighbour; Enter goes down instead of sending a half-filled sheet.
function start_keys(form) {
  form.addEventListener("keydown", (event) => {
    const field = event.target, step = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[event.key];
    if (!step || !(field instanceof HTMLInputElement) || !(field.dataset.cell || field.dataset.note || field.dataset.otherNote)) return;
    const same = field.dataset.note ? "[data-note]" : field.dataset.otherNote ? "[data-other-note]" : `[data-cell="${field.dataset.cell}"]`;
    const all = [...form.querySelectorAll(same)], next = all[all.indexOf(field) + step];
    event.preventDefault();
    if (!next) return;
    next.focus();
    next.select?.();
  });
}

export function start(form) {
  const write = writer(form, form.dataset.unit, decimals_of(form));
  const write_other = form.dataset.otherUnit ? writer(form, form.dataset.otherUnit, Number(form.dataset.otherDecimals)) : write;
  const changed = () => {
    const now = totals(form);
    for (const place of form.querySelectorAll("[data-total]")) {
      const code = place.dataset.total;
      place.textContent = (code.startsWith("other_") ? write_other : write)(now[code]);
    }
    form.querySelector("[data-other-difference]")?.classList.toggle("is-minus", now.other_difference !== 0);
    form.querySelector("[data-difference]").classList.toggle("is-minus", now.difference !== 0);
    const came = [...form.querySelectorAll("[data-cell=attendance]")].filter((field) => ["present", "late"].includes(field.value)).length;
    form.querySelector("[data-present]").textContent = new Intl.NumberFormat(form.dataset.digits === "khmr" ? "km-u-nu-khmr" : "en").format(came);
  };
  start_payoffs(form);
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  start_keys(form);
  start_usual(form, changed);
  start_speech(form, write);
  changed();
}
