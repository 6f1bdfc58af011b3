// SPDX-License-Identifier: Apache-2.0
// Prepares a load on a running server: signs in with a demo login, makes sessions of its own, reads people, and writes a
// Lua file for wrk with ids, cookie and form token.   node bench/load.mjs URL LOGINS.json OUT.lua [SESSIONS [LOGIN]]
import { readFileSync, writeFileSync } from 'node:fs';

const [url, loginsFile, out, wanted = '500', name = 'ccpcr.me'] = process.argv.slice(2);
const login = JSON.parse(readFileSync(loginsFile)).find((l) => l.name === name);
if (!login) throw new Error(`no demo login ${name}`);

const signedIn = await fetch(`${url}/sign-in`, {
  method: 'POST', redirect: 'manual', body: new URLSearchParams({ login: name, password: login.password }),
});
const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0];
if (signedIn.status !== 303 || !cookie) throw new Error(`cannot sign in as ${name}: ${signedIn.status}`);

async function ask(method, path, body) {
  const answer = await fetch(url + path, { method, headers: { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 400)}`);
  return answer.json();
}

let csrf = '';
csrf = (await ask('GET', '/api/v1/me')).csrf;
const people = [];
for (let cursor = ''; people.length < 2000;) {
  const page = await ask('GET', `/api/v1/people?limit=250${cursor && `&cursor=${cursor}`}`);
  people.push(...page.items.map((p) => p.id));
  cursor = page.next_cursor;
  if (!cursor) break;
}
const place = (await ask('GET', '/api/v1/sessions?limit=1')).items[0].place;
const rows = Array.from({ length: Number(wanted) }, (_, k) => ({
  kind: 'training', title: `Load ${k}`, status: 'held', starts_on: '2017-05-02', place, topics: ['animal_raising', 'financial_literacy'],
}));
const sessions = rows.length ? (await ask('POST', '/api/v1/sessions', rows)).items.map((s) => s.id) : [];
const list = (ids) => `{${ids.map((id) => `"${id}"`).join(',')}}`;
writeFileSync(out, `people=${list(people)}\nsessions=${list(sessions)}\ncookie="${cookie}"\ncsrf="${csrf}"\n`);
console.log(`${people.length} people, ${sessions.length} sessions, ${name}`);
