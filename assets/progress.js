// SPDX-License-Identifier: Apache-2.0
// Follows a job: asks data-progress-url for {"percent", "text", "done"} every second, slower while it does not answer,
// and goes to data-done-href (or loads the page again) when the job is done.

const every_ms = 1000, slowest_ms = 10000;

export function start(box) {
  const bar = box.querySelector("progress"), text = box.querySelector("[data-progress-text]");
  let wait_ms = every_ms;

  async function look() {
    try {
      const answer = await fetch(box.dataset.progressUrl, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.status);
      const job = await answer.json();
      wait_ms = every_ms;
      if (bar) bar.value = job.percent;
      if (text && job.text !== undefined && text.textContent !== job.text) text.textContent = job.text;
      if (job.done) return box.dataset.doneHref ? location.assign(box.dataset.doneHref) : location.reload();
    } catch {
      wait_ms = Math.min(wait_ms * 2, slowest_ms);
    }
    setTimeout(look, wait_ms);
  }
  setTimeout(look, wait_ms);
}
