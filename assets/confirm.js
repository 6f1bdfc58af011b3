// SPDX-License-Identifier: Apache-2.0
// <button data-confirm="Delete this record?"> asks before it submits.  Without script the server's own question page
// stands in its place.

export function start(button) {
  button.addEventListener("click", (event) => {
    if (button.dataset.confirmed) return;
    event.preventDefault();
    const dialog = document.createElement("dialog");
    const question = Object.assign(document.createElement("p"), { textContent: button.dataset.confirm, id: "confirm-question" });
    const row = Object.assign(document.createElement("form"), { method: "dialog", className: "actions" });
    const no = Object.assign(document.createElement("button"), { value: "no", textContent: document.body.dataset.textCancel, autofocus: true });
    const yes = Object.assign(document.createElement("button"), { value: "yes", textContent: button.textContent, className: "danger" });
    dialog.setAttribute("aria-labelledby", question.id);
    row.append(no, yes);
    dialog.append(question, row);
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue !== "yes") return button.focus();
      button.dataset.confirmed = "yes";
      button.form ? button.form.requestSubmit(button) : button.click();
      delete button.dataset.confirmed;
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
