// SPDX-License-Identifier: Apache-2.0
// A case file of many parts on a running server: opened again and again, and who saw it.  Prints "what half most" in ms.
// node bench/cases.mjs URL LOGINS.json make|open|reads EVENTS|FILE [TIMES]
import { readFileSync } from 'node:fs';

const [url, loginsFile, what, given, times = '60'] = process.argv.slice(2);
const login = JSON.parse(readFileSync(loginsFile)).find((one) => one.name === 'ccpcr.social');
const signedIn = await fetch(`${url}/sign-in`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ login: login.name, password: login.password }) });
const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0];

async function ask(method, path, body) {
  const answer = await fetch(url + path, { method, headers: { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 400)}`);
  return answer.json();
}
let csrf = '';
csrf = (await ask('GET', '/api/v1/me')).csrf;

async function make(events) {
  const file = await ask('POST', '/api/v1/case-files', { name_latin: 'Sok Sreymom', name_km: 'សុខ ស្រីមុំ', sex: 'f', arrived_on: '2016-05-10', risk: 'high' });
  const day = (i) => new Date(Date.UTC(2016, 4, 11 + Math.floor(i / 2))).toISOString().slice(0, 10);
  const notes = Array.from({ length: events }, (_, i) => ({ case_file: file.id, on_day: day(i), kind: 'interview', note: `Talk ${i}. ${'She tells of the way and of the work. '.repeat(8)}` }));
  await ask('POST', '/api/v1/case-notes', notes);
  console.log(file.id);
}

async function measure(name, once) {
  const taken = [];
  for (let i = 0; i < Number(times) + 5; i++) {
    const start = performance.now();
    await once();
    if (i >= 5) taken.push(performance.now() - start);
  }
  taken.sort((a, b) => a - b);
  console.log(name, taken[taken.length >> 1].toFixed(2), taken[Math.min(taken.length - 1, Math.floor(taken.length * 0.99))].toFixed(2));
}

async function page(path, form) {
  const answer = await fetch(url + path, form ? { method: 'POST', headers: { cookie }, body: new URLSearchParams({ csrf, ...form }) } : { headers: { cookie } });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${text.slice(0, 300)}`);
  return text;
}

if (what === 'make') await make(Number(given));
if (what === 'open') {
  await measure('shown', () => page(`/case-files/${given}`));
  await measure('opened', async () => { if (!(await page(`/case-files/${given}/reveal`, { purpose: 'a measurement' })).includes('Talk 0.')) throw new Error('nothing was opened'); });
}
if (what === 'reads') await measure('who-saw', () => page(`/case-files/${given}/reads`));
