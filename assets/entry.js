// SPDX-License-Identifier: Apache-2.0
// An entry: shows what is left over while one types, and adds rows without asking the server.  What is typed is only read
// here as far as it is clear; the server decides.

const digits = (text) => text.replace(/[០-៩]/g, (digit) => String(digit.charCodeAt(0) - 0x17e0)).replace(/[\s\u00a0]/g, "");

function number(text) {
  const plain = digits(text);
  if (/^\d{1,3}([.,])\d{3}(\1\d{3})*$/.test(plain)) return Number(plain.replace(/[.,]/g, ""));
  const value = Number(plain.replace(",", "."));
  return Number.isFinite(value) ? value : 0;
}

export function start(box) {
  const format = new Intl.NumberFormat(box.dataset.digits === "khmr" ? "km-u-nu-khmr" : "en", { maximumFractionDigits: 6 });
  const sums = box.querySelector("[data-entry-sums]"), body = box.querySelector("tbody"), count = box.querySelector("[name=rows]");
  const options = [...document.querySelectorAll("#entry-accounts option")];

  function unitOf(account) {
    if (account.selectedOptions) return account.selectedOptions[0]?.dataset.unit;
    const typed = account.value.trim();
    return options.find((option) => option.value === typed || option.dataset.number === typed)?.dataset.unit;
  }

  function update() {
    const left = new Map();
    for (const row of body.rows) {
      const [account, debit, credit] = row.querySelectorAll("select, input");
      const unit = unitOf(account);
      if (unit) left.set(unit, (left.get(unit) || 0) + number(debit.value) - number(credit.value));
    }
    const over = [...left].filter(([, sum]) => Math.abs(sum) > 1e-7).map(([unit, sum]) => `${format.format(Number(sum.toFixed(6)))} ${unit}`);
    sums.textContent = over.length ? `${box.dataset.left}: ${over.join(", ")}` : left.size ? box.dataset.even : "";
    sums.classList.toggle("is-even", left.size > 0 && !over.length);
  }

  box.querySelector("[data-entry-more]")?.addEventListener("click", (event) => {
    event.preventDefault();
    const at = body.rows.length, row = body.rows[0].cloneNode(true);
    row.classList.remove("has-error");
    row.querySelector(".error")?.remove();
    for (const input of row.querySelectorAll("select, input")) {
      const name = input.name.split(".")[0];
      input.id = input.name = `${name}.${at}`;
      input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\S+$/, format.format(at + 1)));
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
      if (input.selectedOptions) input.selectedIndex = 0;
      else input.value = "";
    }
    body.append(row);
    count.value = String(body.rows.length);
    row.querySelector("select, input").focus();
  });
  box.addEventListener("input", update);
  update();
}
