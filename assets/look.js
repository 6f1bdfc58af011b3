// SPDX-License-Identifier: Apache-2.0
// A form whose answer is shown while one types: <form data-look="ID">.  It is sent with do=look, which writes nothing, and
// the element of that id is taken from the answer.  Without script the form's own button does the same.

const pause_ms = 500;

function start_saying(box) {
  if (!("speechSynthesis" in window)) return;
  for (const button of box.querySelectorAll("[data-say]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const words = new SpeechSynthesisUtterance(button.dataset.say);
      words.lang = document.documentElement.lang;
      speechSynthesis.cancel();
      speechSynthesis.speak(words);
    });
  }
}

export function start(form) {
  const box = document.getElementById(form.dataset.look);
  let request, timer;

  async function look() {
    request?.abort();
    request = new AbortController();
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "look");
    box.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body, signal: request.signal, credentials: "same-origin" });
      const page = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
      const next = page?.getElementById(box.id);
      if (next) box.replaceChildren(...next.childNodes);
      start_saying(box);
      box.removeAttribute("aria-busy");
    } catch (error) {
      // Without a network the answer stays as it is; the button still works.
      if (error.name !== "AbortError") box.removeAttribute("aria-busy");
    }
  }

  form.addEventListener("input", (event) => {
    if (event.target.name?.endsWith(".text")) return; // words in a picker are not a choice yet
    clearTimeout(timer);
    timer = setTimeout(look, pause_ms);
  });
  form.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(look, pause_ms);
  });
  start_saying(box);
}
