// SPDX-License-Identifier: Apache-2.0
// Forms that wait in this browser until they can be sent: where they are kept (IndexedDB), and how they are sent and shown.

export const user = () => document.body.dataset.user || "";
export const csrf = () => document.querySelector("input[name=csrf]")?.value || "";

// A store of things by key, in rooms; each call is a transaction of its own, done when it is on the disk.
export function store_of(base, rooms) {
  const open = () => new Promise((done, failed) => {
    const request = indexedDB.open(base, 1);
    request.onupgradeneeded = () => rooms.forEach((room) => request.result.createObjectStore(room));
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  async function inside(room, mode, work) {
    const db = await open();
    return new Promise((done, failed) => {
      const transaction = db.transaction(room, mode, { durability: "strict" }), request = work(transaction.objectStore(room));
      transaction.oncomplete = () => { db.close(); done(request?.result); };
      transaction.onerror = transaction.onabort = () => { db.close(); failed(transaction.error); };
    });
  }
  return {
    put: (room, key, value) => inside(room, "readwrite", (store) => store.put(value, key)),
    take: (room, key) => inside(room, "readonly", (store) => store.get(key)),
    drop: (room, key) => inside(room, "readwrite", (store) => store.delete(key)),
    all: (room) => inside(room, "readonly", (store) => store.getAll()),
  };
}

// With the token of the page that is open now.
function body_of(entry) {
  const body = new URLSearchParams();
  for (const [name, value] of entry.fields) body.append(name, name === "csrf" ? csrf() : value);
  return body;
}

// "sent" (where the answer led to), "look" (refused, or written twice: a person must see it), "wait" (no network, or nobody
// signed in: the answer is another page's, or one of the statuses `away`).
export async function send(entry, away = [401]) {
  let answer;
  try {
    answer = await fetch(entry.action, { method: "POST", body: body_of(entry), redirect: "follow" });
  } catch { return { state: "wait" }; }
  const path = new URL(answer.url).pathname;
  if (/^\/(sign-in|account)/.test(path) || away.includes(answer.status)) return { state: "wait", signed_out: true };
  if (answer.ok && answer.redirected) return { state: "sent", url: answer.url };
  if (answer.status >= 500 || answer.status === 429) return { state: "wait" };
  return { state: "look" };
}

// Sends it as a browser would: the answer, with what is asked or wrong, is the next page.
export function show(entry) {
  const form = Object.assign(document.createElement("form"), { method: "post", action: entry.action, hidden: true });
  for (const [name, value] of body_of(entry)) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  document.body.append(form);
  form.submit();
}

export const read = (form) => [...new FormData(form)].filter(([name]) => name !== "csrf");
